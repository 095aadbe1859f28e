"""A pipeline of threads with a queue. Needs `pip install requests openpyxl`, and the practice API:
cargo run -p practice-api -- --port 3000 --latency-ms 30
"""

# ANCHOR: cell
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from threading import Thread
import csv, io
import openpyxl, requests

API = "http://127.0.0.1:3000"

def rows(path):
    response = requests.get(f"{API}{path}", timeout=10)
    response.raise_for_status()
    return list(csv.DictReader(io.StringIO(response.text)))

prices = {row["product"]: float(row["price"]) for row in rows("/prices")}
waiting = Queue(maxsize=4)  # put() waits while four are waiting

def fetch_and_compute(region):
    try:
        sales = rows(f"/reports/{region}")
        for row in sales:
            row["revenue"] = int(row["units"]) * prices[row["product"]]
        waiting.put((region, sales))
    except Exception as reason:
        waiting.put((region, reason))

def write(book, regions):
    for _ in range(regions):
        region, sales = waiting.get()
        if isinstance(sales, Exception):
            print(f"Left out: region {region} ({sales})")
            continue
        sheet = book.create_sheet(f"Region {region}")
        for row in sales:
            sheet.append(list(row.values()))
    book.save("report.xlsx")

book = openpyxl.Workbook(write_only=True)
writer = Thread(target=write, args=(book, 40))
writer.start()
with ThreadPoolExecutor(max_workers=8) as pool:
    pool.map(fetch_and_compute, range(1, 41))
writer.join()
# ANCHOR_END: cell
