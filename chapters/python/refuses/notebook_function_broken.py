"""A cell that defines a function and sends it to workers. It runs as a notebook does: not from a file."""

import subprocess
import sys

CELL = """
# ANCHOR: code
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

def square(number):
    return number**2

spawn = get_context("spawn")  # as Windows and macOS do by themselves
with ProcessPoolExecutor(mp_context=spawn) as pool:
    print(list(pool.map(square, range(3))))
# Python 3.11 ends with: AttributeError: Can't get attribute 'square' on
#     <module '__main__' (built-in)>
# Python 3.13t ends with: AttributeError: Can't get attribute 'square' on
#     <module '__main__' (<class '_frozen_importlib.BuiltinImporter'>)>
# Python 3.14 ends with: AttributeError: module '__main__' has no
#     attribute 'square'
# Every Python ends with: BrokenProcessPool: A process in the process pool
#     was terminated abruptly
# ANCHOR_END: code
"""

sys.exit(subprocess.run([sys.executable, "-c", CELL], timeout=60).returncode)
