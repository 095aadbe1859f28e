"""Chapter 01 in Python: three slow tasks, one after another."""

import time

import flags
import stopwatch


# ANCHOR: cell
# Run it with: python3 chapters/python/01_sequential.py
def slow_task(name, duration):
    with stopwatch.task(f"Task {name}"):
        print(f"Starting task {name}...")
        time.sleep(duration)
        print(f"Finished task {name} in {duration} seconds.")


def run_sequentially(names, duration):
    for name in names:
        slow_task(name, duration)
# ANCHOR_END: cell


if __name__ == "__main__":
    args = flags.parse(
        __doc__,
        ["sequential"],
        seconds=(2.0, "how long each task takes, in seconds"),
        tasks=(3, "how many tasks, named A to Z"),
    )
    names = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: args.tasks]
    lesson = stopwatch.Lesson("chapter-01-sequential", args)
    version = lesson.version("sequential", predicted=args.seconds * len(names))
    version.run(run_sequentially, names, args.seconds)
    lesson.finish()
