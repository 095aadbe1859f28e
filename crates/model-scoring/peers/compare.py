"""Times chapter 11 beside scikit-learn: the same data, kinds and sizes of models, and rows.

Both programs run in turns, and the medians are compared. Only predicting is timed; where "one core"
is said, scikit-learn has n_jobs=1 and its libraries one thread, and with "all cores" n_jobs=-1.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from threadpoolctl import threadpool_limits

PROGRAM = "target/debug/chapter-11-model-scoring"
# Sizes as in crates/model-scoring/src/model.rs. C is 1 / alpha.
MODELS = {
    "bayes": GaussianNB(),
    "logistic": LogisticRegression(C=0.5, max_iter=1000),
    "forest": RandomForestClassifier(n_estimators=100, random_state=1),
    "neighbours": KNeighborsClassifier(n_neighbors=5, algorithm="brute"),
}
TAKES_N_JOBS = ["forest", "neighbours"]


def table(scans, digits, rows, seed):
    """As `Table::new` in crates/model-scoring/src/digits.rs, with other random numbers."""
    chosen = numpy.arange(rows) % len(scans)
    noise = numpy.random.default_rng(seed).uniform(-2, 2, (rows, scans.shape[1]))
    return ((scans[chosen] + noise) / 16).astype(numpy.float32), digits[chosen]


def rust(rows):
    """Seconds for each model: on one core, and with its rows shared out to all cores."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        only = ["--only", "sequential", "--only", "rayon-over-rows"]
        command = [PROGRAM, "--rows", str(rows), *only, "--export-json", report]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        versions = json.loads(report.read_text())["versions"]
    times = {}
    for version, cores in zip(versions, ["one core", "all cores"]):
        for name in MODELS:
            tasks = [task for task in version["tasks"] if task["name"] == name]
            first, last = min(t["start_s"] for t in tasks), max(t["end_s"] for t in tasks)
            times[name, cores] = last - first
    return times, {score["model"]: score["right"] for score in versions[0]["answer"]}


def scikit_learn(models, pixels):
    """The same, with scikit-learn. Models without n_jobs have what their libraries do alone."""
    times = {}
    for name, model in models.items():
        for cores, n_jobs, threads in [("one core", 1, 1), ("all cores", -1, None)]:
            if name in TAKES_N_JOBS:
                model.set_params(n_jobs=n_jobs)
            with threadpool_limits(threads):
                began = perf_counter()
                model.predict(pixels)
                times[name, cores] = perf_counter() - began
    return times


def main():
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("--rows", type=int, default=20_000, help="of the table (default: %(default)s)")
    flags.add_argument("--rounds", type=int, default=7, help="of both (default: %(default)s)")
    flags = flags.parse_args()

    scans, digits = load_digits(return_X_y=True)
    scored = numpy.arange(len(scans)) % 3 == 0
    learned = table(scans[~scored], digits[~scored], (~scored).sum(), seed=1)
    pixels, truth = table(scans[scored], digits[scored], flags.rows, seed=2)
    models = {name: model.fit(*learned) for name, model in MODELS.items()}

    ours, theirs = [], []
    rust(flags.rows), scikit_learn(models, pixels[:1000])
    for _ in range(flags.rounds):
        times, right = rust(flags.rows)
        ours.append(times)
        theirs.append(scikit_learn(models, pixels))

    print(f"Seconds for {flags.rows} rows, medians of {flags.rounds} rounds.")
    print("The last column: how many times as fast Rust is; below 1, scikit-learn is faster.\n")
    heads = ["model", "cores", "right: Rust", "scikit-learn", "s: Rust", "scikit-learn", "ratio"]
    print("{:10}  {:9}  {:>11}  {:>12}  {:>8}  {:>12}  {:>6}".format(*heads))
    for cores in ["one core", "all cores"]:
        rows = [[name] for name in MODELS] + [list(MODELS)]
        for names in rows:
            both = [median(sum(t[n, cores] for n in names) for t in it) for it in (ours, theirs)]
            their_right = sum((models[name].predict(pixels) == truth).sum() for name in names)
            name = names[0] if len(names) == 1 else "all"
            our_right = sum(right[name] for name in names)
            print(
                f"{name:10}  {cores:9}  {our_right:11}  {their_right:12}  "
                f"{both[0]:8.4f}  {both[1]:12.4f}  {both[1] / both[0]:6.2f}"
            )


if __name__ == "__main__":
    main()
