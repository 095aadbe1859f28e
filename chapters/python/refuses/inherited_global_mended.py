"""What workers need, each gets once when it starts."""

from concurrent.futures import ProcessPoolExecutor


# ANCHOR: code
def keep(table):
    global prices
    prices = table


def price(item):
    return prices[item]


if __name__ == "__main__":
    table = {"tea": 3, "milk": 1}
    with ProcessPoolExecutor(initializer=keep, initargs=[table]) as pool:
        print(list(pool.map(price, ["tea", "milk"])))
# Every Python prints: [3, 1]
# ANCHOR_END: code
