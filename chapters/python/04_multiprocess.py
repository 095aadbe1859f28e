"""Chapter 04 in Python: CPU-heavy work, one by one, in threads, and in worker processes.

Python would take minutes for the ten million numbers of the Rust program, so it counts a million. The
same in Rust: cargo run -p chapter-04-multiprocess -- --limit 1000000
"""

import math
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import flags
import stopwatch


# ANCHOR: cell
# Run it with: python3 chapters/python/04_multiprocess.py
def is_prime(number):
    if number < 3 or number % 2 == 0:
        return number == 2
    divisors = range(3, math.isqrt(number) + 1, 2)
    return all(number % divisor for divisor in divisors)


def count_primes(job):
    number, numbers = job
    with stopwatch.task(f"range {number}"):
        return sum(map(is_prime, numbers))


def count_in_threads(jobs, workers):
    with ThreadPoolExecutor(workers) as pool:
        return sum(pool.map(count_primes, jobs))


def count_in_processes(jobs, workers):
    with ProcessPoolExecutor(workers) as pool:
        return sum(pool.map(count_primes, jobs))
# ANCHOR_END: cell


def count_sequentially(jobs):
    return sum(map(count_primes, jobs))


def count_in_interpreters(jobs, workers):
    from concurrent.futures import InterpreterPoolExecutor

    with InterpreterPoolExecutor(workers) as pool:
        return sum(pool.map(count_primes, jobs))


def cut(limit, count):
    """Ranges of equal length, the largest numbers first: these take longest."""
    edges = [limit * number // count for number in range(count, -1, -1)]
    ranges = [range(start, end) for end, start in zip(edges, edges[1:])]
    return list(enumerate(ranges, start=1))


if __name__ == "__main__":
    args = flags.parse(
        __doc__,
        ["sequential", "threads", "processes", "interpreters"],
        limit=(1_000_000, "count the primes below this number"),
        tasks=(16, "how many ranges to cut the numbers into"),
        workers=(flags.cores(), "how many threads or processes count"),
    )
    jobs, workers = cut(args.limit, args.tasks), min(args.workers, args.tasks)
    lesson = stopwatch.Lesson("chapter-04-multiprocess", args)
    found = [
        lesson.version("sequential").run(count_sequentially, jobs),
        lesson.version("threads").run(count_in_threads, jobs, workers),
        lesson.version("processes").run(count_in_processes, jobs, workers),
        lesson.version("interpreters", needs=(3, 14)).run(count_in_interpreters, jobs, workers),
    ]
    for primes in [primes for primes in found if primes is not None][:1]:
        print(f"{primes:,} primes below {args.limit:,}.")
    lesson.finish()
