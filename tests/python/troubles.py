"""What ends a version, or the whole program, half-way: `python3 troubles.py TROUBLE`.

The report goes where STOPWATCH_EXPORT says, as for a script that knows no flags.
"""

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "chapters" / "python"))
import stopwatch


def interrupted():
    # A shell without job control starts programs that do not hear Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.raise_signal(signal.SIGINT)


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def failed():
    raise ValueError("half of\nthe work")


def wrong():
    return 43


if __name__ == "__main__":
    lesson = stopwatch.Lesson("chapter-02-threads")
    lesson.version("before").run(lambda: 42)

    def in_a_task():
        with stopwatch.task("half"):
            return {work.__name__: work for work in (interrupted, killed, failed, wrong)}[sys.argv[1]]()

    lesson.version("half-way").run(in_a_task)
    lesson.version("after").run(lambda: 42)
    lesson.finish()
