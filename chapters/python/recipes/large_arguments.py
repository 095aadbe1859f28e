"""Twenty questions about one large table, in a pool of processes."""

from concurrent.futures import ProcessPoolExecutor

import recipe


def prices():
    return {f"item {number}": number for number in range(100_000)}


# ANCHOR: slow
def price(table, number):
    return table[f"item {number}"]


def with_each_task(table):
    with ProcessPoolExecutor() as pool:
        return sum(pool.map(price, [table] * 20, range(20)))
# ANCHOR_END: slow


# ANCHOR: mended
def keep(table):
    global kept
    kept = table


def kept_price(number):
    return kept[f"item {number}"]


def once_a_process(table):
    with ProcessPoolExecutor(initializer=keep, initargs=[table]) as pool:
        return sum(pool.map(kept_price, range(20)))
# ANCHOR_END: mended


if __name__ == "__main__":
    recipe.run(with_each_task, once_a_process, given=prices)
