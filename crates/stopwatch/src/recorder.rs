//! Collects the tasks of the run that is now being timed.

use std::{
    any::Any,
    cell::Cell,
    hash::{DefaultHasher, Hash, Hasher},
    io, mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use serde::Serialize;
use serde_json::Value;

use crate::{
    cpu, memory, overlap, refusal,
    report::{Run, Task},
};

/// Held for as long as a run lasts: a second run waits here for the first.
static ONE_RUN_AT_A_TIME: Mutex<()> = Mutex::new(());

static RUN: Mutex<Recording> = Mutex::new(Recording::idle());

thread_local! {
    /// The run in which this thread last recorded a task, and its lane there.
    static LANE: Cell<(u64, u32)> = const { Cell::new((0, 0)) };
}

/// The tasks of one run, or of none.
struct Recording {
    /// Counts the runs of this process, from 1.
    number: u64,
    /// When the run began; `None` between runs.
    began: Option<Instant>,
    /// How many threads beside the main one have recorded a task.
    threads: u32,
    tasks: Vec<Entry>,
    first_panic: Option<String>,
}

struct Entry {
    name: String,
    lane: Lane,
    start: Instant,
    end: Option<Instant>,
}

enum Lane {
    Thread(u32),
    Named(String),
}

impl Recording {
    const fn idle() -> Self {
        Self { number: 0, began: None, threads: 0, tasks: Vec::new(), first_panic: None }
    }

    /// The lane of the calling thread: `main`'s is 0, the others are numbered as they appear.
    fn lane_of_this_thread(&mut self) -> u32 {
        let (run, lane) = LANE.get();
        if run == self.number {
            return lane;
        }
        self.threads += 1;
        LANE.set((self.number, self.threads));
        self.threads
    }
}

fn recording() -> MutexGuard<'static, Recording> {
    RUN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Records a task from now until the guard that it returns is dropped.
///
/// The task becomes one bar on the timeline, in the row of the thread that called. Between runs
/// nothing is recorded; during a run every thread's tasks are, whoever started the thread, so tests
/// call a lesson through [`measure`] even when they look only at its answer.
///
/// ```
/// fn download() {
///     let _task = stopwatch::task("file_1.csv");
///     // … the work …
/// } // the bar ends here
/// ```
pub fn task(name: impl Into<String>) -> TaskGuard {
    let mut recording = recording();
    if recording.began.is_none() {
        return TaskGuard { run: 0, index: 0 };
    }
    let lane = Lane::Thread(recording.lane_of_this_thread());
    recording.tasks.push(Entry { name: name.into(), lane, start: Instant::now(), end: None });
    TaskGuard { run: recording.number, index: recording.tasks.len() - 1 }
}

/// Records a task that this process saw from outside: what a child process did, say.
///
/// `lane` names the row on the timeline. Outside a run nothing is recorded.
pub fn record(lane: impl Into<String>, name: impl Into<String>, start: Instant, end: Instant) {
    let mut recording = recording();
    if recording.began.is_some() {
        recording.tasks.push(Entry {
            name: name.into(),
            lane: Lane::Named(lane.into()),
            start,
            end: Some(end),
        });
    }
}

/// Ends its task when it is dropped.
#[must_use = "the task ends when this guard is dropped: keep it with `let _task = …`"]
pub struct TaskGuard {
    run: u64,
    index: usize,
}

impl Drop for TaskGuard {
    fn drop(&mut self) {
        let now = Instant::now();
        let mut recording = recording();
        // A task that outlives its run was counted as unfinished when the run ended.
        if recording.began.is_some() && recording.number == self.run {
            recording.tasks[self.index].end = Some(now);
        }
    }
}

/// Runs one version of a lesson and returns what was measured, with its answer.
///
/// A panic in `lesson` becomes a failure of the run, and there is then no answer. An answer that
/// is an error is the caller's to judge.
///
/// # Panics
/// When it is called from inside a run: that run could never end.
pub fn measure<A: Serialize>(version: &str, lesson: impl FnOnce() -> A) -> (Run, Option<A>) {
    assert!(!is_inside_a_run(), "version `{version}` was started inside another version");
    let _only_run = ONE_RUN_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);

    let is_peak_of_run = memory::forget_peak();
    let cpu_before = cpu::time();
    let began = Instant::now();
    start_recording(began);
    let outcome = catch_unwind(AssertUnwindSafe(lesson));
    let wall = began.elapsed();
    if outcome.is_err() {
        wait_for_open_tasks();
    }
    let (entries, first_panic) = stop_recording();
    let cpu = cpu::time().saturating_sub(cpu_before);
    let peak_memory_bytes = memory::peak_bytes().filter(|_| is_peak_of_run);

    let tasks = tasks_since(began, entries);
    let (answer, failures) = match outcome {
        Ok(answer) => (Some(answer), Vec::new()),
        Err(panic) => {
            let message = first_panic.unwrap_or_else(|| message_of(panic.as_ref()));
            (None, vec![reason(&message)])
        }
    };
    let run = Run {
        workers: count_lanes(&tasks),
        wall_s: Some(wall.as_secs_f64()),
        cpu_s: Some(cpu.as_secs_f64()),
        peak_memory_bytes,
        most_in_flight: overlap::most_in_flight(&tasks),
        unfinished: tasks.iter().filter(|task| task.end_s.is_none()).count(),
        answer: answer_for_report(&answer),
        failures,
        tasks,
        ..Run::not_measured(version)
    };
    (run, answer)
}

/// Remembers the first panic of a run: `thread::scope` and `join` pass on less than it said.
///
/// Returns whether a run is on, whose failure it will be.
pub(crate) fn note_panic(message: &str) -> bool {
    let mut recording = recording();
    if recording.began.is_some() && recording.first_panic.is_none() {
        recording.first_panic = Some(message.to_owned());
    }
    recording.began.is_some()
}

fn is_inside_a_run() -> bool {
    let recording = recording();
    recording.began.is_some() && LANE.get().0 == recording.number
}

fn start_recording(began: Instant) {
    let mut recording = recording();
    recording.number += 1;
    recording.began = Some(began);
    recording.threads = 0;
    LANE.set((recording.number, 0));
}

/// Waits, for ten seconds at most, until every task has ended: a version that panicked may have left
/// threads behind, which would get in the way of the next one.
fn wait_for_open_tasks() {
    let deadline = Instant::now() + Duration::from_secs(10);
    let is_open = || recording().tasks.iter().any(|task| task.end.is_none());
    while is_open() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(10));
    }
}

fn stop_recording() -> (Vec<Entry>, Option<String>) {
    let mut recording = recording();
    recording.began = None;
    let tasks = mem::take(&mut recording.tasks);
    (tasks, recording.first_panic.take())
}

fn tasks_since(began: Instant, entries: Vec<Entry>) -> Vec<Task> {
    let seconds = |at: Instant| at.saturating_duration_since(began).as_secs_f64();
    let mut tasks: Vec<Task> = entries
        .into_iter()
        .map(|entry| Task {
            name: entry.name,
            lane: match entry.lane {
                Lane::Thread(0) => "main".to_owned(),
                Lane::Thread(number) => format!("thread {number}"),
                Lane::Named(lane) => lane,
            },
            start_s: seconds(entry.start),
            end_s: entry.end.map(seconds),
        })
        .collect();
    tasks.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
    tasks
}

fn count_lanes(tasks: &[Task]) -> usize {
    let mut lanes: Vec<&str> = tasks.iter().map(|task| task.lane.as_str()).collect();
    lanes.sort_unstable();
    lanes.dedup();
    lanes.len()
}

/// The answer as JSON; a large one as its size and hash, which are enough to compare it by.
fn answer_for_report(answer: &impl Serialize) -> Value {
    const LARGEST: usize = 4096;
    let json = serde_json::to_string(answer).expect("an answer has a form in JSON");
    if json.len() > LARGEST {
        let mut hasher = DefaultHasher::new();
        json.hash(&mut hasher);
        return format!("{} bytes of JSON with hash {:016x}", json.len(), hasher.finish()).into();
    }
    serde_json::from_str(&json).expect("what was just written can be read")
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("it panicked")
        .to_owned()
}

fn reason(message: &str) -> String {
    refused_thread(message).unwrap_or_else(|| message.to_owned())
}

/// What the panic of a thread that could not be started means, in words; `None` of any other panic.
pub(crate) fn refused_thread(message: &str) -> Option<String> {
    // The standard library prints the error for programmers: `Os { code: 11, … }`.
    let error = message.strip_prefix("failed to spawn thread: ")?;
    let code = error.strip_prefix("Os { code: ").and_then(|rest| rest.split(',').next());
    let why = match code.and_then(|code| code.parse().ok()) {
        Some(code) => refusal(&io::Error::from_raw_os_error(code)),
        None => error.to_owned(),
    };
    Some(format!("the system refused to start another thread ({why})"))
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    };

    use super::*;

    #[test]
    fn tasks_that_meet_at_a_barrier_overlap() {
        let barrier = Barrier::new(5);
        let (run, _) = measure("threads", || {
            thread::scope(|scope| {
                for _ in 0..5 {
                    scope.spawn(|| {
                        let _task = task("meet");
                        barrier.wait();
                    });
                }
            });
        });
        assert_eq!(run.most_in_flight, 5);
        assert_eq!(run.workers, 5);
        assert_eq!(run.unfinished, 0);
    }

    #[test]
    fn tasks_of_one_thread_are_in_the_lane_main_and_do_not_overlap() {
        let (run, _) = measure("sequential", || {
            for name in ["A", "B", "C"] {
                let _task = task(name);
            }
        });
        let lanes: Vec<&str> = run.tasks.iter().map(|task| task.lane.as_str()).collect();
        assert_eq!(lanes, ["main"; 3]);
        assert_eq!(run.most_in_flight, 1);
    }

    #[test]
    fn a_task_that_outlives_its_run_is_counted_as_unfinished() {
        let right = Barrier::new(2);
        thread::scope(|scope| {
            let (run, _) = measure("left running", || {
                let (started, has_started) = std::sync::mpsc::channel();
                let right = &right;
                scope.spawn(move || {
                    let _task = task("slow");
                    started.send(()).unwrap();
                    right.wait();
                });
                has_started.recv().unwrap();
            });
            assert_eq!(run.unfinished, 1);
            assert_eq!(run.tasks[0].end_s, None);
            right.wait();
        });
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_peak_of_memory_is_that_of_the_run() {
        const LARGE: usize = 200 << 20;
        let peak = |bytes: usize| {
            let (run, _) = measure("memory", || vec![1_u8; bytes].len());
            run.peak_memory_bytes.unwrap()
        };
        assert!(peak(LARGE) > LARGE as u64);
        assert!(peak(1) < LARGE as u64, "what an earlier run held does not count");
    }

    #[test]
    fn a_panic_becomes_a_failure_with_its_reason() {
        let (run, answer) = measure("panics", || -> u32 { panic!("file_3.csv is missing") });
        assert_eq!(run.failures, ["file_3.csv is missing"]);
        assert_eq!(answer, None);
    }

    #[test]
    fn a_refused_thread_is_told_in_words() {
        let error = std::io::Error::from_raw_os_error(if cfg!(windows) { 8 } else { 11 });
        let reason = reason(&format!("failed to spawn thread: {error:?}"));
        assert!(reason.starts_with("the system refused to start another thread ("), "{reason}");
        assert!(!reason.contains(['{', '"']), "{reason}");
    }

    #[test]
    fn work_seen_from_outside_gets_the_lane_it_names() {
        let (run, _) = measure("processes", || {
            let start = Instant::now();
            record("process 7", "job", start, start + Duration::from_secs(1));
        });
        assert_eq!(run.tasks[0].lane, "process 7");
        assert!(run.tasks[0].end_s.unwrap() >= 1.0);
    }

    #[test]
    fn a_second_run_waits_for_the_first() {
        let somebody_runs = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let (run, _) = measure("alone", || {
                        assert!(!somebody_runs.swap(true, Ordering::SeqCst), "two runs at once");
                        drop(task("mine"));
                        (0..1000).for_each(|_| thread::yield_now());
                        somebody_runs.store(false, Ordering::SeqCst);
                    });
                    assert_eq!(run.failures, [""; 0]);
                    assert_eq!(run.tasks.len(), 1);
                });
            }
        });
    }

    #[test]
    fn threads_that_a_panic_leaves_behind_are_waited_for() {
        let (run, _) = measure("panics", || {
            let (started, has_started) = std::sync::mpsc::channel();
            thread::spawn(move || {
                let _task = task("left behind");
                started.send(()).unwrap();
                thread::sleep(Duration::from_millis(50));
            });
            has_started.recv().unwrap();
            if true {
                panic!("no more threads");
            }
        });
        assert!(run.tasks[0].end_s >= Some(0.05), "{run:?}");
    }
}
