"""Counting primes in processes. Run it with: python3 chapters/python/04_multiprocess.py"""

# ANCHOR: cell
from multiprocessing import Pool

def count_primes(numbers):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in numbers if n > 1)

if __name__ == "__main__":
    ranges = [range(start, start + 50_000) for start in range(0, 400_000, 50_000)]
    with Pool() as pool:
        print(sum(pool.map(count_primes, ranges)))
# ANCHOR_END: cell
