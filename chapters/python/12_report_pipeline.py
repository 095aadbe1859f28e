"""A pipeline of threads with a queue. Needs `pip install requests openpyxl`, and the practice API:
cargo run -p practice-api -- --port 3000 --latency-ms 30

Run it with: python3 chapters/python/12_report_pipeline.py
"""

# ANCHOR: cell
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from queue import Queue
import csv, io, time
import openpyxl, requests

API = "http://127.0.0.1:3000"

def rows(path):
    response = requests.get(f"{API}{path}", timeout=10)
    response.raise_for_status()
    return list(csv.DictReader(io.StringIO(response.text)))

def fetch_and_compute(region):
    try:
        sales = rows(f"/reports/{region}")
        for row in sales:
            row["revenue"] = int(row["units"]) * prices[row["product"]]
        waiting.put((region, sales))
    except Exception as reason:
        waiting.put((region, reason))

def write(regions):
    book = openpyxl.Workbook(write_only=True)
    failure = None
    for _ in range(regions):
        region, sales = waiting.get()
        if failure is not None:
            continue  # go on taking: whoever puts something into a full queue waits for us
        try:
            write_sheet(book, region, sales)
        except Exception as reason:
            failure = reason
    if failure is not None:
        raise failure
    book.save("report.xlsx")

def write_sheet(book, region, sales):
    if isinstance(sales, Exception):
        print(f"Left out: region {region} ({sales})")
        return
    sheet = book.create_sheet(f"Region {region}")
    for row in sales:
        sheet.append(list(row.values()))

began = time.perf_counter()
prices = {row["product"]: Decimal(row["price"]) for row in rows("/prices")}
waiting = Queue(maxsize=4)  # put() waits while four are waiting
with ThreadPoolExecutor(max_workers=9) as pool:  # the writer, and eight that download
    writer = pool.submit(write, regions=40)
    for region in range(1, 41):
        pool.submit(fetch_and_compute, region)
writer.result()  # a failure of the writer comes out here
print(f"Forty regions took {time.perf_counter() - began:.2f} s")
# ANCHOR_END: cell
