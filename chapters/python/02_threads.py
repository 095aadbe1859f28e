"""Chapter 02 in Python: five simulated downloads, one by one and in threads."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import flags
import stopwatch


# ANCHOR: threads
# Run it with: python3 chapters/python/02_threads.py
def download_csv(file, seconds):
    with stopwatch.task(file):
        print(f"Starting download: {file}")
        time.sleep(seconds)
        print(f"Finished download: {file}")


def download_in_threads(files, seconds):
    threads = [
        threading.Thread(target=download_csv, args=(file, seconds))
        for file in files
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
# ANCHOR_END: threads


def download_sequentially(files, seconds):
    for file in files:
        download_csv(file, seconds)


# ANCHOR: pool
def download_with_pool(files, seconds, workers):
    with ThreadPoolExecutor(max_workers=workers) as pool:
        list(pool.map(download_csv, files, [seconds] * len(files)))
# ANCHOR_END: pool


if __name__ == "__main__":
    args = flags.parse(
        __doc__,
        ["sequential", "threads", "pool"],
        seconds=(2.0, "how long each download waits, in seconds"),
        tasks=(5, "how many files to download"),
        workers=(2, "how many threads the pool has"),
    )
    seconds, files = args.seconds, [f"file_{number}.csv" for number in range(1, args.tasks + 1)]
    rounds = -(-args.tasks // args.workers)  # rounded up
    lesson = stopwatch.Lesson("chapter-02-threads", args)
    one_by_one = lesson.version("sequential", predicted=seconds * args.tasks)
    one_by_one.run(download_sequentially, files, seconds)
    lesson.version("threads", predicted=seconds).run(download_in_threads, files, seconds)
    in_a_pool = lesson.version("pool", predicted=seconds * rounds)
    in_a_pool.run(download_with_pool, files, seconds, args.workers)
    lesson.finish()
