"""Chapter 09 in Python: one large CSV file and a folder of workbooks, summed by region."""

import csv
import io
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal

import data
import flags
import stopwatch


# ANCHOR: cell
# Run it with: python3 chapters/python/09_csv_files.py
def sum_by_region(rows):
    regions = {}
    for row in rows:
        sums = regions.setdefault(row["region"], [0, 0, Decimal(0)])
        units = int(row["units"])
        sums[0] += 1
        sums[1] += units
        sums[2] += units * Decimal(row["price"])
    return regions


def sum_sequentially(file):
    with stopwatch.task("from 0 MB"):
        with open(file, newline="", encoding="utf-8-sig") as rows:
            return sum_by_region(csv.DictReader(rows))
# ANCHOR_END: cell


def sum_piece(file, columns, start, end):
    with stopwatch.task(f"from {start // 1_000_000} MB"), open(file, "rb") as piece:
        piece.seek(start)
        rows = io.StringIO(piece.read(end - start).decode(), newline="")
        return sum_by_region(csv.DictReader(rows, columns))


def sum_in_processes(file, workers):
    """A piece for each worker process, which sends back its sums."""
    columns, edges = cut(file, workers)
    starts, ends = edges[:-1], edges[1:]
    with ProcessPoolExecutor(workers) as pool:
        parts = pool.map(sum_piece, [file] * workers, [columns] * workers, starts, ends)
        return join(parts)


def cut(file, pieces):
    """The names of the columns, and the edges of so many pieces. A row ends where a line does, unless
    that is within quotes: then the number of quotes before it is odd."""
    with open(file, "rb") as lines:
        [columns] = csv.reader([lines.readline().decode("utf-8-sig")])
        edges = [lines.tell()]
        size = lines.seek(0, io.SEEK_END)
        for piece in range(1, pieces):
            lines.seek(edges[-1])
            quotes = lines.read(max(0, size * piece // pieces - edges[-1])).count(b'"')
            line = lines.readline()
            quotes += line.count(b'"')
            while quotes % 2 and line:
                line = lines.readline()
                quotes += line.count(b'"')
            edges.append(lines.tell())
    return columns, [*edges, size]


def join(parts):
    regions = {}
    for part in parts:
        for region, sums in part.items():
            before = regions.get(region, [0, 0, Decimal(0)])
            regions[region] = [one + other for one, other in zip(before, sums)]
    return regions


def sum_with_pandas(file):
    import pandas

    with stopwatch.task("pandas"):
        sales = pandas.read_csv(file, usecols=["region", "units", "price"])
        # Cents as whole numbers are exact.
        sales["cents"] = sales["units"] * (sales["price"] * 100).round().astype("int64")
        sums = sales.groupby("region").agg({"price": "size", "units": "sum", "cents": "sum"})
        return of_cents(sums.itertuples(name=None))


def sum_with_polars(file):
    import polars

    with stopwatch.task("polars"):
        units, price = polars.col("units"), polars.col("price")
        cents = units * (price * 100).round().cast(polars.Int64)
        groups = polars.scan_csv(file).group_by("region")
        sums = groups.agg(polars.len(), units.sum(), cents.sum().alias("cents"))
        return of_cents(sums.collect().rows())


def of_cents(rows):
    return {region: [count, units, Decimal(cents) / 100] for region, count, units, cents in rows}


def sum_workbook(file):
    import openpyxl

    with stopwatch.task(file.name):
        book = openpyxl.load_workbook(file, read_only=True)
        columns, *rows = book.active.iter_rows(values_only=True)
        # 19.99 as it is written, and not the binary number next to it.
        return sum_by_region(dict(zip(columns, map(str, row))) for row in rows)


def sum_workbooks(files, map):
    return join(map(sum_workbook, files))


def sum_workbooks_in_processes(files, workers):
    with ProcessPoolExecutor(workers) as pool:
        return sum_workbooks(files, pool.map)


def answer(regions):
    """In the form of the Rust program's answer."""
    groups = {
        region: {"rows": int(rows), "sums": [str(units), f"{price.normalize():f}"]}
        for region, (rows, units, price) in sorted(regions.items())
    }
    return {"groups": groups, "bad_rows": {"count": 0, "first": []}, "rounded": 0}


if __name__ == "__main__":
    VERSIONS = ["sequential", "processes", "pandas", "polars", "excel-sequential", "excel-processes"]
    args = flags.parse(
        __doc__,
        VERSIONS,
        rows=(2_000_000, "how many rows the CSV file has"),
        workbook_rows=(10_000, "how many rows each workbook has"),
        workers=(flags.cores(), "how many processes work"),
        input=(None, "read this CSV file instead, and no workbooks"),
    )
    sizes = f"--rows {args.rows} --workbook-rows {args.workbook_rows}"
    make = f"cargo run -p chapter-09-csv-files -- {sizes}"
    file = args.input or str(data.files(f"sales-{args.rows}-[0-9]*.csv", make)[0])
    lesson = stopwatch.Lesson("chapter-09-csv-files", args)
    found = [
        lesson.version("sequential").run(lambda: answer(sum_sequentially(file))),
        lesson.version("processes").run(lambda: answer(sum_in_processes(file, args.workers))),
        lesson.version("pandas", needs="pandas").run(lambda: answer(sum_with_pandas(file))),
        lesson.version("polars", needs="polars").run(lambda: answer(sum_with_polars(file))),
    ]
    for region, sums in next(filter(None, found), {"groups": {}})["groups"].items():
        print(f"{region:8} {Decimal(sums['sums'][1]):16,.2f}")

    if not args.input:
        files = data.files(f"branch-[0-9]*-{args.workbook_rows}-*.xlsx", make)

        def sum_books(sum_files, how):
            return {"sums": answer(sum_files(files, how)), "broken": [], "unread": []}

        lesson.next_job()
        one_by_one = lesson.version("excel-sequential", needs="openpyxl")
        one_by_one.run(sum_books, sum_workbooks, map)
        in_processes = lesson.version("excel-processes", needs="openpyxl")
        in_processes.run(sum_books, sum_workbooks_in_processes, args.workers)
    lesson.finish()
