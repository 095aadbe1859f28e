"""Cutting an event log into sessions, one user after the other and in processes."""

# ANCHOR: cell
# Make the log:    cargo run -p chapter-10-user-sessions -- --rows 200000
# Run it with:     python3 chapters/python/10_user_sessions.py [LOG]
import csv, sys, time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta

SILENCE = timedelta(minutes=30)

def count_sessions(times):
    times = sorted(times)
    pauses = (later - earlier for earlier, later in zip(times, times[1:]))
    return 1 + sum(pause >= SILENCE for pause in pauses)

def read(log):
    by_user = defaultdict(list)
    with open(log, newline="") as lines:
        for row in csv.DictReader(lines):
            by_user[row["user"]].append(datetime.fromisoformat(row["time"]))
    return by_user.values()

def timed(name, count):
    start = time.perf_counter()
    print(f"{name}: {count():,} sessions in {time.perf_counter() - start:.2f} seconds")

if __name__ == "__main__":
    users = read(sys.argv[1] if len(sys.argv) > 1 else "target/data/user-sessions-200000-1.csv")
    timed("one by one", lambda: sum(map(count_sessions, users)))
    with ProcessPoolExecutor() as pool:
        timed("in processes", lambda: sum(pool.map(count_sessions, users, chunksize=100)))
# ANCHOR_END: cell
