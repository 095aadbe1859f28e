//! Runs one version of a lesson, and measures it.

use std::{
    any::Any,
    hash::{DefaultHasher, Hash, Hasher},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use serde::Serialize;
use serde_json::Value;

use super::{cpu, memory, no_core, overlap, recorder};
use crate::report::{Run, Task};

/// Held for as long as a run lasts: a second run waits here for the first.
static ONE_RUN_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Runs one version of a lesson and returns what was measured, with its answer.
///
/// A panic in `lesson` becomes a failure of the run, and there is then no answer. An answer that
/// is an error is the caller's to judge.
///
/// # Panics
/// When it is called from inside a run: that run could never end.
pub fn measure<A: Serialize>(version: &str, lesson: impl FnOnce() -> A) -> (Run, Option<A>) {
    assert!(!recorder::is_inside_a_run(), "version `{version}` was started inside another version");
    let _only_run = ONE_RUN_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);

    let is_peak_of_run = memory::forget_peak();
    let counts_waiting = no_core::is_counted();
    let cpu_before = cpu::time();
    let began = Instant::now();
    recorder::start(began, counts_waiting);
    let outcome = catch_unwind(AssertUnwindSafe(lesson));
    let wall = began.elapsed();
    if outcome.is_err() {
        recorder::wait_for_open_tasks();
    }
    // Before the tasks are put in order, which is not the version's work.
    let cpu = cpu::time().saturating_sub(cpu_before);
    let peak_memory_bytes = memory::peak_bytes().filter(|_| is_peak_of_run);
    let (tasks, waiting, first_panic) = recorder::stop(began);

    let (answer, failures) = match outcome {
        Ok(answer) => (Some(answer), Vec::new()),
        Err(panic) => {
            let message = first_panic.unwrap_or_else(|| message_of(panic.as_ref()));
            (None, vec![message])
        }
    };
    let run = Run {
        workers: count_lanes(&tasks),
        wall_s: Some(wall.as_secs_f64()),
        cpu_s: Some(cpu.as_secs_f64()),
        waiting_for_core_s: waiting.map(|waited| waited.as_secs_f64()),
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

/// As [`measure`], of what may never end: after the limit the run is over, and what it has begun is
/// unfinished. Then there is no answer, and no failure that says why.
///
/// # Panics
/// When it is called from inside a run, and when the system refuses a thread.
pub fn measure_for<A: Serialize + Send + 'static>(
    limit: Duration,
    version: &str,
    lesson: impl FnOnce() -> A + Send + 'static,
) -> (Run, Option<A>) {
    let (run, answer) = measure(version, || {
        let number = recorder::number();
        let (sender, outcome) = mpsc::channel();
        let in_place_of_main = move || {
            recorder::take_the_place_of_main(number);
            // Who has waited for too long takes it no more.
            let _ = sender.send(catch_unwind(AssertUnwindSafe(lesson)));
        };
        let thread = thread::Builder::new().name("main".to_owned()).spawn(in_place_of_main);
        thread.expect("the system has room for a thread");
        match outcome.recv_timeout(limit) {
            Ok(Ok(answer)) => Some(answer),
            Ok(Err(panic)) => resume_unwind(panic),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    });
    (run, answer.flatten())
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

#[cfg(test)]
mod tests;
