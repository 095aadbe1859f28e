"""Handing out tasks takes no time: a bar around `submit` is full before anything is done."""

import time
from concurrent.futures import ThreadPoolExecutor


def progress(items, total):
    """As `tqdm` does it, on a line each."""
    for number, item in enumerate(items, start=1):
        yield item
        print(f"{number} of {total}")


def download(file):
    time.sleep(0.2)
    return file


# ANCHOR: code
files = ["a.csv", "b.csv", "c.csv"]
with ThreadPoolExecutor(1) as pool:
    futures = []
    for file in progress(files, total=3):  # tqdm(files)
        futures.append(pool.submit(download, file))
    for future in futures:
        print("got", future.result())
# Every Python prints: 1 of 3 2 of 3 3 of 3 got a.csv got b.csv
# ANCHOR_END: code
