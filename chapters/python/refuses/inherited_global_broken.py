"""Since 3.14 workers are no copies of the script on Linux either: what it has computed, they lack."""

from concurrent.futures import ProcessPoolExecutor


# ANCHOR: code
def price(item):
    return prices[item]


if __name__ == "__main__":
    prices = {"tea": 3, "milk": 1}
    with ProcessPoolExecutor() as pool:
        print(list(pool.map(price, ["tea", "milk"])))
# Python 3.11 and 3.13t print: [3, 1]
# Python 3.14 ends with: NameError: name 'prices' is not defined
# ANCHOR_END: code
