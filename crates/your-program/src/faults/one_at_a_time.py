import socket
import sys
import time

end = time.monotonic() + float(sys.argv[1])

# ANCHOR: one_at_a_time
with socket.create_connection(("127.0.0.1", int(sys.argv[2]))) as server:
    while time.monotonic() < end:
        server.sendall(b"?")
        server.recv(1)
# ANCHOR_END: one_at_a_time
