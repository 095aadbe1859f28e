"""Runs chapters/python/notebook.ipynb from top to bottom, as JupyterLab, VS Code and nbconvert do.

Once:             python3 tests/python/notebook.py            (installs Jupyter's kernel under target/)
As a test:        python3 tests/python/notebook.py --check    (with short tasks; changes nothing)
For its readers:  python3 tests/python/notebook.py --record   (writes what it shows into the notebook)
"""

import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "chapters" / "python" / "notebook.ipynb"
ENVIRONMENT = ROOT / "target" / "jupyter"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
NEEDED = ["ipykernel", "nbclient"]
# As in other test programs: 77 means neither passed nor failed, but skipped.
SKIPPED = 77

# What is replaced for a test. Primes below 20,000: 2,262 (OEIS A000720).
SHORT = {"SECONDS = 2 ": "SECONDS = 0.05 ", "LIMIT = 1_000_000 ": "LIMIT = 20_000 "}
SHOWN = ["Finished download: file_5.csv", "Done fetching post 5", "2,262 primes below 20,000",
         "The pool hands over what went wrong: HTTP Error 404"]


def main(task):
    if Path(sys.prefix) != ENVIRONMENT:
        if task is None:
            venv.create(ENVIRONMENT, with_pip=True)
            subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *NEEDED], check=True)
        elif not PYTHON.exists():
            print("Jupyter's kernel is not installed; this does it: python3 tests/python/notebook.py")
            sys.exit(SKIPPED)
        else:
            sys.exit(subprocess.run([PYTHON, __file__, task]).returncode)
    elif task == "--check":
        check()
    elif task == "--record":
        record()


def execute(notebook):
    from nbclient import NotebookClient

    client = NotebookClient(notebook, timeout=300, kernel_name="python3", record_timing=False,
                            coalesce_streams=True, resources={"metadata": {"path": str(NOTEBOOK.parent)}})
    client.execute()  # raises what a cell raises


def check():
    import nbformat

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    recorded = [shape(cell) for cell in cells]
    for long, short in SHORT.items():
        assert sum(long in cell.source for cell in cells) == 1, f"no cell, or several, has {long}"
    for cell in cells:
        for long, short in SHORT.items():
            cell.source = cell.source.replace(long, short)
    execute(notebook)

    versions = []  # of the lesson that a cell goes on with
    for number, cell in enumerate(cells, start=1):
        assert cell.execution_count == number, f"cell {number} did not run in its turn:\n{cell.source}"
        if "stopwatch.Lesson(" in cell.source:
            versions = []
        more = re.findall(r'lesson\.version\("([^"]+)"', cell.source)
        versions += more
        drawn = versions if more else []
        assert versions_of(cell) == drawn, f"{drawn} is not the timeline under\n{cell.source}"
        said = [output for output in cell.outputs if output.get("name") == "stderr"]
        assert not said, f"{said} under\n{cell.source}"
    printed = "".join(output.text for cell in cells for output in cell.outputs if "text" in output)
    for text in SHOWN:
        assert text in printed, f"{text} is not in\n{printed}"
    now = [shape(cell) for cell in cells]
    assert recorded == now, f"record it again, for it shows something else:\n{recorded}\n{now}"


def versions_of(cell):
    """The versions in a cell's timeline."""
    drawn = [output.data["image/svg+xml"] for output in cell.outputs if "data" in output]
    return re.findall(r'font-weight="bold">([^:<]+): ', "".join(drawn))


def shape(cell):
    """What stays the same when a cell runs again."""
    return [output.output_type for output in cell.outputs], versions_of(cell)


def record():
    import nbformat

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    execute(notebook)
    notebook.metadata.language_info = {"name": "python"}  # which Python it was, its first cell says
    nbformat.write(notebook, NOTEBOOK)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
