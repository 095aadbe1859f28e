"""`map` hands out results in the order of its arguments, and ends with the first exception."""

from concurrent.futures import ThreadPoolExecutor

# ANCHOR: code
with ThreadPoolExecutor() as pool:
    prices = ["1,50", "2.50", "3.50"]
    for price in pool.map(float, prices):
        print(price)
# Every Python ends with: ValueError: could not convert string to float
# ANCHOR_END: code
