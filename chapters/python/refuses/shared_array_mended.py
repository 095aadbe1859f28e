"""Both processes look at one piece of memory, which has a name. Needs NumPy."""

from multiprocessing import Process

try:
    import numpy
except ImportError as error:
    raise SystemExit(f"Skipped: {error}")


# ANCHOR: code
from multiprocessing.shared_memory import SharedMemory


def fill(name):
    memory = SharedMemory(name)
    array = numpy.ndarray(1000, buffer=memory.buf)
    array[:] = 1.0
    del array  # before the memory under it is closed
    memory.close()


if __name__ == "__main__":
    memory = SharedMemory(create=True, size=1000 * 8)
    array = numpy.ndarray(1000, buffer=memory.buf)
    array[:] = 0.0
    worker = Process(target=fill, args=[memory.name])
    worker.start()
    worker.join()
    print("sum:", int(array.sum()))
    del array
    memory.close()
    memory.unlink()  # or else it stays until the machine restarts
# Every Python prints: sum: 1000
# ANCHOR_END: code
