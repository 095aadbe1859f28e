"""Products of matrices in a pool of processes, each with its own NumPy and that with its own threads."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import recipe


# ANCHOR: slow
def products(size):
    import numpy

    matrix = numpy.ones((size, size))
    return sum(int((matrix @ matrix)[0, 0]) for _ in range(20))


def in_a_pool():
    with ProcessPoolExecutor(8, mp_context=get_context("spawn")) as pool:
        return sum(pool.map(products, [300] * 8))


def with_threads_of_their_own():
    return in_a_pool()
# ANCHOR_END: slow


# ANCHOR: mended
def with_one_thread_each():
    for library in ["OPENBLAS", "MKL", "OMP"]:
        os.environ[f"{library}_NUM_THREADS"] = "1"
    return in_a_pool()
# ANCHOR_END: mended


if __name__ == "__main__":
    recipe.run(with_threads_of_their_own, with_one_thread_each, needs="numpy")
