"""`ProcessPoolExecutor` notices that a worker has died. Which task it was, a pool for each one tells."""

import os
from concurrent.futures import ProcessPoolExecutor


# ANCHOR: code
from concurrent.futures.process import BrokenProcessPool


def half(number):
    if number == 3:
        os._exit(1)
    return number / 2


def half_or_why_not(number):
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(half, number).result()
        except BrokenProcessPool:
            return "its worker died"


if __name__ == "__main__":
    try:
        with ProcessPoolExecutor(2) as pool:
            print(list(pool.map(half, range(5))))
    except BrokenProcessPool as error:
        print(error)
        print([half_or_why_not(number) for number in range(5)])
# Every Python prints: A process in the process pool was terminated
#     abruptly while the future was running or pending.
#     [0.0, 0.5, 1.0, 'its worker died', 2.0]
# ANCHOR_END: code
