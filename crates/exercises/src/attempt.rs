//! One run of a function, which may panic or never end.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use serde::Serialize;
use serde_json::Value;
use stopwatch::Run;

use crate::{exercise::Count, work};

/// A function that is tried.
pub(crate) type Solve<I, A> = Arc<dyn Fn(&I) -> A + Send + Sync>;

/// What came of one run.
pub(crate) struct Attempt {
    pub(crate) run: Run,
    pub(crate) end: End,
    /// Tasks that began when the run was over.
    pub(crate) late: usize,
    pub(crate) counts: Vec<Count>,
    /// How many threads there were beside `main` at most bars, where that is known.
    pub(crate) threads: Option<usize>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum End {
    Answered(Value),
    Panicked(String),
    /// It did not, within the limit.
    Hung,
}

impl Attempt {
    /// Has the function work on the input.
    pub(crate) fn make<I, A>(
        limit: Duration,
        solve: Solve<I, A>,
        input: I,
        counts: fn(&I) -> Vec<Count>,
    ) -> Self
    where
        I: Send + Sync + 'static,
        A: Serialize + Send + 'static,
    {
        let input = Arc::new(input);
        let begun_before = work::begun();
        work::threads_at_most_bars();
        let shared = Arc::clone(&input);
        let (run, answer) = stopwatch::measure_for(limit, "your function", move || solve(&shared));
        let end = match (answer, run.failures.first()) {
            (Some(answer), _) => {
                End::Answered(serde_json::to_value(answer).expect("an answer has a form in JSON"))
            }
            (None, Some(panic)) => End::Panicked(panic.clone()),
            (None, None) => End::Hung,
        };
        if end != End::Hung {
            settle(run.unfinished);
        }
        let late = (work::begun() - begun_before).saturating_sub(run.tasks.len());
        let threads = work::threads_at_most_bars();
        Self { run, end, late, counts: counts(&input), threads }
    }

    /// The wall time in seconds.
    pub(crate) fn wall_s(&self) -> f64 {
        self.run.wall_s.unwrap_or(f64::INFINITY)
    }
}

/// Gives threads that nobody joined some time to begin and to end what they have to do: they are not to get
/// in the way of the next run.
fn settle(unfinished: usize) {
    let longest = Duration::from_secs(if unfinished > 0 { 5 } else { 1 });
    let began = Instant::now();
    // Who ends at once has left nothing behind.
    let mut quiet_since = Instant::now();
    let mut begun = work::begun();
    while began.elapsed() < longest {
        let is_quiet = !work::some_are_open() && work::begun() == begun;
        if !is_quiet {
            (quiet_since, begun) = (Instant::now(), work::begun());
        }
        if quiet_since.elapsed() >= Duration::from_millis(if unfinished > 0 { 100 } else { 2 }) {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}
