"""Chapter 08 in Python: waiting or computing, four ways each."""

import asyncio
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import flags
import stopwatch


# ANCHOR: cell
# Run it with: python3 chapters/python/08_rule_of_thumb.py
def wait(number, seconds):
    with stopwatch.task(f"task {number}"):
        time.sleep(seconds)
        return 1


def compute(number, numbers):
    with stopwatch.task(f"task {number}"):
        return sum(map(steps, range(1, numbers + 1)))


def steps(number):
    steps = 0
    while number != 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        steps += 1
    return steps
# ANCHOR_END: cell


def sequentially(work, size, tasks, workers):
    return sum(work(number, size) for number in range(1, tasks + 1))


def in_threads(work, size, tasks, workers):
    with ThreadPoolExecutor(workers) as pool:
        return sum(pool.map(work, range(1, tasks + 1), [size] * tasks))


def in_processes(work, size, tasks, workers):
    with ProcessPoolExecutor(workers) as pool:
        return sum(pool.map(work, range(1, tasks + 1), [size] * tasks))


def with_asyncio(work, size, tasks, workers):
    """On one thread. So many waits at once; computing never says `await`, so it is one at a time."""

    async def wait_asynchronously(number, free):
        async with free:
            with stopwatch.task(f"task {number}"):
                await asyncio.sleep(size)
                return 1

    async def compute_all_the_same(number, free):
        async with free:
            return compute(number, size)

    async def all_tasks():
        do = wait_asynchronously if work is wait else compute_all_the_same
        free = asyncio.Semaphore(workers)
        return sum(await asyncio.gather(*[do(number, free) for number in range(1, tasks + 1)]))

    return asyncio.run(all_tasks())


def numbers_for(seconds):
    """How many numbers to compute with, to take so long."""
    numbers, took = 100, 0.0
    while took < seconds / 4:
        numbers, began = 2 * numbers, time.perf_counter()
        sum(map(steps, range(1, numbers + 1)))
        took = time.perf_counter() - began
    return max(1, int(numbers * seconds / took))


WAYS = {
    "sequential": sequentially,
    "threads": in_threads,
    "processes": in_processes,
    "asyncio": with_asyncio,
}

if __name__ == "__main__":
    args = flags.parse(
        __doc__,
        [f"{kind}-{way}" for kind in ("wait", "compute") for way in WAYS],
        tasks=(8, "how many tasks"),
        seconds=(0.05, "how long each task waits, or computes, in seconds"),
        workers=(8, "how many workers share the tasks"),
        numbers=(0, "compute with so many numbers, instead of so many seconds"),
    )
    tasks, workers, one_by_one = args.tasks, args.workers, args.seconds * args.tasks
    lesson = stopwatch.Lesson("chapter-08-rule-of-thumb", args)
    at_once = args.seconds * -(-tasks // workers)  # rounded up
    for way, run in WAYS.items():
        predicted = one_by_one if way == "sequential" else at_once
        version = lesson.version(f"wait-{way}", predicted=predicted)
        version.run(run, wait, args.seconds, tasks, workers)
    lesson.next_job()
    numbers = args.numbers or numbers_for(args.seconds)
    can_overlap = ["processes"] if stopwatch.has_gil() else ["processes", "threads"]
    for way, run in WAYS.items():
        cores = min(workers, flags.cores()) if way in can_overlap else 1
        predicted = None if args.numbers else one_by_one / cores
        version = lesson.version(f"compute-{way}", predicted=predicted)
        version.run(run, compute, numbers, tasks, workers)
    lesson.finish()
