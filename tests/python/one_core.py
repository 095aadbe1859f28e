"""Two threads, and two processes, that compute; the tests of `stopwatch.py` give them one core."""

import multiprocessing
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "chapters" / "python"))
import flags
import stopwatch


def compute(all_here):
    with stopwatch.task("compute"):
        all_here.wait()
        began = time.thread_time()
        while time.thread_time() - began < 0.05:
            pass


def two(kind, barrier):
    workers = [kind(target=compute, args=(barrier,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def sleep():
    with stopwatch.task("sleep"):
        time.sleep(0.05)


if __name__ == "__main__":
    fork = multiprocessing.get_context("fork")
    lesson = stopwatch.Lesson("one-core", flags.parse(__doc__, ["processes", "threads", "sleep"]))
    lesson.version("processes").run(two, fork.Process, fork.Barrier(2))
    lesson.version("threads").run(two, threading.Thread, threading.Barrier(2))
    lesson.version("sleep").run(sleep)
    lesson.finish()
