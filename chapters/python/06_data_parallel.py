"""Counting primes on all cores. Run it with: python3 chapters/python/06_data_parallel.py"""

# ANCHOR: cell
from concurrent.futures import ProcessPoolExecutor

def count_primes(numbers):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in numbers if n > 1)

if __name__ == "__main__":
    ranges = [range(start, start + 12_500) for start in range(0, 400_000, 12_500)]
    with ProcessPoolExecutor() as pool:
        print(sum(pool.map(count_primes, ranges, chunksize=1)))
# ANCHOR_END: cell
