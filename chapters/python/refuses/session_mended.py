"""One connection for all requests to one server. It is for one thread: others have connections of their own."""

import os
import sys

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# ANCHOR: code
from http.client import HTTPConnection  # requests.Session() has one too

from small_server import SmallServer

with SmallServer(seconds=0.01) as server:
    connection = HTTPConnection(*server.server_address)
    for page in range(20):
        connection.request("GET", f"/{page}")
        connection.getresponse().read()
    print("connections:", server.connections)
    connection.close()
# Every Python prints: connections: 1
# ANCHOR_END: code
