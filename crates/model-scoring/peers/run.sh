#!/bin/sh
# Times chapter 11 beside scikit-learn. Arguments go to compare.py: try --help.
# Needs Python 3.11 or later, and the first time a network; everything is kept in target/.
set -eu
cd "$(dirname "$0")/../../.."
peers=crates/model-scoring/peers
environment=target/peers/model-scoring
if ! cmp -s "$peers/requirements.txt" "$environment/requirements.txt"; then
    python3 -m venv --clear "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$peers/requirements.txt"
    cp "$peers/requirements.txt" "$environment/requirements.txt"
fi
cargo build --quiet -p chapter-11-model-scoring
exec "$environment/bin/python" "$peers/compare.py" "$@"
