"""Scoring two models at once. Run it with: python3 chapters/python/11_model_scoring.py"""

# ANCHOR: cell
from joblib import Parallel, delayed
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier

pixels, digits = load_digits(return_X_y=True)
models = [RandomForestClassifier(random_state=1), KNeighborsClassifier()]
models = [model.fit(pixels[::2], digits[::2]) for model in models]

def right(model):
    return (model.predict(pixels[1::2]) == digits[1::2]).sum()

for model, count in zip(models, Parallel(n_jobs=2, prefer="threads")(map(delayed(right), models))):
    print(model, count, "of", len(digits[1::2]))
# ANCHOR_END: cell
