"""Send the path, and let the worker open the file. The same holds for connections to a database."""

from concurrent.futures import ProcessPoolExecutor


# ANCHOR: code
def count_lines(path):
    with open(path) as file:
        return sum(1 for line in file)


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        lines = pool.submit(count_lines, __file__).result()
        print("It has lines:", lines > 0)
# Every Python prints: It has lines: True
# ANCHOR_END: code
