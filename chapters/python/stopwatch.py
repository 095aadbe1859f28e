"""Times what a Python program does, task by task, as the Rust programs of this guide are timed.

    lesson = stopwatch.Lesson("chapter-02-threads")
    with lesson.version("threads", predicted=2.0):  # or lesson.version("threads").run(function)
        ...                                         # in here: with stopwatch.task("file_1.csv"): ...
    lesson                                          # in Jupyter: the timeline

Threads, worker processes however they are started, asyncio and sub-interpreters are all seen. The
report, for --export-json and STOPWATCH_EXPORT, has the form that `stopwatch::Report` reads in Rust.
With STOPWATCH_EXPORT, as chapter 14 sets it for what it watches, tasks need no lesson around them.
"""

import functools
import inspect
import os
import sys
import threading
import time

# What only the program with the lesson needs is imported there: every worker process that is spawned
# imports this file first.

SCHEMA = 2
EXPORT = "STOPWATCH_EXPORT"  # names the file of the report, for who starts the program
FIGURES = "STOPWATCH_FIGURES"  # names an earlier report, whose figures are shown in place of those measured
FOLDER = "STOPWATCH_FOLDER"  # names the folder of the program's workers, which inherit it

# The same clock in every process of the machine, and the one that Rust's Instant reads.
now = time.perf_counter_ns

# The program with the lesson keeps its events in memory. Its worker processes and sub-interpreters
# write each to a file at once: they may be killed at any time.
_events = None
_folder = os.environ.get(FOLDER)
_file = None
_lock = threading.Lock()


def task(name):
    """One piece of work, a bar on the timeline: `with task(name):`, or `@task` above a function.

    The bars of a decorated function are labelled with its name, and with those arguments that are
    numbers or words.
    """
    if not callable(name):
        return _Task(str(name))
    function = name

    def bar(arguments):
        words = [str(it) for it in arguments if isinstance(it, (int, float, str))]
        return _Task(" ".join([function.__name__, *words]))

    @functools.wraps(function)
    def timed(*arguments, **named):
        with bar(arguments):
            return function(*arguments, **named)

    @functools.wraps(function)
    async def timed_async(*arguments, **named):
        with bar(arguments):
            return await function(*arguments, **named)

    return timed_async if inspect.iscoroutinefunction(function) else timed


def has_gil():
    """Whether threads take turns. Builds without the GIL exist since CPython 3.13."""
    return getattr(sys, "_is_gil_enabled", lambda: True)()


class _Task:
    __slots__ = ("name", "start", "thread", "computed")

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.thread, self.start, self.computed = threading.get_native_id(), now(), time.thread_time_ns()
        _core.begin(self.computed)
        _note("+", self.thread, self.start, self.start, self.computed, 0, self.name)
        return self

    def __exit__(self, *_):
        # The CPU time of another thread says nothing of this task.
        ended, computed, waited = now(), -1, 0
        if self.thread == threading.get_native_id():
            computed = time.thread_time_ns()
            waited = _core.end(computed, ended - self.start - (computed - self.computed))
        _note("-", self.thread, self.start, ended, computed, waited, "")


class _Core(threading.local):
    """How long a thread waited for a core: ready to compute, while others did. It asks as rarely as in Rust
    (`no_core.rs`): at the end of a task that took longer than it computed, if it has computed since."""

    WORTH_ASKING = 1_000_000
    computed = waited = computed_in_tasks = 0

    def begin(self, computed):
        if computed - self.computed_in_tasks >= self.WORTH_ASKING:
            self.computed = self.computed_in_tasks = computed
            self.waited = _counts()[0]

    def end(self, computed, not_computed):
        self.computed_in_tasks = computed
        if min(not_computed, computed - self.computed) < self.WORTH_ASKING:
            return 0
        before, self.waited, self.computed = self.waited, _counts()[0], computed
        return min(max(self.waited - before, 0), not_computed)


_core = _Core()


def _counts():
    """How long this thread has waited for a core, and how often it got one; zeros where nobody counts it."""
    try:
        with open("/proc/thread-self/schedstat", "rb", buffering=0) as counts:
            _, waited, turns = map(int, counts.read().split())  # the first: how long it computed
            return waited, turns
    except (OSError, ValueError):
        return 0, 0


def _note(kind, thread, start, at, cpu, waited, name):
    """Notes that a task began or ended. It is known by its thread and its start."""
    if _events is not None:
        _events.append((kind, thread, start, at, cpu, waited, 0, name))
    elif _folder is not None:
        name, cpu_of_all = name.encode("unicode_escape"), time.process_time_ns()
        numbers = thread, start, at, cpu, waited, cpu_of_all
        _write(b"%s %d %d %d %d %d %d %s\n" % (kind.encode(), *numbers, name))


def _write(line):
    global _file
    with _lock:
        if _file is None:
            name = f"{os.getpid()}-{threading.get_native_id()}-{now()}"
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
            try:
                _file = os.open(os.path.join(_folder, name), flags)
            except FileNotFoundError:
                return  # the program has ended, and nobody reads this any more
        os.write(_file, line)


def _begin_as_worker():
    """After a fork. A thread of the parent may have held the lock at that instant."""
    global _events, _file, _lock, _core
    _events, _file, _lock, _core = None, None, threading.Lock(), _Core()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_as_worker)


def _read(line):
    kind, *numbers, name = line.rstrip(b"\n").split(b" ", 7)
    return (kind.decode(), *map(int, numbers), name.decode("unicode_escape"))


class Lesson:
    """Versions of the same job, timed one after another and compared, as in `stopwatch::Lesson`."""

    def __init__(self, chapter, arguments=None):
        self._only = getattr(arguments, "only", None)
        self._predicts = getattr(arguments, "predict", False)
        self._known = getattr(arguments, "versions", None)
        # Taken away, so that a program which this one starts writes a report of its own.
        inherited = os.environ.pop(EXPORT, None)
        self._file = getattr(arguments, "export_json", None) or inherited
        self._report = _empty_report(chapter)
        self._earlier = read(os.environ[FIGURES])["versions"] if FIGURES in os.environ else []
        self._baseline = None
        _begin_as_lesson()

    def next_job(self):
        """The versions from here on do another job: the first of them is their baseline."""
        self._baseline = None

    def version(self, name, predicted=None, workers=None, needs=None):
        """The next version: `with` it, which passes a failure on, or `run` it. What is run is skipped,
        in words, without what it `needs`: a package, or a version of Python such as (3, 14)."""
        if self._known is not None and name not in self._known:
            raise ValueError(f"{name} is none of the versions: {', '.join(self._known)}")
        if self._baseline is None:
            self._baseline = name
        return Version(self, name, predicted, workers, needs)

    def finish(self):
        """Writes the report. Ends the program, with exit code 1, if a version failed."""
        _compare_answers(self._report["versions"])
        failures = [f"`{run['name']}` failed: {reason}"
                    for run in self._report["versions"] for reason in run["failures"]]
        try:
            self._save()
        except OSError as error:
            failures.append(f"could not write {self._file}: {error.strerror}")
        if failures:
            sys.exit("Error: " + "\n".join(failures))

    def _save(self):
        if self._file is not None:
            _write_whole(self._file, self._report)

    def _shown(self, name, wall_s):
        """The time that is shown of a version, where this one was measured."""
        return next((run["wall_s"] for run in self._earlier if run["name"] == name), wall_s)

    def _add(self, run):
        self._report["versions"].append(run)
        try:
            self._save()  # after every version, so that a program that is killed loses one at most
        except OSError:
            pass  # told once, by finish

    def _repr_svg_(self):
        return self._report._repr_svg_()


def _empty_report(chapter):
    return Report(schema=SCHEMA, chapter=chapter, language=_language(), versions=[], charts=[], skipped=[])


def _language():
    """As `cargo xtask all --python` names it: PyPy has a version of its own beside that of the language."""
    import platform

    own, python = ("{}.{}".format(*it) for it in (sys.implementation.version, sys.version_info))
    threads = "" if has_gil() else " free-threaded"
    language = "" if own == python else f" (Python {python})"
    return f"{platform.python_implementation()} {own}{threads}{language}"


class Report(dict):
    """What was measured, in the form of `stopwatch::Report`."""

    def _repr_svg_(self):
        return _svg(self["versions"])


def read(file):
    """A report, be it of a Python or a Rust program; in Jupyter it shows its timeline."""
    import json

    with open(file, encoding="utf-8") as lines:
        report = Report(json.load(lines))
    if report.get("schema") != SCHEMA:
        raise ValueError(f"{file}: its schema is {report.get('schema')}, and this reads {SCHEMA}")
    return report


class Version:
    """One version of a lesson: see `Lesson.version`. Its `answer` must be that of the others. Afterwards
    it has its `wall_s`."""

    def __init__(self, lesson, name, predicted, workers, needs):
        self.lesson, self.name, self.baseline = lesson, name, lesson._baseline
        self.answer, self.wall_s = None, None
        self.predicted, self.workers, self.needs = predicted, workers, needs

    def run(self, function, *arguments):
        """Calls the function, whose answer this returns. If it fails, the next version runs all the
        same, and `finish` tells."""
        if self.lesson._only and self.name not in self.lesson._only:
            return None
        missing = _missing(self.needs)
        if missing:
            print(f"\n=== {self.name} ===\nSkipped: {missing}.")
            self.lesson._report["skipped"].append({"name": self.name, "reason": missing})
            return None
        if self.lesson._predicts:
            self._predict()
            return None
        try:
            with self:
                self.answer = function(*arguments)
        except Exception:
            import traceback
            traceback.print_exc()
        return self.answer

    def _predict(self):
        predicted = "no prediction" if self.predicted is None else f"{_seconds(self.predicted)} s"
        print(f"{self.name}: {predicted}")
        self._add(wall_s=None, cpu_s=None, answer=None, failures=[], tasks=[])

    def __enter__(self):
        self.began_unix = time.time()
        shown = "" if self.predicted is None else f" (predicted: {_seconds(self.predicted)} s)"
        print(f"\n=== {self.name}{shown} ===", flush=True)
        self.thread, self.cpu, self.began = threading.get_native_id(), time.process_time_ns(), now()
        return self

    def __exit__(self, kind, error, traceback):
        ended, cpu = now(), time.process_time_ns() - self.cpu
        self.wall_s = (ended - self.began) / 1e9
        shown_s = self.lesson._shown(self.name, self.wall_s)
        print(f"\nTotal time taken: {_seconds(shown_s)} seconds", flush=True)
        tasks, cpu_of_workers, waiting = _tasks(self.began, ended, self.thread)
        failures = [] if kind is None else [" ".join(f"{kind.__name__}: {error}".split())]
        answer = None if failures else _answer(self.answer)
        self._add(wall_s=self.wall_s, cpu_s=(cpu + cpu_of_workers) / 1e9, answer=answer, failures=failures,
                  tasks=tasks, began_unix_s=self.began_unix, **waiting)

    def _add(self, **measured):
        self.lesson._add(_run(self.name, self.baseline, self.predicted, self.workers, **measured))


def _run(name, baseline, predicted, workers, tasks, **measured):
    return {"name": name, "baseline": baseline, "predicted_s": predicted,
            "workers": workers or len({task["lane"] for task in tasks}),
            "most_in_flight": _most_in_flight(tasks),
            "unfinished": sum(task["end_s"] is None for task in tasks), "tasks": tasks, **measured}


def _begin_as_lesson():
    _begin_to_record()
    if _events is not None and sys.stdout is sys.__stdout__ and sys.stdout is not None:
        sys.stdout = _ToTheEnd(sys.stdout)


def _begin_to_record():
    global _events, _folder
    import atexit
    import shutil
    import tempfile

    # A worker that was spawned runs the script's own file again, up to its `if __name__`.
    workers = sys.modules.get("multiprocessing.process")
    if _events is not None or workers is not None and workers.parent_process() is not None:
        return
    _events, _folder = [], tempfile.mkdtemp(prefix="stopwatch-")
    os.environ[FOLDER] = _folder
    program = os.getpid()  # a child that was forked leaves the folder alone
    atexit.register(lambda: os.getpid() == program and shutil.rmtree(_folder, ignore_errors=True))


def _begin_without_lesson():
    """Where whoever starts a program asks for a report, tasks count without a lesson, too: the whole
    program is one version."""
    import atexit

    program, thread, unix, began = os.getpid(), threading.get_native_id(), time.time(), now()

    def write():
        file = os.environ.get(EXPORT)  # a lesson takes it away, and writes a report of its own
        if file is None or os.getpid() != program:
            return
        ended, name = now(), os.path.basename(sys.argv[0])
        tasks, _, waiting = _tasks(began, ended, thread)
        report = _empty_report(name)
        report["versions"].append(_run(
            name, name, None, None, tasks, wall_s=(ended - began) / 1e9, cpu_s=time.process_time(),
            answer=None, failures=[], began_unix_s=unix, **waiting))
        try:
            _write_whole(file, report)
        except OSError:
            pass  # the program is not about that

    _begin_to_record()
    if _events is not None:
        atexit.register(write)


class _ToTheEnd:
    """A stdout whose reader may go, as in `script | head -1`: the program goes on to its end, and writes
    its report. Its lines are whole, whichever threads print."""

    def __init__(self, stream):
        self._stream = stream
        self._begun = {}  # by thread, what it has written of a line: `print` writes the end by itself
        self._renew_lock()
        if hasattr(os, "register_at_fork"):  # a child has no thread that could let go of it
            os.register_at_fork(after_in_child=self._renew_lock)

    def _renew_lock(self):
        # An older CPython may print bytes of its memory where two threads write to a stream at once: its
        # issue 119506.
        self._lock = threading.RLock()

    def write(self, text):
        lines = self._begun.pop(threading.get_ident(), "") + text
        end = lines.rfind("\n") + 1
        if end < len(lines):
            self._begun[threading.get_ident()] = lines[end:]
        if end > 0:
            self._unless_gone(self._stream.write, lines[:end])
        return len(text)

    def flush(self):
        for thread in list(self._begun):
            self._unless_gone(self._stream.write, self._begun.pop(thread, ""))
        self._unless_gone(self._stream.flush)

    def _unless_gone(self, print_it, *text):
        with self._lock:
            try:
                print_it(*text)
            except BrokenPipeError:
                # From here on nobody is told anything; what is still in the buffer goes there as well.
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
                print_it(*text)

    def __getattr__(self, name):
        return getattr(self._stream, name)


def _missing(needs):
    """Why a version cannot run; None when it can. A package is imported now, before time is taken."""
    import importlib

    if isinstance(needs, tuple):
        return None if sys.version_info >= needs else "it needs Python " + ".".join(map(str, needs))
    try:
        if needs is not None:
            importlib.import_module(needs)
    except ImportError as error:
        return str(error)
    return None


def _tasks(began, ended, main_thread):
    """The tasks of one run in the order of their start, and the CPU time of its worker processes: by
    their own word, since a forkserver's are nobody's children that `os.times` could count."""
    program, events = os.getpid(), [(os.getpid(), list(_events or []))]
    for entry in os.scandir(_folder):
        with open(entry.path, "rb") as lines:  # the last line may be half one: it is left out
            whole = [_read(line) for line in lines if line.endswith(b"\n")]
        events.append((int(entry.name.split("-")[0]), whole))
    starts, ends, cpu_before, cpu_after, waited_ns = [], {}, {}, {}, 0
    for process, of_process in events:
        for kind, thread, start, at, cpu, waited, process_cpu, name in of_process:
            if process != program and at <= ended:
                seen = cpu_before if at < began else cpu_after
                seen[process] = max(process_cpu, seen.get(process, 0))
            if kind == "+" and began <= start <= ended:
                starts.append((start, process, thread, cpu, name))
            elif kind == "-" and at <= ended:
                ends[process, thread, start] = at, cpu
                waited_ns += waited if began <= start else 0
    tasks, lanes, threads = [], {(program, main_thread): "main"}, {}
    for start, process, thread, cpu, name in sorted(starts):
        if (process, thread) not in lanes:
            number = threads[process] = threads.get(process, 0) + 1
            worker = f"process {process}" + (f", thread {number}" if number > 1 else "")
            lanes[process, thread] = f"thread {number}" if process == program else worker
        end, end_cpu = ends.get((process, thread, start), (None, -1))
        tasks.append({"name": name, "lane": lanes[process, thread], "start_s": (start - began) / 1e9,
                      "end_s": None if end is None else (end - began) / 1e9,
                      "cpu_s": None if end_cpu < 0 else (end_cpu - cpu) / 1e9})
    _forget_shared_cpu(tasks)
    workers = sum(cpu - cpu_before.get(process, 0) for process, cpu in cpu_after.items())
    is_counted = _counts()[1] > 0
    return tasks, workers, {"waiting_for_core_s": waited_ns / 1e9} if is_counted else {}


def _forget_shared_cpu(tasks):
    """Forgets the CPU time of tasks that overlap on one thread, as those of asyncio do: nobody knows for
    which of them the thread computed. `tasks` are in the order of their start."""
    last_of = {}  # the task of each thread that ends last, of those so far
    for task in tasks:
        last = last_of.setdefault(task["lane"], task)
        end_s, last_end_s = task["end_s"], last["end_s"]
        if last is not task and (last_end_s is None or task["start_s"] < last_end_s):
            last["cpu_s"] = task["cpu_s"] = None
        if last_end_s is not None and (end_s is None or last_end_s < end_s):
            last_of[task["lane"]] = task


def _most_in_flight(tasks):
    """As `stopwatch::overlap` counts: whoever begins as another ends does not overlap it, and a task
    of no length counts for its one instant."""
    end, start, end_of_no_length = range(3)
    edges = [(task["start_s"], start) for task in tasks]
    edges += [(task["end_s"], end if task["end_s"] > task["start_s"] else end_of_no_length)
              for task in tasks if task["end_s"] is not None]
    in_flight = most = 0
    for _, edge in sorted(edges):
        in_flight += 1 if edge == start else -1
        most = max(most, in_flight)
    return most


def _answer(answer):
    """The answer as JSON; a large one as its size and hash, in the words of the Rust programs."""
    import json

    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) <= 4096:
        return json.loads(text)
    # Behind a text Rust hashes a byte that is in none.
    return f"{len(text)} bytes of JSON with hash {_sip_hash(text + bytes([255])):016x}"


def _sip_hash(data):
    """SipHash-1-3 with a key of zeros: Rust's DefaultHasher. J.-P. Aumasson, D. J. Bernstein,
    "SipHash: a fast short-input PRF", 2012; one round a word, three at the end."""
    mask = (1 << 64) - 1

    def rotate(word, by):
        return (word << by | word >> (64 - by)) & mask

    def round_of(a, b, c, d):
        a, c = (a + b) & mask, (c + d) & mask
        b, d = rotate(b, 13) ^ a, rotate(d, 16) ^ c
        a, c = (rotate(a, 32) + d) & mask, (c + b) & mask
        return a, rotate(b, 17) ^ c, rotate(c, 32), rotate(d, 21) ^ a

    state = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
    padded = data + bytes(-(len(data) + 1) % 8) + bytes([len(data) & 255])
    for at in range(0, len(padded), 8):
        word = int.from_bytes(padded[at:at + 8], "little")
        a, b, c, d = round_of(*state[:3], state[3] ^ word)
        state = a ^ word, b, c, d
    a, b, c, d = state
    state = a, b, c ^ 255, d
    for _ in range(3):
        state = round_of(*state)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _compare_answers(runs):
    """Adds a failure to every version whose answer is not that of the first of its job."""
    first = {}
    for run in runs:
        if run["failures"] or run["answer"] is None:
            continue
        other = first.setdefault(run["baseline"], run)
        if run["answer"] != other["answer"]:
            found, expected = str(run["answer"])[:60], str(other["answer"])[:60]
            run["failures"].append(
                f"its answer is not that of `{other['name']}`: {found} instead of {expected}")


def _write_whole(file, report):
    """Through a file beside it: a reader sees the old report or the new one. What is no plain file,
    such as /dev/stdout, is written to directly."""
    import json

    file = os.path.realpath(file)
    is_plain = not os.path.exists(file) or os.path.isfile(file)
    new = f"{file}.{os.getpid()}.new" if is_plain else file
    try:
        with open(new, "w", encoding="utf-8") as out:
            json.dump(report, out, indent=2)
        if is_plain:
            os.replace(new, file)
    except OSError:
        if is_plain and os.path.exists(new):
            os.remove(new)
        raise


def _seconds(seconds):
    """As `round(seconds, 2)`; with four decimals below a tenth of a second, where two say nothing."""
    return str(round(seconds, 2)) if seconds >= 0.1 else f"{seconds:.4f}"


def _svg(runs):
    """The timelines of all versions on one time axis. A bar is solid as far as its thread computed,
    and light where it waited, or where nobody measured; with a dashed edge it had not ended."""
    from html import escape

    left, width, height = 130, 640, 20
    runs = [run for run in runs if run["wall_s"] is not None]
    end_s = max([run["wall_s"] for run in runs], default=1.0)
    drawing, y = [], 0

    def text(x, y, words, **style):
        style = " ".join(f'{key.replace("_", "-")}="{value}"' for key, value in style.items())
        drawing.append(f'<text x="{x:.1f}" y="{y}" {style}>{escape(words)}</text>')

    def bar(x, y, width, fill, more=""):
        drawing.append(f'<rect x="{x:.1f}" y="{y}" width="{max(width, 1):.1f}" height="{height - 4}" '
                       f'fill="{fill}" {more}/>')

    for run in runs:
        y += height
        text(0, y + 14, f"{run['name']}: {_seconds(run['wall_s'])} s", font_weight="bold")
        rows, left_out = _rows(run["tasks"], most=20)
        for lane, tasks in rows:
            y += height
            text(left - 6, y + 14, lane, text_anchor="end", fill="#555")
            for task in tasks:
                began = task["start_s"]
                ended = run["wall_s"] if task["end_s"] is None else task["end_s"]
                x, length = left + width * began / end_s, width * (ended - began) / end_s
                dashes = 'stroke="#8a4b08" stroke-dasharray="4 3"' if task["end_s"] is None else ""
                bar(x, y + 2, length, "#c3d9e8", dashes)
                bar(x, y + 2, min(length, width * (task.get("cpu_s") or 0) / end_s), "#2f6690")
                if length > 7 * len(task["name"]) + 6:
                    edge = {"stroke": "#fff", "stroke_width": 3, "paint_order": "stroke"}
                    text(x + 4, y + 14, task["name"], **edge)
        if left_out:
            y += height
            text(left, y + 14, f"and {left_out:,} more tasks; at once: {run['most_in_flight']:,}")
    for tick in range(5):
        x, words = left + width * tick / 4, f"{end_s * tick / 4:.3g} s"
        drawing.append(f'<line x1="{x}" y1="{height}" x2="{x}" y2="{y + height}" stroke="#8888" />')
        text(x, 12, words, text_anchor="middle", fill="#555")
    size = f'viewBox="0 0 {left + width + 40} {y + height + 8}" width="{left + width + 40}"'
    look = 'style="background: #fff" font-family="system-ui, sans-serif" font-size="12"'
    words = ", ".join(f"{run['name']} {_seconds(run['wall_s'])} s" for run in runs)
    name = f'role="img" aria-label="Timelines: {escape(words)}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {look} {name}>'
    return f'{svg}{"".join(drawing)}</svg>'


def _rows(tasks, most):
    """The tasks of each lane, in as many rows as they overlap; and how many more tasks there are, which
    would need more rows than that."""
    rows, left_out = [], 0
    for task in tasks:
        for lane, row in rows:
            end_s = row[-1]["end_s"]
            if lane == task["lane"] and end_s is not None and end_s <= task["start_s"]:
                row.append(task)
                break
        else:
            if len(rows) < most:
                rows.append((task["lane"], [task]))
            else:
                left_out += 1
    return rows, left_out


if EXPORT in os.environ and _folder is None:
    _begin_without_lesson()
