"""Compares chapter 03 with reqwest on tokio and with aiohttp: the same posts, from the same server, as many at once.

Run it with: python3 crates/http-threads/peers/run.py
"""

import json
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "practice-data" / "peers"))

from compare import PYTHON, ROOT, Told, arguments, build, compare, finish

WORKERS = 16


@contextmanager
def server(posts):
    """The practice API, which answers at once; its address."""
    program = [build("practice-api"), "--port", "0", "--posts", str(posts), "--latency-ms", "0"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield running.stdout.readline().split()[2].rstrip("/")
        finally:
            running.kill()


def ask_ours(program, url, posts, report):
    flags = ["--base-url", url, "--posts", str(posts), "--workers", str(WORKERS), "--only", "threads"]
    _, in_all, memory = finish([program, *flags, "--export-json", report])
    (version,) = json.loads(report.read_text())["versions"]
    return Told(len(version["tasks"]) - len(version["failures"]), version["wall_s"], in_all, memory)


def ask_peer(command, url, posts):
    stdout, in_all, memory = finish([*command, url, str(posts), str(WORKERS)])
    told = json.loads(stdout)
    return Told(told["fetched"], told["seconds"], in_all, memory)


def build_reqwest():
    """The program in reqwest/, which is no part of the workspace: nobody else needs what it is built on."""
    target = ROOT / "target" / "peers" / "reqwest"
    cargo = ["cargo", "build", "--release", "--manifest-path", HERE / "reqwest" / "Cargo.toml", "--target-dir", target]
    subprocess.run(cargo, check=True)
    return target / "release" / "peer-reqwest"


def main():
    args = arguments(__doc__, rows=5000, runs=7)
    program = build("chapter-03-http-threads")
    with server(args.rows) as url, tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        ask = {
            "Rust (threads)": lambda: ask_ours(program, url, args.rows, report),
            "aiohttp": lambda: ask_peer([PYTHON, HERE / "ask_aiohttp.py"], url, args.rows),
        }
        # What a check may not install, it leaves out.
        if not args.check:
            peer = build_reqwest()
            ask["reqwest on tokio"] = lambda: ask_peer([peer], url, args.rows)
        compare(f"{args.rows:,} posts without latency, {WORKERS} at once", ask, args)


if __name__ == "__main__":
    main()
