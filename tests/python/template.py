"""Builds crates/from-python/template with maturin, installs it into an environment, and imports it.

Once:       python3 tests/python/template.py            (installs maturin under target/)
As a test:  python3 tests/python/template.py --check
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "crates" / "from-python" / "template"
ENVIRONMENT = ROOT / "target" / "maturin"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
COPY = ENVIRONMENT / "template"
# As in other test programs: 77 means neither passed nor failed, but skipped.
SKIPPED = 77

USE = """
import my_kernels
print(my_kernels.lines_with("[", "pyproject.toml"), "lines")
try:
    my_kernels.lines_with("[", "no-such-file")
except FileNotFoundError:
    print("and an exception")
"""


def install():
    venv.create(ENVIRONMENT, with_pip=True)
    python("-m", "pip", "install", "--quiet", "maturin>=1.9.4,<2")
    subprocess.run(["cargo", "fetch", "--quiet"], check=True, cwd=copied())


def check():
    if not (COPY / "Cargo.lock").exists():
        print("maturin is not installed; this does it: python3 tests/python/template.py")
        sys.exit(SKIPPED)
    wheels = ENVIRONMENT / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    built = {**os.environ, "CARGO_TARGET_DIR": str(ENVIRONMENT / "built")}
    python("-m", "maturin", "build", "--offline", "--out", wheels, cwd=copied(), env=built)
    [wheel] = wheels.glob("*.whl")
    assert "-abi3-" in wheel.name, f"it is not for all versions: {wheel.name}"
    python("-m", "pip", "install", "--quiet", "--no-index", "--force-reinstall", wheel)
    python("-c", USE, cwd=COPY)


def copied():
    """As a reader copies it: what is built leaves nothing beside the original."""
    shutil.copytree(TEMPLATE, COPY, dirs_exist_ok=True)
    return COPY


def python(*arguments, **more):
    subprocess.run([PYTHON, *arguments], check=True, **more)


if __name__ == "__main__":
    check() if sys.argv[1:] == ["--check"] else install()
