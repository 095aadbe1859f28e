"""Ten thousand orders, and whether each is from a customer that we know."""

import recipe

CUSTOMERS = [f"customer {number}" for number in range(0, 20_000, 2)]
ORDERS = [f"customer {number}" for number in range(10_000)]


# ANCHOR: slow
def in_a_list():
    return sum(customer in CUSTOMERS for customer in ORDERS)
# ANCHOR_END: slow


# ANCHOR: mended
def in_a_set():
    customers = set(CUSTOMERS)
    return sum(customer in customers for customer in ORDERS)
# ANCHOR_END: mended


if __name__ == "__main__":
    recipe.run(in_a_list, in_a_set)
