"""Finds the practice API, from which scripts download, or starts one, for the notebook."""

import atexit
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Server:
    """A practice API of one's own. It ends with `stop`, or else with this program."""

    def __init__(self, *flags):
        command = ["cargo", "run", "--quiet", "--package", "practice-api", "--", "--port", "0", *flags]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        atexit.register(self.stop)
        # "Listening on http://127.0.0.1:3000 (Ctrl-C ends it)"
        words = self.process.stdout.readline().split()
        if len(words) < 3:
            raise OSError("the practice API did not start; try it in a terminal: " + " ".join(command))
        self.url = words[2]

    def stop(self):
        self.process.terminate()
        self.process.wait()


def latency(server):
    """How long the server takes for one post, in seconds. Without a server the program ends."""
    began = time.perf_counter()
    try:
        with urllib.request.urlopen(f"{server}/posts/1", timeout=10) as response:
            response.read()
    except urllib.error.HTTPError:
        pass  # it has no such post, and it answers
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        start = "Start it in another terminal: cargo run -p practice-api -- --port 3000"
        sys.exit(f"Error: the practice API does not answer at {server} ({reason})\n{start}")
    return time.perf_counter() - began
