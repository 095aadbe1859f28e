"""`result` gives what the task returned, or raises what it raised."""

from concurrent.futures import ThreadPoolExecutor

# ANCHOR: code
with ThreadPoolExecutor() as pool:
    prices = ["1.50", "2,50", "3.50"]
    futures = {price: pool.submit(float, price) for price in prices}
for price, future in futures.items():
    try:
        print(future.result())
    except ValueError as error:
        print(f"{price} is no price: {error}")
# Every Python prints: 2,50 is no price: could not convert string
# ANCHOR_END: code
