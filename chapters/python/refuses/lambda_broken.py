"""A lambda has no name by which a worker could find it."""

from concurrent.futures import ProcessPoolExecutor

# ANCHOR: code
if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        print(list(pool.map(lambda number: number**2, range(3))))
# Python 3.11 and 3.13t end with: _pickle.PicklingError: Can't pickle
#     <function <lambda> at 0x…>: attribute lookup <lambda> on __main__
#     failed
# Python 3.14 ends with: _pickle.PicklingError: Can't pickle
#     <function <lambda> at 0x…>: it's not found as __main__.<lambda>
# ANCHOR_END: code
