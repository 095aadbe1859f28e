"""Compares chapter 10 with Polars and DuckDB: the same log, the same question, from the file to the answer.

Run it with: python3 crates/user-sessions/peers/run.py
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "practice-data" / "peers"))

from compare import PYTHON, ROOT, Told, arguments, build, compare, finish, warm_up


def make_log(program, rows):
    """Has the chapter make its log, or find it, and say where it is."""
    predict = [program, "--rows", str(rows), "--predict", "--only", "file-rayon"]
    said = subprocess.run(predict, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return ROOT / re.search(r"The log is (.*)\.", said)[1]


def ask_rust(program, log, folder):
    users, report = folder / "users.csv", folder / "report.json"
    flags = ["--input", log, "--only", "file-rayon", "--export-users", users, "--export-json", report]
    stdout, in_all, memory = finish([program, *flags])
    hour, count = re.search(r"busiest hour began at (\d+):00 UTC: ([\d,]+) event", stdout).groups()
    top = [int(user) for user in re.findall(r"^  user (\d+)", stdout, re.MULTILINE)]
    answer = {"hour": int(hour), "count": int(count.replace(",", "")), "top": top, "users": lines(users)}
    return Told(answer, json.loads(report.read_text())["versions"][0]["wall_s"], in_all, memory)


def ask_peer(script, log, folder):
    users = folder / "users.csv"
    stdout, in_all, memory = finish([PYTHON, HERE / script, log, users])
    answer = json.loads(stdout)
    seconds = answer.pop("seconds")
    return Told(answer | {"users": lines(users)}, seconds, in_all, memory)


def lines(users):
    """The first line has the names of the columns; the others are the answer."""
    return users.read_text().splitlines()[1:]


def main():
    args = arguments(__doc__, rows=10_000_000)
    program = build("chapter-10-user-sessions")
    log = make_log(program, args.rows)
    warm_up(log)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        ask = {
            "Rust (file-rayon)": lambda: ask_rust(program, log, folder),
            "DuckDB": lambda: ask_peer("ask_duckdb.py", log, folder),
            "Polars": lambda: ask_peer("ask_polars.py", log, folder),
        }
        compare(f"{args.rows:,} events", ask, args)


if __name__ == "__main__":
    main()
