"""Functions for workers. `%%writefile work.py` as the first line of a cell writes such a file."""


# ANCHOR: code
def square(number):
    return number**2
# ANCHOR_END: code
