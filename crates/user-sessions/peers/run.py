"""Compares chapter 10 with Polars and DuckDB: the same log, the same question, from the file to the answer.

Run it with: python3 crates/user-sessions/peers/run.py

It needs Linux or macOS, Python 3.11 or later, and a network for its first run: what it compares with goes
into a virtual environment of its own, under target/. Everybody has all cores. What is timed begins when a
program is started and its libraries are loaded, and ends with the answer; everybody is a new process each
time, and the order changes with every round.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
CHAPTER = "chapter-10-user-sessions"
ENVIRONMENT = ROOT / "target" / "peers" / "user-sessions"


def build():
    """The chapter's program, and a Python that has the peers."""
    cargo = ["cargo", "build", "--package", CHAPTER, "--message-format=json"]
    messages = subprocess.run(cargo, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    built = (json.loads(line).get("executable") for line in messages.splitlines())
    program = next(path for path in built if path and Path(path).stem == CHAPTER)
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--requirement", HERE / "requirements.txt"]
    subprocess.run(pip, check=True)
    return program, python


def make_log(program, rows):
    """Has the chapter make its log, or find it, and say where it is."""
    predict = [program, "--rows", str(rows), "--predict", "--only", "file-rayon"]
    said = subprocess.run(predict, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return ROOT / re.search(r"The log is (.*)\.", said)[1]


def warm_up(log):
    """From here on the file is in the system's cache, for everybody. Read in small pieces: the system counts
    what this process once had as memory of those that it starts."""
    with log.open("rb") as file:
        while file.read(1 << 20):
            pass


def finish(command):
    """Runs a command; what it printed, and the most memory that it had, in bytes."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    stdout = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return stdout, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def ask_rust(program, log, users, folder):
    report = folder / "report.json"
    flags = ["--input", log, "--only", "file-rayon", "--export-users", users, "--export-json", report]
    stdout, memory = finish([program, *flags])
    hour, count = re.search(r"busiest hour began at (\d+):00 UTC: ([\d,]+) event", stdout).groups()
    top = [int(user) for user in re.findall(r"^  user (\d+)", stdout, re.MULTILINE)]
    seconds = json.loads(report.read_text())["versions"][0]["wall_s"]
    return {"seconds": seconds, "hour": int(hour), "count": int(count.replace(",", "")), "top": top}, memory


def ask_peer(python, script, log, users):
    stdout, memory = finish([python, HERE / script, log, users])
    return json.loads(stdout), memory


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000, help="how many events the log has")
    parser.add_argument("--runs", type=int, default=5, help="how often everybody is asked")
    args = parser.parse_args()
    program, python = build()
    log = make_log(program, args.rows)
    ask = {
        "Rust (file-rayon)": lambda users, folder: ask_rust(program, log, users, folder),
        "DuckDB": lambda users, folder: ask_peer(python, "ask_duckdb.py", log, users),
        "Polars": lambda users, folder: ask_peer(python, "ask_polars.py", log, users),
    }
    names = list(ask)
    seconds = {name: [] for name in names}
    memory = dict.fromkeys(names, 0)
    expected = None
    warm_up(log)
    with tempfile.TemporaryDirectory() as folder:
        users = Path(folder) / "users.csv"
        for turn in range(args.runs):
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                answer, most = ask[name](users, Path(folder))
                seconds[name].append(answer.pop("seconds"))
                memory[name] = max(memory[name], most)
                # The first line has the names of the columns; the others are the answer.
                answer["users"] = users.read_text().splitlines()[1:]
                expected = expected or answer
                if answer != expected:
                    sys.exit(f"{name} has another answer than {names[0]}")

    print(f"{args.rows:,} events, {args.runs} runs each, {os.cpu_count()} cores; all answers are equal.")
    print(f"{'':18}  median      min      max   times ours   most memory")
    ours = statistics.median(seconds[names[0]])
    for name in names:
        median = statistics.median(seconds[name])
        least, most = min(seconds[name]), max(seconds[name])
        print(
            f"{name:18} {median:5.2f} s  {least:5.2f} s  {most:5.2f} s   {median / ours:9.1f}×"
            f"   {memory[name] / 1e6:8,.0f} MB"
        )


if __name__ == "__main__":
    main()
