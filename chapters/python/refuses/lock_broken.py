"""A lock of `threading` is for the threads of one process."""

from concurrent.futures import ProcessPoolExecutor

# ANCHOR: code
import threading


class Counter:
    def __init__(self):
        self.lock = threading.Lock()

    def count(self, words):
        with self.lock:
            return len(words)


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        print(pool.submit(Counter().count, ["a", "b"]).result())
# Every Python ends with: TypeError: cannot pickle '_thread.lock' object
# ANCHOR_END: code
