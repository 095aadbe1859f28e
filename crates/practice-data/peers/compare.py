"""Compares a chapter with the tools that people would use instead: the same question, asked in turns.

For the scripts `run.py` of chapters 03, 09, 10 and 11. They need Linux or macOS, Python 3.11 or later, and a network
for their first run: what the chapters are compared with, and what the recipes in chapters/python/recipes/ need,
goes into a virtual environment under target/. Only that is done by: python3 crates/practice-data/peers/compare.py

Everybody is a new process each time, and the order changes with every round. What is timed begins when a program
is started and its libraries are loaded, and ends with the answer.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
ENVIRONMENT = ROOT / "target" / "peers"
PYTHON = ENVIRONMENT / "bin" / "python"
FEW_ROWS = 5000
# As in other test programs: 77 means neither passed nor failed, but skipped.
SKIPPED = 77


@dataclass
class Told:
    """What somebody who was asked told us, and what it took."""

    answer: object
    # Of the question: a number, or one for each of its parts.
    seconds: object
    # Of the whole command.
    in_all: float
    # In bytes, at most.
    memory: int


def arguments(doc, rows, runs=5):
    """The flags of a comparison: how many rows, and how often."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--rows", type=int, default=rows, help="how many rows there are (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=runs, help="how often everybody is asked (default: %(default)s)")
    parser.add_argument(
        "--check", action="store_true",
        help=f"ask everybody once, about {FEW_ROWS} rows, only to compare the answers; install nothing, and exit with "
        f"{SKIPPED} if something is missing",
    )
    args = parser.parse_args()
    if args.check:
        args.rows, args.runs = FEW_ROWS, 1
    install(may_download=not args.check)
    return args


def install(may_download=True):
    """Has a Python with everything that chapters are compared with."""
    if may_download and not PYTHON.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", REQUIREMENTS]
    # Without an index, it says whether all is there.
    if may_download:
        subprocess.run(pip, check=True)
    elif not PYTHON.exists() or subprocess.run([*pip, "--no-index"], stderr=subprocess.DEVNULL).returncode != 0:
        print(f"Not all that it is compared with is installed; this does it: python3 {Path(__file__).relative_to(ROOT)}")
        sys.exit(SKIPPED)


def build(chapter):
    """The chapter's program."""
    cargo = ["cargo", "build", "--package", chapter, "--message-format=json"]
    messages = subprocess.run(cargo, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    built = (json.loads(line).get("executable") for line in messages.splitlines())
    return next(path for path in built if path and Path(path).stem == chapter)


def warm_up(file):
    """From here on the file is in the system's cache, for everybody. Read in small pieces: the system counts
    what this process once had as memory of those that it starts."""
    with file.open("rb") as opened:
        while opened.read(1 << 20):
            pass


def finish(command):
    """Runs a command; what it printed, how long it took in all, and the most memory that it had, in bytes."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    stdout = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return stdout, took, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def rounds(ask, runs, agree):
    """Asks everybody so often, and returns what each told. All answers have to agree with the first one.

    `ask` has a function for each name, ours first, that returns what was `Told`.
    """
    names = list(ask)
    told = {name: [] for name in names}
    expected = None
    for turn in range(runs):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            told[name].append(ask[name]())
            answer = told[name][-1].answer
            expected = expected or answer
            if not agree(answer, expected):
                sys.exit(f"{name} has another answer than {names[0]}: {answer}, and not {expected}"[:2000])
    return told


def compare(what, ask, args):
    """Asks everybody, and prints the medians and their ratios; or only that all answers are equal."""
    told = rounds(ask, args.runs, lambda one, other: one == other)
    print(f"{what}, {args.runs} run{'s' * (args.runs > 1)} each, {os.cpu_count()} cores; all answers are equal.")
    if args.check:
        return
    print(f"{'':20}  median      min      max   times ours   with start-up   most memory")
    ours = statistics.median(run.seconds for run in next(iter(told.values())))
    for name, runs in told.items():
        seconds = [run.seconds for run in runs]
        median, in_all = statistics.median(seconds), statistics.median(run.in_all for run in runs)
        print(
            f"{name:20} {median:5.2f} s  {min(seconds):5.2f} s  {max(seconds):5.2f} s  {median / ours:10.2f}×"
            f"  {in_all:12.2f} s   {max(run.memory for run in runs) / 1e6:8,.0f} MB"
        )


if __name__ == "__main__":
    install()
