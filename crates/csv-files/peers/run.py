"""Compares chapter 09 with Polars and DuckDB: sales by region, from the same large CSV file.

Run it with: python3 crates/csv-files/peers/run.py
"""

import json
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "practice-data" / "peers"))

from compare import PYTHON, ROOT, Told, arguments, build, compare, finish, warm_up


def make_file(program, rows):
    """Has the chapter make its file, or find it."""
    subprocess.run(
        [program, "--rows", str(rows), "--predict", "--only", "fast"],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )
    # The program keeps its files in Cargo's target folder, wherever that is: `target/debug/program`.
    [file] = (Path(program).parents[1] / "data").glob(f"sales-{rows}-[0-9]*.csv")
    return file


def ask_rust(program, file, version, report):
    _, in_all, memory = finish([program, "--input", file, "--only", version, "--export-json", report])
    [run] = json.loads(report.read_text())["versions"]
    regions = {
        region: [group["rows"], int(group["sums"][0]), int(Decimal(group["sums"][1]) * 100)]
        for region, group in run["answer"]["groups"].items()
    }
    return Told(regions, run["wall_s"], in_all, memory)


def ask_peer(script, file):
    stdout, in_all, memory = finish([PYTHON, HERE / script, file])
    answer = json.loads(stdout)
    return Told(answer["regions"], answer["seconds"], in_all, memory)


def main():
    args = arguments(__doc__, rows=20_000_000)
    program = build("chapter-09-csv-files")
    file = make_file(program, args.rows)
    warm_up(file)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        ask = {
            "Rust (fast)": lambda: ask_rust(program, file, "fast", report),
            "Rust (rayon)": lambda: ask_rust(program, file, "rayon", report),
            "DuckDB": lambda: ask_peer("ask_duckdb.py", file),
            "Polars": lambda: ask_peer("ask_polars.py", file),
        }
        size = file.stat().st_size / 1e6
        compare(f"{args.rows:,} rows ({size:,.0f} MB)", ask, args)


if __name__ == "__main__":
    main()
