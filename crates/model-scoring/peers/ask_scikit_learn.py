"""Asks scikit-learn the question of chapter 11. Started by run.py, with the number of rows.

Only predicting is timed; where "one core" is said, scikit-learn has n_jobs=1 and its libraries one thread, and
with "all cores" n_jobs=-1. Models without n_jobs then have what their libraries do alone.
"""

import json
import sys
from time import perf_counter

import numpy
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from threadpoolctl import threadpool_limits

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


rows = int(sys.argv[1])
scans, digits = load_digits(return_X_y=True)
scored = numpy.arange(len(scans)) % 3 == 0
learned = table(scans[~scored], digits[~scored], (~scored).sum(), seed=1)
pixels, truth = table(scans[scored], digits[scored], rows, seed=2)

right, seconds = {}, {}
for name, model in MODELS.items():
    model.fit(*learned)
    # Once without a clock, so that the libraries have started their threads.
    right[name] = int((model.predict(pixels) == truth).sum())
    seconds[name] = {}
    for cores, n_jobs, threads in [("one core", 1, 1), ("all cores", -1, None)]:
        if name in TAKES_N_JOBS:
            model.set_params(n_jobs=n_jobs)
        with threadpool_limits(threads):
            began = perf_counter()
            model.predict(pixels)
            seconds[name][cores] = perf_counter() - began
print(json.dumps({"right": right, "seconds": seconds}))
