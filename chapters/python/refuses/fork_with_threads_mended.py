"""A spawned child begins with a Python, and locks, of its own."""

import threading
from multiprocessing import get_context

lock = threading.Lock()
is_held, may_go = threading.Event(), threading.Event()


def hold():
    with lock:
        is_held.set()
        may_go.wait()


def work():
    with lock:
        print("The child has the lock.", flush=True)


# ANCHOR: code
if __name__ == "__main__":
    threading.Thread(target=hold).start()
    is_held.wait()
    child = get_context("spawn").Process(target=work)
    child.start()
    may_go.set()
    child.join()
    print("exit code of the child:", child.exitcode)
# Every Python prints: The child has the lock. exit code of the child: 0
# ANCHOR_END: code
