"""Counting primes one by one, and in processes."""

# ANCHOR: cell
# Run it with: python3 chapters/python/04_multiprocess.py
import time
from multiprocessing import Pool

def count_primes(numbers):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in numbers if n > 1)

if __name__ == "__main__":
    ranges = [range(start, start + 50_000) for start in range(0, 400_000, 50_000)]

    start = time.perf_counter()
    primes = sum(map(count_primes, ranges))
    print(f"{primes:,} primes, one by one: {time.perf_counter() - start:.2f} seconds")

    start = time.perf_counter()
    with Pool() as pool:
        primes = sum(pool.map(count_primes, ranges))
    print(f"{primes:,} primes, in processes: {time.perf_counter() - start:.2f} seconds")
# ANCHOR_END: cell
