"""Workers that are spawned import this file again: everything in it runs once more in each of them."""

# ANCHOR: limit
import faulthandler

faulthandler.dump_traceback_later(60, exit=True)
# ANCHOR_END: limit

# ANCHOR: code
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def square(number):
    return number**2


spawn = get_context("spawn")  # as Windows and macOS do by themselves
with ProcessPoolExecutor(mp_context=spawn) as pool:
    print(list(pool.map(square, range(3))))
# Every Python ends with: RuntimeError: An attempt has been made to
#     start a new process before the current process has finished its
#     bootstrapping phase. … BrokenProcessPool: A process in the process
#     pool was terminated abruptly
# ANCHOR_END: code
