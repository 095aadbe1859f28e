"""A worker changes its own copy of an array. Needs NumPy."""

from multiprocessing import Process

try:
    import numpy
except ImportError as error:
    raise SystemExit(f"Skipped: {error}")


# ANCHOR: code
def fill(array):
    array[:] = 1.0


if __name__ == "__main__":
    array = numpy.zeros(1000)
    worker = Process(target=fill, args=[array])
    worker.start()
    worker.join()
    print("sum:", int(array.sum()))
# Every Python prints: sum: 0
# ANCHOR_END: code
