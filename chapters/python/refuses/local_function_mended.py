"""What the inner function took from the outer one becomes an argument, which `partial` fills in."""

from concurrent.futures import ProcessPoolExecutor

# ANCHOR: code
from functools import partial


def power(exponent, number):
    return number**exponent


def powers(exponent):
    with ProcessPoolExecutor() as pool:
        return list(pool.map(partial(power, exponent), range(3)))


if __name__ == "__main__":
    print(powers(2))
# Every Python prints: [0, 1, 4]
# ANCHOR_END: code
