"""The bar goes around what comes back, and not around what is handed out."""

import time
from concurrent.futures import ThreadPoolExecutor, as_completed


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
    futures = [pool.submit(download, file) for file in files]
    done = as_completed(futures)
    for future in progress(done, total=3):  # tqdm(done, total=3)
        print("got", future.result())
# Every Python prints: got a.csv 1 of 3 got b.csv 2 of 3 got c.csv 3 of 3
# ANCHOR_END: code
