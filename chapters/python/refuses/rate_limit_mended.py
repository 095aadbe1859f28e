"""Who is refused comes back when the server says so, and then not all at one moment."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from small_server import SmallServer

# ANCHOR: code
import random
import time
from urllib.error import HTTPError
from urllib.request import urlopen


def download(page):
    for _ in range(5):
        try:
            with urlopen(f"{server.url}/{page}") as answer:
                return answer.read()
        except HTTPError as error:
            if error.code != 429:
                raise
            pause = float(error.headers["Retry-After"])
            time.sleep(pause + random.uniform(0, 0.5))
    raise TimeoutError(f"page {page} was refused five times")


with SmallServer(most=5, window=2) as server:
    with ThreadPoolExecutor(8) as pool:
        print(len(list(pool.map(download, range(8)))), "pages")
# Every Python prints: 8 pages
# ANCHOR_END: code
