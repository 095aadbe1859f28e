"""Scoring models one by one, in threads, and in threads whose models have threads themselves."""

# ANCHOR: cell
# Once:            pip install scikit-learn joblib
# Run it with:     python3 chapters/python/11_model_scoring.py
import threading, time
from joblib import Parallel, delayed
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier

pixels, digits = load_digits(return_X_y=True)
models = [RandomForestClassifier(200, random_state=seed) for seed in range(3)]
models = [model.fit(pixels[::2], digits[::2]) for model in [*models, KNeighborsClassifier()]]

def right(model):
    return (model.predict(pixels[1::2]) == digits[1::2]).sum()

def timed(at_once, n_jobs):
    for model in models:
        model.set_params(n_jobs=n_jobs)
    most, done = 0, threading.Event()
    def watch():
        nonlocal most
        while not done.wait(0.001):
            most = max(most, threading.active_count())
    watcher = threading.Thread(target=watch)
    watcher.start()
    start = time.perf_counter()
    counts = Parallel(at_once, prefer="threads")(delayed(right)(model) for model in models)
    seconds = time.perf_counter() - start
    done.set()
    watcher.join()
    print(f"{at_once} at once, n_jobs={n_jobs}: {seconds:.2f} seconds, {most} threads, {sum(counts)} right")

for model in models:  # The first time takes longer.
    right(model)
for at_once, n_jobs in [(1, 1), (4, 1), (4, 16)]:
    timed(at_once, n_jobs)
# ANCHOR_END: cell
