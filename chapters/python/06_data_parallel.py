"""Chapter 06 in Python: all cores, for uneven work and for even work.

Python would take minutes for the sizes of the Rust program. Smaller ones, the same in both languages:
cargo run -p chapter-06-data-parallel -- --limit 500000 --only sequential --only threads --only rayon
"""

import math
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import flags
import stopwatch

RANGES = 32


# ANCHOR: cell
# Run it with: python3 chapters/python/06_data_parallel.py
def is_prime(number):
    if number < 3 or number % 2 == 0:
        return number == 2
    divisors = range(3, math.isqrt(number) + 1, 2)
    return all(number % divisor for divisor in divisors)


def count_primes(numbers):
    with stopwatch.task(f"from {numbers.start}"):
        return sum(map(is_prime, numbers))


def cut(limit, pieces):
    edges = [limit * piece // pieces for piece in range(pieces + 1)]
    return [range(start, end) for start, end in zip(edges, edges[1:])]


def count_in_processes(limit, pieces, workers):
    with ProcessPoolExecutor(workers) as pool:
        return sum(pool.map(count_primes, cut(limit, pieces), chunksize=1))
# ANCHOR_END: cell


def count_sequentially(limit):
    return sum(map(count_primes, cut(limit, RANGES)))


def count_in_threads(limit, workers):
    with ThreadPoolExecutor(workers) as pool:
        return sum(pool.map(count_primes, cut(limit, workers)))


def hits(handful, darts):
    """Throws darts at a square, and counts those that hit the circle in it. The random numbers are
    those of the Rust program: WyRand, by Wang Yi, as the crate fastrand has it."""
    with stopwatch.task(f"handful {handful}"):
        state, hit = handful, 0
        for _ in range(darts):
            state = state + 0x2D358DCCAA6C78A5 & 0xFFFFFFFFFFFFFFFF
            mixed = state * (state ^ 0x8BB84B93962EACC9)
            x = ((mixed ^ mixed >> 64) & 0xFFFFFFFFFFFFFFFF) >> 1
            state = state + 0x2D358DCCAA6C78A5 & 0xFFFFFFFFFFFFFFFF
            mixed = state * (state ^ 0x8BB84B93962EACC9)
            y = ((mixed ^ mixed >> 64) & 0xFFFFFFFFFFFFFFFF) >> 1
            x, y = x / 2**63, y / 2**63
            hit += x * x + y * y < 1.0
        return hit


def throw(pool, handfuls, darts):
    return sum(pool(hits, range(handfuls), [darts] * handfuls))


def throw_in_pool(pool, workers, handfuls, darts):
    with pool(workers) as pool:
        return throw(pool.map, handfuls, darts)


if __name__ == "__main__":
    args = flags.parse(
        __doc__,
        ["sequential", "threads", "processes", "pi-sequential", "pi-threads", "pi-processes"],
        limit=(500_000, "count the primes below this number"),
        darts=(1_000_000, "how many darts to throw for pi, rounded up to handfuls"),
        handful=(50_000, "how many darts are a handful; the Rust program has 5000000"),
        workers=(flags.cores(), "how many threads or processes compute"),
    )
    limit, workers = args.limit, args.workers
    lesson = stopwatch.Lesson("chapter-06-data-parallel", args)
    lesson.version("sequential").run(count_sequentially, limit)
    lesson.version("threads").run(count_in_threads, limit, workers)
    lesson.version("processes").run(count_in_processes, limit, RANGES, workers)
    lesson.next_job()
    work = -(-args.darts // args.handful), args.handful  # rounded up
    found = [
        lesson.version("pi-sequential").run(throw, map, *work),
        lesson.version("pi-threads").run(throw_in_pool, ThreadPoolExecutor, workers, *work),
        lesson.version("pi-processes").run(throw_in_pool, ProcessPoolExecutor, workers, *work),
    ]
    for hit in [hit for hit in found if hit is not None][:1]:
        print(f"Pi is about {4 * hit / (work[0] * work[1]):.4f}.")
    lesson.finish()
