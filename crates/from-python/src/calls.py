"""Calls the kernels of chapter 15: `cargo run -p chapter-15-from-python` builds them, and runs this once for
each version, with the folder of the module and chapters/python in PYTHONPATH."""

import csv
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import flags
import stopwatch


def is_prime(number):
    if number < 3 or number % 2 == 0:
        return number == 2
    divisor = 3
    while divisor * divisor <= number:
        if number % divisor == 0:
            return False
        divisor += 2
    return True


def count_primes(start, end):
    return sum(map(is_prime, range(start, end)))


# ANCHOR: calls
def one_by_one(count, ranges):
    return sum(call(count, numbers) for numbers in ranges)


def in_threads(count, ranges, workers):
    with ThreadPoolExecutor(workers) as pool:
        return sum(pool.map(lambda numbers: call(count, numbers), ranges))
# ANCHOR_END: calls


def call(count, numbers):
    start, end = numbers
    with stopwatch.task(f"from {start:,}"):
        return count(start, end)


# ANCHOR: ticks
def beside_ticks(count, numbers):
    """Counts, while another thread is to wake up every five milliseconds."""
    begun, done = threading.Event(), threading.Event()

    def tick():
        while not done.is_set():
            with stopwatch.task("tick"):
                time.sleep(0.005)
                begun.set()

    ticks = threading.Thread(target=tick)
    ticks.start()
    begun.wait()
    primes = call(count, numbers)
    done.set()
    ticks.join()
    return primes
# ANCHOR_END: ticks


# ANCHOR: sums
def sum_by_region(file):
    regions = {}
    with open(file, newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            sums = regions.setdefault(row["region"], [0, 0, 0])
            units = int(row["units"])
            sums[0] += 1
            sums[1] += units
            sums[2] += units * int(Decimal(row["price"]) * 100)
    return regions
# ANCHOR_END: sums


def sum_with_pandas(file):
    import pandas

    sales = pandas.read_csv(file, usecols=["region", "units", "price"])
    sales["cents"] = sales["units"] * (sales["price"] * 100).round().astype("int64")
    sums = sales.groupby("region").agg({"price": "size", "units": "sum", "cents": "sum"})
    return {region: [int(it) for it in its] for region, *its in sums.itertuples(name=None)}


def sum_with_polars(file):
    import polars

    units, price = polars.col("units"), polars.col("price")
    cents = units * (price * 100).round().cast(polars.Int64)
    groups = polars.scan_csv(file).group_by("region")
    sums = groups.agg(polars.len(), units.sum(), cents.sum().alias("cents"))
    return {region: its for region, *its in sums.collect().rows()}


def answer(sum_file, file):
    with stopwatch.task("sales"):
        regions = sum_file(file)
    return {region: list(sums) for region, sums in sorted(regions.items())}


def cut(limit, count):
    """Ranges of equal length, the largest numbers first: these take longest."""
    edges = [limit * number // count for number in range(count, -1, -1)]
    return [(start, end) for end, start in zip(edges, edges[1:])]


if __name__ == "__main__":
    try:
        import from_rust
    except ImportError as error:
        sys.exit(f"Error: {error}")

    VERSIONS = ["pure-python", "rust", "one-by-one", "threads-gil-held", "threads-gil-released",
                "rayon", "ticks-gil-held", "ticks-gil-released", "csv-pure-python", "csv-rust",
                "csv-rayon", "csv-pandas", "csv-polars"]
    args = flags.parse(
        __doc__,
        VERSIONS,
        limit=(5_000_000, "count the primes below this number; in pure Python, below a fifth of it"),
        tasks=(16, "how many calls"),
        workers=(flags.cores(), "how many threads call"),
        file=(None, "the CSV file"),
    )
    fewer, ranges = cut(args.limit // 5, args.tasks), cut(args.limit, args.tasks)
    everything = (0, args.limit)
    held, released = from_rust.count_primes_gil_held, from_rust.count_primes
    rayon_held, rayon = from_rust.count_primes_with_rayon_gil_held, from_rust.count_primes_with_rayon
    lesson = stopwatch.Lesson("chapter-15-from-python", args)

    lesson.version("pure-python").run(one_by_one, count_primes, fewer)
    lesson.version("rust").run(one_by_one, released, fewer)
    lesson.next_job()
    lesson.version("one-by-one").run(one_by_one, released, ranges)
    lesson.version("threads-gil-held").run(in_threads, held, ranges, args.workers)
    lesson.version("threads-gil-released").run(in_threads, released, ranges, args.workers)
    lesson.version("rayon").run(call, rayon, everything)
    lesson.next_job()
    lesson.version("ticks-gil-held").run(beside_ticks, rayon_held, everything)
    lesson.version("ticks-gil-released").run(beside_ticks, rayon, everything)
    lesson.next_job()
    lesson.version("csv-pure-python").run(answer, sum_by_region, args.file)
    lesson.version("csv-rust").run(answer, from_rust.sum_by_region, args.file)
    lesson.version("csv-rayon").run(answer, from_rust.sum_by_region_with_rayon, args.file)
    lesson.version("csv-pandas", needs="pandas").run(answer, sum_with_pandas, args.file)
    lesson.version("csv-polars", needs="polars").run(answer, sum_with_polars, args.file)
    lesson.finish()
