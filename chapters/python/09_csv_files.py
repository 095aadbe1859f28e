"""Sums a large CSV file by region. Run it with: python3 chapters/python/09_csv_files.py FILE"""

# ANCHOR: cell
import csv
import sys
from collections import defaultdict
from decimal import Decimal

def sum_by_region(file):
    revenue = defaultdict(Decimal)
    with open(file, newline="", encoding="utf-8-sig") as rows:
        for row in csv.DictReader(rows):
            revenue[row["region"]] += int(row["units"]) * Decimal(row["price"])
    return revenue

if __name__ == "__main__":
    for region, revenue in sorted(sum_by_region(sys.argv[1]).items()):
        print(f"{region:8} {revenue:16,.2f}")
# ANCHOR_END: cell
