"""A server that answers five requests in two seconds, and a client that does not listen."""

import os
import sys

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# ANCHOR: code
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

from small_server import SmallServer


def download(page):
    with urlopen(f"{server.url}/{page}") as answer:
        return answer.read()


with SmallServer(most=5, window=2) as server:
    with ThreadPoolExecutor(8) as pool:
        print(len(list(pool.map(download, range(8)))), "pages")
# Every Python ends with: HTTP Error 429: Too Many Requests
# ANCHOR_END: code
