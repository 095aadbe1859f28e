"""A function within a function: a worker cannot find it in the file."""

from concurrent.futures import ProcessPoolExecutor


# ANCHOR: code
def powers(exponent):
    def power(number):
        return number**exponent

    with ProcessPoolExecutor() as pool:
        return list(pool.map(power, range(3)))


if __name__ == "__main__":
    print(powers(2))
# Python 3.11 ends with: AttributeError: Can't pickle local object
#     'powers.<locals>.power'
# Python 3.13t ends with: AttributeError: Can't get local object
#     'powers.<locals>.power'
# Python 3.14 ends with: _pickle.PicklingError: Can't pickle local object
#     <function powers.<locals>.power at 0x…>
# ANCHOR_END: code
