"""Forty downloads, of which each waits a tenth of a second for its server."""

from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import recipe
from small_server import SmallServer


# ANCHOR: slow
def download(page):
    with urlopen(f"{server.url}/{page}") as answer:
        return len(answer.read())


def one_by_one():
    return sum(download(page) for page in range(40))
# ANCHOR_END: slow


# ANCHOR: mended
def in_threads():
    with ThreadPoolExecutor(max_workers=20) as pool:
        return sum(pool.map(download, range(40)))
# ANCHOR_END: mended


if __name__ == "__main__":
    with SmallServer() as server:
        recipe.run(one_by_one, in_threads)
