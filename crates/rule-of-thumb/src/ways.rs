//! Both kinds of work in all five ways, each several times.

use std::{
    cell::OnceCell,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow, ensure};
use rayon::{ThreadPool, ThreadPoolBuilder};

use chapter_08_rule_of_thumb::{
    Work, in_processes, in_threads, sequentially, steps_of_all, with_rayon,
    with_tokio,
};
use stopwatch::{Lesson, Run, cores};

use crate::{args::Args, start_up::StartUp};

/// How often each version is run; the median counts, and the spread says what it is worth.
const ROUNDS: usize = 3;

/// What the tasks of a version do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Wait,
    Compute,
}

/// How they are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Sequential,
    Threads,
    Rayon,
    Processes,
    Tokio,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Compute => "compute",
        }
    }

    /// How a version did this kind of work, in a word; `None` when it did the other kind.
    pub(crate) fn way(self, run: &Run) -> Option<&str> {
        run.name.strip_prefix(self.name())?.strip_prefix('-')
    }
}

impl Way {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sequential => "sequential",
            Self::Threads => "threads",
            Self::Rayon => "rayon",
            Self::Processes => "processes",
            Self::Tokio => "tokio",
        }
    }
}

/// What all versions share.
pub(crate) struct Ways<'a> {
    pub(crate) args: &'a Args,
    pub(crate) pool: &'a ThreadPool,
    pub(crate) start_up: StartUp,
}

impl Ways<'_> {
    /// The versions of one kind of work.
    pub(crate) fn run(&self, kind: Kind, work: Work, lesson: &mut Lesson) {
        let (tasks, workers) = (self.args.tasks, self.args.workers);
        let first = OnceCell::new();
        for _ in lesson.rounds(ROUNDS) {
            let mut run = |way: Way, version: &dyn Fn() -> Result<u64>| {
                let lesson =
                    lesson.version(&format!("{}-{}", kind.name(), way.name()));
                let lesson = lesson.predict(self.predict(kind, way));
                let lesson = lesson.start_up(self.start_up.of(way));
                lesson
                    .memory_beside(self.memory_of_processes(way))
                    .try_run(|| compared(kind, version()?, &first))
            };
            run(Way::Sequential, &|| Ok(sequentially(work, tasks)));
            run(Way::Threads, &|| Ok(in_threads(work, tasks, workers)));
            run(Way::Rayon, &|| Ok(with_rayon(work, tasks, self.pool)));
            run(Way::Processes, &|| in_processes(work, tasks, workers));
            run(Way::Tokio, &|| with_tokio(work, tasks, workers));
        }
    }

    /// The tasks in rounds of as many as run at once, each round as long as one task; and the start of
    /// the workers.
    fn predict(&self, kind: Kind, way: Way) -> Duration {
        let (tasks, workers) = (self.args.tasks, self.args.workers);
        let at_once = match (kind, way) {
            (_, Way::Sequential) | (Kind::Compute, Way::Tokio) => 1,
            (Kind::Wait, _) => workers,
            (Kind::Compute, _) => workers.min(cores() as u32),
        };
        let start_up = self.start_up.of(way).unwrap_or_default() * workers;
        self.args.seconds * tasks.div_ceil(at_once) + start_up
    }

    fn memory_of_processes(&self, way: Way) -> u64 {
        match way {
            Way::Processes => {
                self.start_up.process_bytes.unwrap_or_default()
                    * u64::from(self.args.workers)
            }
            Way::Sequential | Way::Threads | Way::Rayon | Way::Tokio => 0,
        }
    }
}

/// The answer, if it is that of the version that ran first. How much there is to compute was found out
/// by this process, and another would find another amount: so the answer of computing stays here.
fn compared(
    kind: Kind,
    answer: u64,
    first: &OnceCell<u64>,
) -> Result<Option<u64>> {
    let expected = *first.get_or_init(|| answer);
    ensure!(
        answer == expected,
        "its answer is {answer}, and that of the first version is {expected}"
    );
    Ok(if kind == Kind::Wait { Some(answer) } else { None })
}

/// The pool of rayon's version, whose threads are there before it runs.
///
/// # Errors
/// Names the limit of the system.
pub(crate) fn pool(workers: usize) -> Result<ThreadPool> {
    stopwatch::room_for_threads(workers).map_err(anyhow::Error::msg)?;
    let pool = ThreadPoolBuilder::new().num_threads(workers).build();
    pool.map_err(|error| {
        anyhow!(
            "rayon could not start its threads ({})",
            stopwatch::refusal(&error)
        )
    })
}

/// With how many numbers one core computes for this long.
pub(crate) fn numbers_for(seconds: Duration) -> u64 {
    const FEW: u64 = 50_000;
    let began = Instant::now();
    std::hint::black_box(steps_of_all(std::hint::black_box(FEW)));
    let one_s = began.elapsed().as_secs_f64() / FEW as f64;
    (seconds.as_secs_f64() / one_s).max(1.0) as u64
}
