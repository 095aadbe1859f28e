"""Chapter 12 in Python: fetch, compute, write: stages that overlap, joined by a channel with little room.

It downloads from the practice API:
cargo run -p practice-api -- --port 3000 --latency-ms 30 --fault 13=500
"""

import csv
import io
import os
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from queue import Queue

import flags
import practice
import stopwatch


class Job:
    """What there is to do, and by how many."""

    def __init__(self, server, regions, workers):
        self.server, self.regions, self.workers = server, range(1, regions + 1), workers
        prices = csv.DictReader(io.StringIO(get(f"{server}/prices")))
        self.cents = {row["product"]: int(100 * Decimal(row["price"])) for row in prices}


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.read().decode()
    except urllib.error.HTTPError as error:
        raise OSError(f"the server answered {error.code} {error.reason}") from error


def fetch(job, region):
    """A report, or the reason why there is none: the next region may do better."""
    with stopwatch.task(f"fetch {region}"):
        try:
            return region, get(f"{job.server}/reports/{region}")
        except OSError as reason:
            return region, reason


def compute(job, region, report):
    """The rows of a report, each with what it comes to, in cents."""
    with stopwatch.task(f"compute {region}"):
        if isinstance(report, Exception):
            return region, report
        rows = csv.DictReader(io.StringIO(report))
        sales = [(row["date"], row["product"], int(row["units"])) for row in rows]
        return region, [(*sale, sale[2] * job.cents[sale[1]]) for sale in sales]


# ANCHOR: cell
# Run it with: python3 chapters/python/12_report_pipeline.py
def pipeline(job, book):
    waiting = Queue(maxsize=4)  # put() waits while four are waiting

    def fetch_and_compute(region):
        waiting.put(compute(job, *fetch(job, region)))

    def write():
        failure = None
        for _ in job.regions:
            region, sales = waiting.get()
            try:
                if failure is None:
                    book.write(region, sales)
            except Exception as reason:
                # Go on taking: whoever finds the queue full waits for us.
                failure = reason
        if failure is not None:
            raise failure

    with ThreadPoolExecutor(job.workers + 1) as pool:  # one of them writes
        writer = pool.submit(write)
        for region in job.regions:
            pool.submit(fetch_and_compute, region)
    writer.result()  # a failure of the writer comes out here
# ANCHOR_END: cell


def one_step_after_another(job, book):
    for region in job.regions:
        book.write(*compute(job, *fetch(job, region)))


def parallel_steps(job, book):
    with ThreadPoolExecutor(job.workers) as pool:
        reports = list(pool.map(lambda region: fetch(job, region), job.regions))
    with ThreadPoolExecutor(flags.cores()) as pool:
        sales = list(pool.map(lambda report: compute(job, *report), reports))
    for region in sales:
        book.write(*region)


class Book:
    """The report, as one CSV file: the standard library knows no workbooks. It replaces the old one at
    the end, or not at all."""

    ENDING = "csv"

    def __init__(self, folder):
        self.file = folder / f"report.{self.ENDING}"
        self.new = folder / f"report.{os.getpid()}.new"
        self.regions, self.products, self.left_out = {}, {}, {}

    def open(self):
        with stopwatch.task("open files"):
            self.lines = open(self.new, "w", newline="", encoding="utf-8")
            self.rows = csv.writer(self.lines)

    def write(self, region, sales):
        with stopwatch.task(f"write {region}"):
            if isinstance(sales, Exception):
                self.left_out[region] = str(sales)
                return
            self.write_rows(region, sales)
            for _, product, units, revenue in sales:
                for totals in (
                    self.regions.setdefault(region, {"units": 0, "revenue": 0}),
                    self.products.setdefault(product, {"units": 0, "revenue": 0}),
                ):
                    totals["units"] += units
                    totals["revenue"] += revenue

    def write_rows(self, region, sales):
        self.rows.writerows((region, *sale) for sale in sales)

    def finish(self):
        with stopwatch.task("write files"):
            self.save()
            os.replace(self.new, self.file)
        regions, left_out = sorted(self.regions.items()), sorted(self.left_out.items())
        return {"regions": dict(regions), "products": self.products, "left_out": dict(left_out)}

    def save(self):
        self.lines.close()


class Workbook(Book):
    """The report, as a workbook of Excel with a sheet for each region."""

    ENDING = "xlsx"

    def open(self):
        import openpyxl

        self.book = openpyxl.Workbook(write_only=True)

    def write_rows(self, region, sales):
        sheet = self.book.create_sheet(f"Region {region}")
        for sale in sales:
            sheet.append(sale)

    def save(self):
        self.book.save(self.new)


if __name__ == "__main__":
    out = Path(__file__).resolve().parents[2] / "target" / "report-pipeline"
    args = flags.parse(
        __doc__,
        ["one-step-after-another", "parallel-steps", "pipeline", "openpyxl"],
        reports=(40, "how many regions send a report"),
        workers=(8, "how many threads download"),
        base_url=("http://127.0.0.1:3000", "fetch from this server"),
        out=(str(out), "the folder for the report"),
    )
    os.makedirs(args.out, exist_ok=True)
    practice.latency(args.base_url)
    job = Job(args.base_url, args.reports, args.workers)
    lesson = stopwatch.Lesson("chapter-12-report-pipeline", args)

    def run(name, stages, kind=Book, needs=None):
        def report():
            book = kind(Path(args.out))
            book.open()
            try:
                stages(job, book)
                return book.finish()
            finally:
                book.new.unlink(missing_ok=True)  # it has another name by now, unless a stage failed

        return lesson.version(name, needs=needs).run(report)

    found = [
        run("one-step-after-another", one_step_after_another),
        run("parallel-steps", parallel_steps),
        run("pipeline", pipeline),
        run("openpyxl", pipeline, Workbook, needs="openpyxl"),
    ]
    for summary in list(filter(None, found))[:1]:
        revenue = sum(totals["revenue"] for totals in summary["regions"].values())
        print(f"{len(summary['regions'])} regions sold for {revenue / 100:,.2f}: see {args.out}.")
        for region, reason in summary["left_out"].items():
            print(f"Left out: region {region} ({reason}).")
    lesson.finish()
