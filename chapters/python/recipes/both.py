"""Twenty pages are downloaded, and something is computed from each."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from urllib.request import urlopen

import recipe
from small_server import SmallServer


# ANCHOR: slow
def download(page):
    with urlopen(f"{server.url}/{page}") as answer:
        return answer.read().decode()


def evaluate(page):
    return sum(number % 7 for number in range(600_000)) + len(page)


def one_page_after_another():
    return sum(evaluate(download(page)) for page in range(20))
# ANCHOR_END: slow


# ANCHOR: mended
def in_threads_and_processes():
    with ThreadPoolExecutor(10) as threads, ProcessPoolExecutor() as processes:
        pages = threads.map(download, range(20))  # each as soon as it is there
        return sum(processes.map(evaluate, pages))
# ANCHOR_END: mended


if __name__ == "__main__":
    with SmallServer() as server:
        recipe.run(one_page_after_another, in_threads_and_processes)
