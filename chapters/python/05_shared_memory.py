"""Chapter 05 in Python: what sharing memory can break, and what mends it.

Python would take minutes for the million updates of each thread in the Rust program, so here each makes
fewer. The same in Rust: cargo run -p chapter-05-shared-memory -- --updates 50000
"""

import queue
import threading
import time

import flags
import stopwatch

# ANCHOR: cell
# Run it with: python3 chapters/python/05_shared_memory.py
counter = 0
lock = threading.Lock()


def count_and_lose(updates):
    global counter
    for _ in range(updates):
        seen = counter
        time.sleep(0)  # here another thread may run
        counter = seen + 1


def count_with_lock(updates):
    global counter
    for _ in range(updates):
        with lock:
            counter += 1
# ANCHOR_END: cell


def count_apart_then_add(updates):
    global counter
    mine = 0
    for _ in range(updates):
        mine += 1
    with lock:
        counter += mine


def in_threads(count, threads, updates):
    """Counts from 0 in several threads, which begin together."""
    global counter
    counter, all_here = 0, threading.Barrier(threads)

    def begin_together():
        with stopwatch.task("counting"):
            all_here.wait()
            count(updates)

    wait_for([threading.Thread(target=begin_together) for _ in range(threads)])
    return counter


def count_sequentially(threads, updates):
    counter = 0
    with stopwatch.task("counting"):
        for _ in range(threads * updates):
            counter += 1
    return counter


def count_with_channel(threads, updates):
    """The threads send, and the one that calls counts."""
    channel = queue.Queue(1000)

    def send():
        with stopwatch.task("sending"):
            for _ in range(updates):
                channel.put(1)

    senders = [threading.Thread(target=send) for _ in range(threads)]
    for sender in senders:
        sender.start()
    counted = sum(channel.get() for _ in range(threads * updates))
    for sender in senders:
        sender.join()
    return counted


def wait_for(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def download(file, seconds):
    with stopwatch.task(file):
        time.sleep(seconds)
        return f"contents of {file}"


def lock_too_long(files, seconds):
    """Wrong: takes the lock before the download, and so downloads one file at a time."""
    results = []

    def add(file):
        with lock:
            results.append(download(file, seconds))

    wait_for([threading.Thread(target=add, args=(file,)) for file in files])
    return sorted(results)


def lock_in_time(files, seconds):
    """Downloads first, and holds the lock for the append alone."""
    results = []

    def add(file):
        contents = download(file, seconds)
        with lock:
            results.append(contents)

    wait_for([threading.Thread(target=add, args=(file,)) for file in files])
    return sorted(results)


def pay_each_other():
    """Wrong: each thread locks the account that pays first, and those are different accounts."""
    alice, bob, both_hold_one = threading.Lock(), threading.Lock(), threading.Barrier(2)

    def pay(name, payer, payee):
        with stopwatch.task(f"{name} pays"), payer:
            both_hold_one.wait()
            with payee:
                pass  # here the money goes from one account to the other

    wait_or_explain(pay, ("Alice", alice, bob), ("Bob", bob, alice))


def pay_in_one_order():
    """Every thread locks Alice's account first, whoever pays."""
    alice, bob, both_have_begun = threading.Lock(), threading.Lock(), threading.Barrier(2)

    def pay(name):
        with stopwatch.task(f"{name} pays"):
            both_have_begun.wait()
            with alice, bob:
                pass

    wait_or_explain(pay, ("Alice",), ("Bob",))


def wait_or_explain(pay, *payments):
    # Daemons do not keep the program from ending.
    threads = [threading.Thread(target=pay, args=payment, daemon=True) for payment in payments]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 0.5
    for thread in threads:
        thread.join(timeout=max(0, deadline - time.monotonic()))
    if any(thread.is_alive() for thread in threads):
        print("Deadlock: after half a second each still waits for the other.")


if __name__ == "__main__":
    args = flags.parse(
        __doc__,
        ["sequential", "lost-updates", "mutex", "channel", "count-apart-then-add",
         "lock-too-long", "lock-in-time", "deadlock", "one-order"],
        workers=(4, "how many threads count"),
        updates=(50_000, "how many updates each of them makes"),
        tasks=(5, "how many files are downloaded"),
        seconds=(0.1, "how long each download waits, in seconds"),
    )
    threads, updates, seconds = args.workers, args.updates, args.seconds
    files = [f"file_{number}.csv" for number in range(1, args.tasks + 1)]
    lesson = stopwatch.Lesson("chapter-05-shared-memory", args)

    def lose_updates():
        # What it returns is not compared: how many are lost is luck.
        counted, all = in_threads(count_and_lose, threads, updates), threads * updates
        print(f"The counter says {counted:,} of {all:,}: {all - counted:,} were lost.")

    lesson.version("sequential").run(count_sequentially, threads, updates)
    lesson.version("lost-updates").run(lose_updates)
    lesson.version("mutex").run(in_threads, count_with_lock, threads, updates)
    lesson.version("channel").run(count_with_channel, threads, updates)
    apart = lesson.version("count-apart-then-add")
    apart.run(in_threads, count_apart_then_add, threads, updates)
    lesson.next_job()
    too_long = lesson.version("lock-too-long", predicted=seconds * args.tasks)
    too_long.run(lock_too_long, files, seconds)
    lesson.version("lock-in-time", predicted=seconds).run(lock_in_time, files, seconds)
    lesson.next_job()
    lesson.version("deadlock").run(pay_each_other)
    lesson.version("one-order").run(pay_in_one_order)
    lesson.finish()
