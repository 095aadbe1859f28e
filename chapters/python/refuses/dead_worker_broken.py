"""A worker of `Pool` dies. A new one takes its place, and the task is lost: `map` waits for it for ever."""

import faulthandler
import os
from multiprocessing import Pool

faulthandler.dump_traceback_later(5, exit=True)


# ANCHOR: code
def half(number):
    if number == 3:
        os._exit(1)  # as when the system kills it: out of memory
    return number / 2


if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(half, range(5)))
# Every Python ends with: Timeout (0:00:05)! … in wait … in map
# ANCHOR_END: code
