import sys
import time
from multiprocessing import get_context

seconds = float(sys.argv[1])


# ANCHOR: uneven
def compute(share):
    end = time.process_time() + seconds * share
    while time.process_time() < end:
        pass


with get_context("fork").Pool(2) as pool:
    pool.map(compute, [0.1, 1.0], chunksize=1)
# ANCHOR_END: uneven
