"""Sixteen large computations that do not need each other."""

import math
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import recipe


# ANCHOR: slow
def is_prime(number):
    divisors = range(2, math.isqrt(number) + 1)
    return number > 1 and all(number % divisor for divisor in divisors)


def count_primes(part):
    return sum(map(is_prime, range(part * 20_000, (part + 1) * 20_000)))


def one_by_one():
    return sum(map(count_primes, range(16)))


def in_threads():
    with ThreadPoolExecutor() as pool:
        return sum(pool.map(count_primes, range(16)))
# ANCHOR_END: slow


# ANCHOR: mended
def in_processes():
    with ProcessPoolExecutor() as pool:
        return sum(pool.map(count_primes, range(16)))
# ANCHOR_END: mended


if __name__ == "__main__":
    recipe.run(one_by_one, in_threads, in_processes)
