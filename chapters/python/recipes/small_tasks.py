"""Ten thousand small computations in a pool of processes."""

from concurrent.futures import ProcessPoolExecutor

import recipe


# ANCHOR: slow
def digits(number):
    return sum(map(int, str(3**(number % 1000))))


def in_a_loop():
    return sum(map(digits, range(10_000)))


def in_processes():
    with ProcessPoolExecutor() as pool:
        return sum(pool.map(digits, range(10_000)))
# ANCHOR_END: slow


# ANCHOR: mended
def in_processes_by_the_thousand():
    with ProcessPoolExecutor() as pool:
        return sum(pool.map(digits, range(10_000), chunksize=1000))
# ANCHOR_END: mended


if __name__ == "__main__":
    recipe.run(in_a_loop, in_processes, in_processes_by_the_thousand)
