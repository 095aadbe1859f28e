"""Compares chapter 11 with scikit-learn: the same data, kinds and sizes of models, and rows.

Run it with: python3 crates/model-scoring/peers/run.py
"""

import json
import sys
import tempfile
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "practice-data" / "peers"))

from compare import PYTHON, Told, arguments, build, finish, rounds

CORES = {"sequential": "one core", "rayon-over-rows": "all cores"}


def ask_rust(program, rows, report):
    only = [flag for version in CORES for flag in ("--only", version)]
    _, in_all, memory = finish([program, "--rows", str(rows), *only, "--export-json", report])
    versions = json.loads(report.read_text())["versions"]
    right = {score["model"]: score["right"] for score in versions[0]["answer"]}
    seconds = {name: {} for name in right}
    for version in versions:
        for name in right:
            tasks = [task for task in version["tasks"] if task["name"] == name]
            first, last = min(task["start_s"] for task in tasks), max(task["end_s"] for task in tasks)
            seconds[name][CORES[version["name"]]] = last - first
    return Told(right, seconds, in_all, memory)


def ask_scikit_learn(rows):
    stdout, in_all, memory = finish([PYTHON, HERE / "ask_scikit_learn.py", str(rows)])
    answer = json.loads(stdout)
    return Told(answer["right"], answer["seconds"], in_all, memory)


def table(told, rows, runs):
    print(f"Seconds for {rows} rows, medians of {runs} runs. Only predicting is timed.")
    print("The last column: how many times as fast Rust is; below 1, scikit-learn is faster.\n")
    heads = ["model", "cores", "right: Rust", "scikit-learn", "s: Rust", "scikit-learn", "ratio"]
    print("{:10}  {:9}  {:>11}  {:>12}  {:>8}  {:>12}  {:>6}".format(*heads))
    models = list(told["Rust"][0].answer)
    for cores in CORES.values():
        for names in [*([name] for name in models), models]:
            ours, theirs = (
                median(sum(run.seconds[name][cores] for name in names) for run in runs) for runs in told.values()
            )
            right = [sum(runs[0].answer[name] for name in names) for runs in told.values()]
            name = names[0] if len(names) == 1 else "all"
            print(f"{name:10}  {cores:9}  {right[0]:11}  {right[1]:12}  {ours:8.4f}  {theirs:12.4f}  {theirs / ours:6.2f}")


def main():
    args = arguments(__doc__, rows=20_000, runs=7)
    program = build("chapter-11-model-scoring")

    # Noise and trees are made of other random numbers, so nearly as many rows are right.
    def agree(right, expected):
        return all(abs(right[name] - expected[name]) <= 0.02 * args.rows for name in expected)

    with tempfile.TemporaryDirectory() as folder:
        ask = {
            "Rust": lambda: ask_rust(program, args.rows, Path(folder) / "report.json"),
            "scikit-learn": lambda: ask_scikit_learn(args.rows),
        }
        told = rounds(ask, args.runs, agree)
    if args.check:
        print(f"{args.rows:,} rows; each model is right as often as the other's, give or take 2 rows of 100.")
    else:
        table(told, args.rows, args.runs)


if __name__ == "__main__":
    main()
