"""The command line of the chapters' scripts: the flags of the Rust programs, where they apply."""

import _thread
import argparse
import os


def parse(about, versions, **flags):
    """Reads the command line. Each flag has its default and what it means: `tasks=(5, "how many")`.

    A default that is a float takes seconds, an int takes a whole number, None takes a text.
    """
    types = {float: _seconds, int: _whole_number}
    parser = argparse.ArgumentParser(description=about.split("\n")[0])
    only = "run only this version (repeat for more): " + ", ".join(versions)
    parser.add_argument("--only", action="append", choices=versions, metavar="VERSION", help=only)
    predict = "show what each version is predicted to take, and run none"
    parser.add_argument("--predict", action="store_true", help=predict)
    parser.add_argument("--end-with-stdin", action="store_true", help=argparse.SUPPRESS)
    export = "write everything measured to FILE, as JSON"
    parser.add_argument("--export-json", metavar="FILE", type=_file, help=export)
    for name, (default, meaning) in flags.items():
        if default is not None:
            meaning += f" (default: {default})"
        kind = types.get(type(default))
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, default=default, help=meaning)
    args = parser.parse_args()
    args.versions = versions
    if args.end_with_stdin:
        # With its workers, it is a group of processes of its own, which can be ended at one stroke.
        if hasattr(os, "setpgrp"):
            os.setpgrp()
        # A thread that `threading` does not count, since a script may count its own.
        _thread.start_new_thread(_end_with_stdin, ())
    return args


def _end_with_stdin():
    """Ends the program when its stdin does, and its worker processes: who started it has gone."""
    try:
        while os.read(0, 1000):  # and not sys.stdin, which a worker closes as soon as it is forked
            pass
        import multiprocessing
        import shutil
        import signal

        # What the stopwatch would remove at the end of the program. It has another name first, since a
        # worker that begins now would put a file into it.
        folder = os.environ.get("STOPWATCH_FOLDER", "")
        try:
            os.rename(folder, folder + "-ended")
        except OSError:
            pass
        shutil.rmtree(folder + "-ended", ignore_errors=True)
        if hasattr(os, "killpg"):
            os.killpg(0, signal.SIGKILL)
        for worker in multiprocessing.active_children():
            worker.kill()
    finally:
        os._exit(1)


def cores():
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _seconds(text):
    return _in_range(float, text, 0.001, 3600, "number of seconds")


def _whole_number(text):
    return _in_range(int, text, 1, 1_000_000_000, "whole number")


def _in_range(kind, text, least, most, name):
    try:
        number = kind(text)
    except ValueError:
        number = None
    if number is None or not least <= number <= most:
        raise argparse.ArgumentTypeError(f"expected a {name} from {least} to {most:,}")
    return number


def _file(text):
    """Said before anything runs, rather than after."""
    folder = os.path.dirname(text) or "."
    if not text or os.path.isdir(text):
        raise argparse.ArgumentTypeError("it is a folder; name a file in it")
    if not os.path.isdir(folder):
        raise argparse.ArgumentTypeError(f"there is no folder {folder}; make it first")
    return text
