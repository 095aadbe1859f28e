"""Each call opens a connection, and closes it: over TLS that is several round trips before any answer."""

import os
import sys

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# ANCHOR: code
from urllib.request import urlopen  # requests.get does the same

from small_server import SmallServer

with SmallServer(seconds=0.01) as server:
    for page in range(20):
        with urlopen(f"{server.url}/{page}") as answer:
            answer.read()
    print("connections:", server.connections)
# Every Python prints: connections: 20
# ANCHOR_END: code
