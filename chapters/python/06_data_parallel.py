"""Counting primes on all cores, in large pieces and in small ones."""

# ANCHOR: cell
# Run it with: python3 chapters/python/06_data_parallel.py
import os
import time
from concurrent.futures import ProcessPoolExecutor

def count_primes(numbers):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in numbers if n > 1)

def cut(pieces):
    edges = [400_000 * piece // pieces for piece in range(pieces + 1)]
    return [range(start, end) for start, end in zip(edges, edges[1:])]

if __name__ == "__main__":
    for name, pieces in [("one piece for each core", os.cpu_count()), ("32 pieces", 32)]:
        start = time.perf_counter()
        with ProcessPoolExecutor() as pool:
            primes = sum(pool.map(count_primes, cut(pieces), chunksize=1))
        print(f"{primes:,} primes, {name}: {time.perf_counter() - start:.2f} seconds")
# ANCHOR_END: cell
