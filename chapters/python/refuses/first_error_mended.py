"""`as_completed` hands out each future when it is done, with a result or with an exception."""

from concurrent.futures import ThreadPoolExecutor

# ANCHOR: code
from concurrent.futures import as_completed

with ThreadPoolExecutor() as pool:
    prices = ["1,50", "2.50", "3.50"]
    futures = {pool.submit(float, price): price for price in prices}
    for future in as_completed(futures):
        if future.exception() is None:
            print(futures[future], "is", future.result())
        else:
            print(futures[future], "failed:", future.exception())
# Every Python prints: 1,50 failed: could not convert string to float
# Every Python prints: 2.50 is 2.5
# Every Python prints: 3.50 is 3.5
# ANCHOR_END: code
