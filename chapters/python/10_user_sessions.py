"""Cutting an event log into sessions. Run it with: python3 chapters/python/10_user_sessions.py [LOG]"""

# ANCHOR: cell
import csv, sys
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
    return by_user

if __name__ == "__main__":
    users = read(sys.argv[1] if len(sys.argv) > 1 else "target/data/user-sessions-200000-1.csv")
    print("one by one:", sum(map(count_sessions, users.values())))
    with ProcessPoolExecutor() as pool:
        print("in processes:", sum(pool.map(count_sessions, users.values(), chunksize=100)))
# ANCHOR_END: cell
