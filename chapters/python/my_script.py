"""A script to watch: `cargo run -p chapter-14-your-program -- python3 chapters/python/my_script.py`."""

import time
from concurrent.futures import ThreadPoolExecutor

import stopwatch


def is_prime(number):
    return all(number % factor for factor in range(2, int(number**0.5) + 1))


# ANCHOR: tasks
@stopwatch.task
def count_primes(below):
    return sum(is_prime(number) for number in range(2, below))


with stopwatch.task("download"):
    time.sleep(0.5)

with ThreadPoolExecutor(3) as pool:
    print(list(pool.map(count_primes, [120_000, 120_000, 120_000])))
# ANCHOR_END: tasks
