"""Finds the files to practise on, which the Rust chapters make, so that both read the same."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Cargo's target folder, where Rust programs keep what they make.
FOLDER = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "data"


def files(pattern, command):
    """The newest edition of each file like this; without any the program ends, and says what makes
    them."""
    found = sorted(FOLDER.glob(pattern))
    if not found:
        sys.exit(f"Error: the Rust program makes the files that this one reads: {command}")
    edition = found[-1].stem.split("-")[-1]
    return [file for file in found if file.stem.split("-")[-1] == edition]
