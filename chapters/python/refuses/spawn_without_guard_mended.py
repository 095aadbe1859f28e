"""What starts workers stands below the guard, which is closed in a worker."""

# ANCHOR: code
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def square(number):
    return number**2


if __name__ == "__main__":
    spawn = get_context("spawn")
    with ProcessPoolExecutor(mp_context=spawn) as pool:
        print(list(pool.map(square, range(3))))
# Every Python prints: [0, 1, 4]
# ANCHOR_END: code
