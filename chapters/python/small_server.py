"""A small server for scripts that need one: it takes its time, counts, and may refuse.

    with SmallServer() as server:
        urllib.request.urlopen(f"{server.url}/7").read()
"""

import os
import threading
import time
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer

# No proxy knows the way to a server in this program.
os.environ["no_proxy"] = "127.0.0.1"


class SmallServer(ThreadingTCPServer):
    """Answers each request with its path, after `seconds`. Of more than `most` requests within `window`
    seconds it refuses the rest (429), and says in how many seconds to come back."""

    daemon_threads = True
    request_queue_size = 100

    def __init__(self, seconds=0.1, most=None, window=None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seconds, self.most, self.window = seconds, most, window
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.connections, self.accepted, self.began = 0, 0, None
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        super().__exit__()

    def refuses(self):
        """Whether there is no room for one more request in the window that began with the first."""
        if self.most is None:
            return False
        with self.lock:
            if self.began is None or time.monotonic() - self.began >= self.window:
                self.began, self.accepted = time.monotonic(), 0
            self.accepted += 1
            return self.accepted > self.most


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # a client may keep its connection
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        with self.server.lock:
            self.server.connections += 1

    def do_GET(self):
        if self.server.refuses():
            self.answer(429, b"", ("Retry-After", str(self.server.window)))
        else:
            time.sleep(self.server.seconds)
            self.answer(200, self.path.encode())

    def answer(self, status, body, *more):
        self.send_response(status)
        for name, value in [("Content-Length", str(len(body))), *more]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
