"""Chapter 10 in Python: an event log cut into sessions, one user after the other, and in processes.

Python needs long for the four million events of the Rust program, so it reads fewer. The same in Rust:
cargo run -p chapter-10-user-sessions -- --rows 200000
"""

import csv
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime

import data
import flags
import stopwatch


# ANCHOR: cell
# Run it with: python3 chapters/python/10_user_sessions.py
def cut_user(user, events, silence):
    """What one user did, in order of time: cut where nothing came for long."""
    events.sort()
    sessions = [[events[0]]]
    for before, event in zip(events, events[1:]):
        if event[0] - before[0] >= silence:
            sessions.append([])
        sessions[-1].append(event)
    length_s = [session[-1][0] - session[0][0] for session in sessions]
    paid = [sum(cents for _, cents in session) for session in sessions]
    return {
        "user": user,
        "sessions": len(sessions),
        "length_ns": sum(length_s) * 10**9,
        "conversions": sum(cents > 0 for cents in paid),
        "paid_cents": sum(paid),
    }
# ANCHOR_END: cell


def read(log):
    """The events: user, time in seconds since 1970, and what was paid, in cents."""
    with open(log, newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            # Python 3.10 and older do not know that Z is UTC.
            time = datetime.fromisoformat(row["time"].replace("Z", "+00:00"))
            paid = row["page"] == "checkout" and row["value"] or "0"
            yield int(row["user"]), int(time.timestamp()), round(float(paid) * 100)


def cut_users(task, events, silence):
    """What some users did, and how many events there were in each hour of the day."""
    with stopwatch.task(task):
        by_user = defaultdict(list)
        for user, time, cents in events:
            by_user[user].append((time, cents))
        by_hour = Counter(time // 3600 % 24 for _, time, _ in events)
        return [cut_user(user, of_user, silence) for user, of_user in by_user.items()], by_hour


def cut_mine(events, silence, worker, workers):
    mine = [event for event in events if event[0] % workers == worker]
    return cut_users(f"users {worker + 1} of {workers}", mine, silence)


def cut_in(pool, events, silence, workers):
    """Every worker picks the events of its own users. A process is sent a copy of all events."""
    with pool(workers) as pool:
        shares = [pool.submit(cut_mine, events, silence, mine, workers) for mine in range(workers)]
        return answer([share.result() for share in shares])


def cut_sequentially(events, silence):
    return answer([cut_users("all users", events, silence)])


def answer(shares):
    """In the form of the Rust program's answer, fields in their order."""
    users = sorted((user for users, _ in shares for user in users), key=lambda user: user["user"])
    by_hour = sum((by_hour for _, by_hour in shares), Counter())
    top = sorted(users, key=lambda user: (-user["paid_cents"], user["user"]))[:10]
    busiest = max(sorted(by_hour), key=by_hour.get)
    return {"events": sum(by_hour.values()), "busiest_hour": [busiest, by_hour[busiest]], "top": top,
            "users": users}


if __name__ == "__main__":
    args = flags.parse(
        __doc__,
        ["sequential", "threads-by-user", "processes"],
        rows=(200_000, "how many events the log has"),
        silence_minutes=(30, "so many minutes without an event end a session"),
        workers=(flags.cores(), "how many threads or processes work"),
        input=(None, "read this log instead: CSV with the columns user, time, page and value"),
    )
    make = f"cargo run -p chapter-10-user-sessions -- --rows {args.rows}"
    log = args.input or data.files(f"user-sessions-{args.rows}-[0-9]*.csv", make)[0]
    events, silence, workers = list(read(log)), 60 * args.silence_minutes, args.workers
    lesson = stopwatch.Lesson("chapter-10-user-sessions", args)
    found = [
        lesson.version("sequential").run(cut_sequentially, events, silence),
        lesson.version("threads-by-user").run(cut_in, ThreadPoolExecutor, events, silence, workers),
        lesson.version("processes").run(cut_in, ProcessPoolExecutor, events, silence, workers),
    ]
    for result in list(filter(None, found))[:1]:
        sessions = sum(user["sessions"] for user in result["users"])
        print(f"{sessions:,} sessions of {len(result['users']):,} users.")
    lesson.finish()
