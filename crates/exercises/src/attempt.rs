//! One run of a function, which may panic or never end.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use serde::Serialize;
use serde_json::Value;
use stopwatch::Run;

use crate::{
    exercise::Count,
    threads::{self, Threads},
    work,
};

/// A function that is tried.
pub(crate) type Solve<I, A> = Arc<dyn Fn(&I) -> A + Send + Sync>;

/// What came of one run.
pub(crate) struct Attempt {
    pub(crate) run: Run,
    pub(crate) end: End,
    /// Tasks that began when the run was over.
    pub(crate) late: usize,
    pub(crate) counts: Vec<Count>,
    /// What the system says of its threads, where it says something.
    pub(crate) threads: Option<Threads>,
    /// How long its bars were to wait, all together.
    waits: Duration,
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
        threads::seen();
        work::waits();
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
        let (threads, waits) = (threads::seen(), work::waits());
        Self { run, end, late, counts: counts(&input), threads, waits }
    }

    /// The wall time in seconds.
    pub(crate) fn wall_s(&self) -> f64 {
        self.run.wall_s.unwrap_or(f64::INFINITY)
    }

    /// How many times as long as another it takes, as it would be on a machine that does nothing else.
    pub(crate) fn times_as_long_as(&self, other: &Self) -> f64 {
        let times = self.wall_s() / other.wall_s();
        match (self.undisturbed_share(), other.undisturbed_share()) {
            // Not less than as long, only because its own threads wait for each other's cores.
            (Some(share), Some(of_other)) => (times * share / of_other).max(times.min(1.0)),
            _ => times,
        }
    }

    /// Whether other programs have hardly slowed it, as far as anybody can say.
    pub(crate) fn is_undisturbed(&self) -> bool {
        const HARDLY: f64 = 0.9;
        self.undisturbed_share().is_none_or(|share| share > HARDLY)
    }

    /// For which part of its bars it computed, or waited as long as it was to. For the rest it waited for a core:
    /// nothing else happens in a bar. Of async tasks that share a thread nobody can say.
    fn undisturbed_share(&self) -> Option<f64> {
        let tasks = &self.run.tasks;
        let computed_s: Option<f64> = tasks.iter().map(|task| task.cpu_s).sum();
        let bars_s: Option<f64> = tasks.iter().map(|task| Some(task.end_s? - task.start_s)).sum();
        let undisturbed_s = computed_s? + self.waits.as_secs_f64();
        let share = undisturbed_s / bars_s.filter(|bars_s| *bars_s > 0.0)?;
        (share > 0.0).then_some(share.min(1.0))
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
