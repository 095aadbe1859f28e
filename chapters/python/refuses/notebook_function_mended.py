"""The function is in a file beside the notebook, from which each worker imports it."""

import os
import subprocess
import sys

CELL = """
# ANCHOR: code
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from work import square  # a file beside the notebook

spawn = get_context("spawn")
with ProcessPoolExecutor(mp_context=spawn) as pool:
    print(list(pool.map(square, range(3))))
# Every Python prints: [0, 1, 4]
# ANCHOR_END: code
"""

here = os.path.dirname(os.path.abspath(__file__))
sys.exit(subprocess.run([sys.executable, "-c", CELL], cwd=here).returncode)
