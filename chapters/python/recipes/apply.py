"""A new column of a pandas table, from two others."""

import recipe


def orders():
    import pandas

    numbers = range(100_000)
    return pandas.DataFrame({"price": numbers, "count": [number % 7 for number in numbers]})


# ANCHOR: slow
def row_by_row(orders):
    def total(row):
        return row["price"] * row["count"]

    return int(orders.apply(total, axis=1).sum())
# ANCHOR_END: slow


# ANCHOR: mended
def in_whole_columns(orders):
    return int((orders["price"] * orders["count"]).sum())
# ANCHOR_END: mended


if __name__ == "__main__":
    recipe.run(row_by_row, in_whole_columns, needs="pandas", given=orders)
