"""A future keeps the exception of its task until somebody asks for the result. Nobody does."""

from concurrent.futures import ThreadPoolExecutor

# ANCHOR: code
with ThreadPoolExecutor() as pool:
    for price in ["1.50", "2,50", "3.50"]:
        pool.submit(float, price)
print("All prices are read.")
# Every Python prints: All prices are read.
# ANCHOR_END: code
