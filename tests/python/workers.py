"""Workers of every kind, for the tests of `stopwatch.py`: it prints nothing but the versions' names."""

import asyncio
import multiprocessing
import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "chapters" / "python"))
import flags
import stopwatch


@stopwatch.task
def count(numbers):
    return sum(number * number for number in range(numbers))


JOBS = [300_000] * 4


def in_threads():
    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(count, JOBS))


def in_processes(start):
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(start)) as pool:
        return sum(pool.map(count, JOBS))


def in_interpreters():
    from concurrent.futures import InterpreterPoolExecutor

    with InterpreterPoolExecutor(2) as pool:
        return sum(pool.map(count, JOBS))


def end_in_the_middle():
    with stopwatch.task("lost"):
        os.kill(os.getpid(), signal.SIGKILL)


def killed():
    with ProcessPoolExecutor(1) as pool:
        pool.submit(end_in_the_middle).result()


@stopwatch.task
async def nap(number, all_here):
    await all_here.wait()


async def naps():
    all_here = asyncio.Event()
    tasks = [asyncio.create_task(nap(number, all_here)) for number in range(5)]
    await asyncio.sleep(0)  # by now each has begun
    all_here.set()
    await asyncio.gather(*tasks)


if __name__ == "__main__":
    starts = multiprocessing.get_all_start_methods()
    if sys.implementation.name == "pypy":
        starts = ["fork"]  # PyPy 7.3.11's pool lacks a method that it calls for all others
    args = flags.parse(
        __doc__,
        ["sequential", "threads", "interpreters", *starts, "killed", "asyncio", "missing"],
    )
    lesson = stopwatch.Lesson("chapter-04-multiprocess", args)
    lesson.version("sequential").run(lambda: sum(map(count, JOBS)))
    lesson.version("threads").run(in_threads)
    lesson.version("interpreters", needs=(3, 14)).run(in_interpreters)
    for start in starts:
        lesson.version(start).run(in_processes, start)
    lesson.next_job()
    lesson.version("asyncio").run(lambda: asyncio.run(naps()))
    lesson.version("killed").run(killed)
    lesson.version("missing", needs="no_such_package").run(killed)
    lesson.finish()
