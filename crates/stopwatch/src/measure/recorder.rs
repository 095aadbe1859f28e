//! Collects the tasks of the run that is now being timed.

use std::{
    cell::Cell,
    collections::BTreeMap,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use super::{cpu, no_core};
use crate::report::Task;

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
    /// How many threads besides the main one have recorded a task.
    threads: u32,
    tasks: Vec<Entry>,
    /// How long its threads and workers waited for a core; `None` where the system does not count it.
    waiting_for_core: Option<Duration>,
    first_panic: Option<String>,
}

struct Entry {
    name: String,
    lane: Lane,
    start: Instant,
    end: Option<Instant>,
    /// What its thread or process computed for it, where that is known.
    cpu: Option<Duration>,
}

enum Lane {
    Thread(u32),
    Named(String),
}

impl Recording {
    const fn idle() -> Self {
        Self {
            number: 0,
            began: None,
            threads: 0,
            tasks: Vec::new(),
            waiting_for_core: None,
            first_panic: None,
        }
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

    fn add_waiting_for_core(&mut self, waited: Duration) {
        if let Some(so_far) = &mut self.waiting_for_core {
            *so_far += waited;
        }
    }
}

fn recording() -> MutexGuard<'static, Recording> {
    RUN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Records a task from now until the guard that it returns is dropped.
///
/// The task becomes one bar on the timeline, in the row of the thread that called. Between runs
/// nothing is recorded; during a run every thread's tasks are, whoever started the thread, so tests
/// call a lesson through [`measure`](crate::measure) even when they look only at its answer.
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
        return TaskGuard { run: 0, index: 0, lane: 0, start: Instant::now(), cpu_before: None };
    }
    let lane = recording.lane_of_this_thread();
    let (name, start) = (name.into(), Instant::now());
    recording.tasks.push(Entry { name, lane: Lane::Thread(lane), start, end: None, cpu: None });
    let (run, index) = (recording.number, recording.tasks.len() - 1);
    // Other threads need not wait for the answer.
    drop(recording);
    let cpu_before = cpu::time_of_this_thread(start);
    if let Some(computed) = cpu_before {
        no_core::begin_task(computed);
    }
    TaskGuard { run, index, lane, start, cpu_before }
}

/// Records a task that this process saw from outside: what a child process did, say.
///
/// `lane` names the row on the timeline, and `cpu` is the CPU time that the task took, where that is
/// known. Outside a run nothing is recorded.
pub fn record(
    lane: impl Into<String>,
    name: impl Into<String>,
    start: Instant,
    end: Instant,
    cpu: Option<Duration>,
) {
    let mut recording = recording();
    if recording.began.is_some() {
        recording.tasks.push(Entry {
            name: name.into(),
            lane: Lane::Named(lane.into()),
            start,
            end: Some(end),
            cpu,
        });
    }
}

/// Takes note of how long a worker process waited for a core.
pub(crate) fn add_waiting_of_worker(waited: Duration) {
    recording().add_waiting_for_core(waited);
}

/// Ends its task when it is dropped.
#[must_use = "the task ends when this guard is dropped: keep it with `let _task = …`"]
pub struct TaskGuard {
    run: u64,
    index: usize,
    start: Instant,
    /// The thread that began it, and what that had computed by then.
    lane: u32,
    cpu_before: Option<Duration>,
}

impl Drop for TaskGuard {
    fn drop(&mut self) {
        let now = Instant::now();
        let cpu = self.cpu_since(now);
        let waited = cpu.map_or(Duration::ZERO, |cpu| self.waited_for_core(now, cpu));
        let mut recording = recording();
        // A task that outlives its run was counted as unfinished when the run ended.
        if recording.began.is_some() && recording.number == self.run {
            let task = &mut recording.tasks[self.index];
            (task.end, task.cpu) = (Some(now), cpu);
            recording.add_waiting_for_core(waited);
        }
    }
}

impl TaskGuard {
    /// What the thread has computed since the task began. The CPU time of another thread says nothing of
    /// the task.
    fn cpu_since(&self, now: Instant) -> Option<Duration> {
        let before = self.cpu_before.filter(|_| LANE.get() == (self.run, self.lane))?;
        Some(cpu::time_of_this_thread(now)?.saturating_sub(before))
    }

    fn waited_for_core(&self, now: Instant, cpu: Duration) -> Duration {
        let computed = self.cpu_before.unwrap_or_default() + cpu;
        let length = now.saturating_duration_since(self.start);
        no_core::end_task(computed, length.saturating_sub(cpu))
    }
}

/// Remembers the first panic of a run: `thread::scope` and `join` pass on less than it said.
///
/// Returns whether a run is on: then the panic will be its failure.
pub(crate) fn note_panic(message: &str) -> bool {
    let mut recording = recording();
    if recording.began.is_some() && recording.first_panic.is_none() {
        recording.first_panic = Some(message.to_owned());
    }
    recording.began.is_some()
}

/// Whether the calling thread has begun a run, or done a task in it.
pub(super) fn is_inside_a_run() -> bool {
    let recording = recording();
    recording.began.is_some() && LANE.get().0 == recording.number
}

/// Begins a run. The calling thread is its `main`.
pub(super) fn start(began: Instant, counts_waiting: bool) {
    let mut recording = recording();
    recording.number += 1;
    recording.began = Some(began);
    recording.threads = 0;
    recording.waiting_for_core = counts_waiting.then_some(Duration::ZERO);
    LANE.set((recording.number, 0));
}

/// The number of the run that is on.
pub(super) fn number() -> u64 {
    recording().number
}

/// Makes the calling thread the `main` of a run, in place of the one that began it and only waits.
pub(super) fn take_the_place_of_main(run: u64) {
    LANE.set((run, 0));
}

/// Waits, for ten seconds at most, until every task has ended: a version that panicked may have left
/// threads behind, which would get in the way of the next one.
pub(super) fn wait_for_open_tasks() {
    let deadline = Instant::now() + Duration::from_secs(10);
    let is_open = || recording().tasks.iter().any(|task| task.end.is_none());
    while is_open() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(10));
    }
}

/// Ends the run that began at `began`: its tasks in order of their start, how long they waited for a core, and
/// what its first panic said, if there was one.
pub(super) fn stop(began: Instant) -> (Vec<Task>, Option<Duration>, Option<String>) {
    let mut recording = recording();
    recording.began = None;
    let (entries, first_panic) = (mem::take(&mut recording.tasks), recording.first_panic.take());
    let waiting = recording.waiting_for_core;
    drop(recording);
    (tasks_since(began, entries), waiting, first_panic)
}

fn tasks_since(began: Instant, mut entries: Vec<Entry>) -> Vec<Task> {
    entries.sort_by_key(|entry| entry.start);
    forget_shared_cpu(&mut entries);
    let seconds = |at: Instant| at.saturating_duration_since(began).as_secs_f64();
    entries
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
            // Clocks differ a little: nobody computes for longer than the task takes.
            cpu_s: entry.cpu.zip(entry.end).map(|(cpu, end)| {
                cpu.min(end.saturating_duration_since(entry.start)).as_secs_f64()
            }),
        })
        .collect()
}

/// Forgets the CPU time of tasks that overlap on one thread, as async tasks do: nobody knows for which of
/// them the thread computed. `entries` are in order of their start.
fn forget_shared_cpu(entries: &mut [Entry]) {
    // Of each thread, the task so far that ends last: whatever overlaps any of its tasks overlaps that
    // one.
    let mut last_of: BTreeMap<u32, (usize, Option<Instant>)> = BTreeMap::new();
    for index in 0..entries.len() {
        let Entry { lane: Lane::Thread(lane), start, end, .. } = entries[index] else { continue };
        let (last, last_end) = last_of.entry(lane).or_insert((index, Some(start)));
        if last_end.is_none_or(|last_end| start < last_end) {
            entries[*last].cpu = None;
            entries[index].cpu = None;
        }
        if last_end.is_some_and(|last_end| end.is_none_or(|end| last_end < end)) {
            (*last, *last_end) = (index, end);
        }
    }
}
