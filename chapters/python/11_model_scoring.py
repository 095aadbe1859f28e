"""Chapter 11 in Python: trained models scored over one table, with scikit-learn and joblib.

Its models are not those of the Rust program, which other libraries trained, and pure Python would take
hours. So the versions have names of their own, and their answers are compared with each other only.
"""

import importlib.util
import threading

import flags
import stopwatch


# ANCHOR: cell
# Once:            pip install scikit-learn joblib
# Run it with:     python3 chapters/python/11_model_scoring.py
def count_right(name, model, pixels, digits):
    with stopwatch.task(name):
        return int((model.predict(pixels) == digits).sum())


def score(models, pixels, digits, at_once, n_jobs):
    """So many models at once, each of which has so many threads of its own."""
    from joblib import Parallel, delayed

    for model in models.values():
        model.set_params(n_jobs=n_jobs)
    return Parallel(at_once, prefer="threads")(
        delayed(count_right)(name, model, pixels, digits)
        for name, model in models.items()
    )
# ANCHOR_END: cell


def train(rows):
    """Four models, and the table that they are scored on: scans that they have not seen, over and
    over."""
    import numpy
    from sklearn.datasets import load_digits
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.neighbors import KNeighborsClassifier

    pixels, digits = load_digits(return_X_y=True)
    models = {f"forest {seed}": RandomForestClassifier(100, random_state=seed) for seed in (1, 2, 3)}
    models["neighbours"] = KNeighborsClassifier(5)
    for model in models.values():
        model.fit(pixels[::2], digits[::2])
        model.predict(pixels[1::2])  # the first time takes longer
    chosen = numpy.arange(rows) % len(pixels[1::2])
    return models, pixels[1::2][chosen], digits[1::2][chosen]


def counting_threads(function, *arguments):
    """Calls the function, and tells how many threads there were at most."""
    most, done = 0, threading.Event()

    def watch():
        nonlocal most
        while not done.wait(0.001):
            most = max(most, threading.active_count())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        return function(*arguments)
    finally:
        done.set()
        watcher.join()
        print(f"At most {most} threads, the one that counts them included.")


if __name__ == "__main__":
    VERSIONS = {
        "scikit-learn": (1, 1),
        "scikit-learn-a-thread-a-model": (4, 1),
        "scikit-learn-both-own-pools": (4, 16),
    }
    args = flags.parse(__doc__, list(VERSIONS), rows=(20_000, "how many rows are scored"))
    has_sklearn = importlib.util.find_spec("sklearn")  # which brings joblib
    trained = train(args.rows) if has_sklearn else ()
    lesson = stopwatch.Lesson("chapter-11-model-scoring", args)
    for name, (at_once, n_jobs) in VERSIONS.items():
        version = lesson.version(name, needs="sklearn")
        version.run(counting_threads, score, *trained, at_once, n_jobs)
    lesson.finish()
