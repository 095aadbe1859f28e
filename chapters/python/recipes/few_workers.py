"""Forty downloads in threads: as many threads as there are cores, or as the server accepts."""

from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import recipe
from small_server import SmallServer


def download(page):
    with urlopen(f"{server.url}/{page}") as answer:
        return len(answer.read())


# ANCHOR: slow
def in_two_threads():
    with ThreadPoolExecutor(max_workers=2) as pool:
        return sum(pool.map(download, range(40)))
# ANCHOR_END: slow


# ANCHOR: mended
def in_twenty_threads():
    with ThreadPoolExecutor(max_workers=20) as pool:
        return sum(pool.map(download, range(40)))
# ANCHOR_END: mended


if __name__ == "__main__":
    with SmallServer() as server:
        recipe.run(in_two_threads, in_twenty_threads)
