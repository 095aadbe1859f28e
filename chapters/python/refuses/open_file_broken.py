"""An open file belongs to the process that opened it."""

from concurrent.futures import ProcessPoolExecutor


# ANCHOR: code
def count_lines(file):
    return sum(1 for line in file)


if __name__ == "__main__":
    with open(__file__) as file, ProcessPoolExecutor() as pool:
        lines = pool.submit(count_lines, file).result()
        print("It has lines:", lines > 0)
# Python 3.11 ends with: TypeError: cannot pickle '_io.TextIOWrapper'
#     object
# Python 3.13t and 3.14 end with: TypeError: cannot pickle
#     'TextIOWrapper' instances
# ANCHOR_END: code
