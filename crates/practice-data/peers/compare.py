"""Compares a chapter with the tools that people would use instead: the same file, the same question.

For the scripts `run.py` of chapters 09 and 10. They need Linux or macOS, Python 3.11 or later, and a network for
their first run: what a chapter is compared with goes into a virtual environment of its own, under target/.

Everybody has all cores, is a new process each time, and the order changes with every round. What is timed
begins when a program is started and its libraries are loaded, and ends with the answer.
"""

import json
import os
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def build(chapter):
    """The chapter's program."""
    cargo = ["cargo", "build", "--package", chapter, "--message-format=json"]
    messages = subprocess.run(cargo, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    built = (json.loads(line).get("executable") for line in messages.splitlines())
    return next(path for path in built if path and Path(path).stem == chapter)


def python_with(requirements):
    """A Python that has what this file requires."""
    environment = ROOT / "target" / "peers" / requirements.parents[1].name
    python = environment / "bin" / "python"
    if not python.exists():
        venv.create(environment, with_pip=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--requirement", requirements]
    subprocess.run(pip, check=True)
    return python


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


def compare(what, ask, runs):
    """Asks everybody so often, checks that all answers are equal, and prints the medians and their ratios.

    `ask` has a function for each name, ours first: it returns the answer, the seconds that the question took,
    the seconds of the whole command, and the most memory in bytes.
    """
    names = list(ask)
    seconds = {name: [] for name in names}
    in_all = {name: [] for name in names}
    memory = dict.fromkeys(names, 0)
    expected = None
    for turn in range(runs):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            answer, took, took_in_all, most = ask[name]()
            seconds[name].append(took)
            in_all[name].append(took_in_all)
            memory[name] = max(memory[name], most)
            expected = expected or answer
            if answer != expected:
                sys.exit(f"{name} has another answer than {names[0]}")

    print(f"{what}, {runs} runs each, {os.cpu_count()} cores; all answers are equal.")
    print(f"{'':20}  median      min      max   times ours   with start-up   most memory")
    ours = statistics.median(seconds[names[0]])
    for name in names:
        median, least, most = statistics.median(seconds[name]), min(seconds[name]), max(seconds[name])
        print(
            f"{name:20} {median:5.2f} s  {least:5.2f} s  {most:5.2f} s  {median / ours:10.2f}×"
            f"  {statistics.median(in_all[name]):12.2f} s   {memory[name] / 1e6:8,.0f} MB"
        )
