"""Sums a large CSV file by region. Run it with: python3 chapters/python/09_csv_files.py [FILE]"""

import sys
import time
from pathlib import Path

# ANCHOR: cell
import csv
from collections import defaultdict
from decimal import Decimal

def sum_by_region(file):
    revenue = defaultdict(Decimal)
    with open(file, newline="", encoding="utf-8-sig") as rows:
        for row in csv.DictReader(rows):
            revenue[row["region"]] += int(row["units"]) * Decimal(row["price"])
    return revenue
# ANCHOR_END: cell

if __name__ == "__main__":
    made = Path(__file__).parents[2] / "target" / "data"
    files = sys.argv[1:] or sorted(made.glob("sales-2000000-[0-9]*.csv"))
    if not files:
        sys.exit("The chapter makes the file: run cargo run -p chapter-09-csv-files first, or name one.")
    start = time.perf_counter()
    for region, revenue in sorted(sum_by_region(files[-1]).items()):
        print(f"{region:8} {revenue:16,.2f}")
    print(f"Total time taken: {time.perf_counter() - start:.2f} seconds")
