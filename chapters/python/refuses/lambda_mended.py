"""A function with a name, at the top of a file."""

from concurrent.futures import ProcessPoolExecutor


# ANCHOR: code
def square(number):
    return number**2


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        print(list(pool.map(square, range(3))))
# Every Python prints: [0, 1, 4]
# ANCHOR_END: code
