"""A fork copies a lock that another thread holds, and not the thread that would let go of it."""

import faulthandler
import os
import warnings

if not hasattr(os, "fork"):
    raise SystemExit("Skipped: this system does not fork.")

warnings.simplefilter("always")  # as pytest does: by itself, Python hides this one
# It is the child that would never end.
os.register_at_fork(after_in_child=lambda: faulthandler.dump_traceback_later(5, exit=True))

# ANCHOR: code
import threading
from multiprocessing import get_context

lock = threading.Lock()
is_held, may_go = threading.Event(), threading.Event()


def hold():
    with lock:  # as `logging`, `print` or a connection pool may
        is_held.set()
        may_go.wait()


def work():
    with lock:
        print("The child has the lock.", flush=True)


if __name__ == "__main__":
    threading.Thread(target=hold).start()
    is_held.wait()
    child = get_context("fork").Process(target=work)
    child.start()
    may_go.set()
    child.join()
    print("exit code of the child:", child.exitcode)
# Every Python prints: exit code of the child: 1
# Python 3.13t and 3.14 warn: DeprecationWarning: This process (pid=…) is
#     multi-threaded, use of fork() may lead to deadlocks in the child.
# ANCHOR_END: code
