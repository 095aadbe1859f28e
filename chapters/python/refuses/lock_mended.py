"""The worker makes the lock itself: `pickle` asks `__getstate__` what to send, and leaves it out."""

from concurrent.futures import ProcessPoolExecutor

# ANCHOR: code
import threading


class Counter:
    def __init__(self):
        self.lock = threading.Lock()

    def __getstate__(self):
        return {}  # what is sent to a worker: all but the lock

    def __setstate__(self, sent):
        self.__init__()

    def count(self, words):
        with self.lock:
            return len(words)


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        print(pool.submit(Counter().count, ["a", "b"]).result())
# Every Python prints: 2
# ANCHOR_END: code
