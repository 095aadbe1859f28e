//! All ways for both kinds of work, each several times.

use std::time::{Duration, Instant};

use anyhow::Result;
use rayon::ThreadPool;

use chapter_08_rule_of_thumb::{
    Work, in_processes, in_threads, sequentially, steps_of_all, with_rayon, with_tokio,
};
use stopwatch::{Run, cores};

use crate::{
    args::{Args, VERSIONS},
    start_up::StartUp,
};

/// So often each version is run; the median counts, and the spread says what it is worth.
const ROUNDS: usize = 3;

/// What all versions share.
pub(crate) struct Matrix<'a> {
    pub(crate) args: &'a Args,
    pub(crate) pool: &'a ThreadPool,
    pub(crate) start_up: StartUp,
    /// The numbers that a task computes with, to take as long as it should.
    pub(crate) numbers: u64,
}

impl Matrix<'_> {
    /// The versions of one kind of work, `wait` or `compute`, each with what was measured.
    ///
    /// They run in turns, so that what changes over time does not favour one of them.
    pub(crate) fn measure(&self, kind: &str) -> Vec<Run> {
        let is_wanted = |version: &&&str| version.starts_with(kind) && self.args.is_wanted(version);
        let versions: Vec<&str> = VERSIONS.iter().filter(is_wanted).copied().collect();
        let rounds = if self.args.output.predict { 0 } else { ROUNDS };
        let mut runs: Vec<Vec<Run>> = vec![Vec::new(); versions.len()];
        for _ in 0..rounds {
            for (version, runs) in versions.iter().zip(&mut runs) {
                runs.push(self.run(version));
            }
        }
        versions.iter().zip(runs).map(|(version, runs)| self.typical(version, runs)).collect()
    }

    fn run(&self, version: &str) -> Run {
        let mut error = None;
        let (mut run, _) = stopwatch::measure(version, || {
            self.answer(version).map_err(|why| error = Some(format!("{why:#}"))).ok()
        });
        run.failures.extend(error);
        run
    }

    fn answer(&self, version: &str) -> Result<u64> {
        let (kind, way) = split(version);
        let work = match kind {
            "wait" => Work::Wait(self.args.seconds),
            _ => Work::Compute(self.numbers),
        };
        let (tasks, workers) = (self.args.tasks, self.args.workers);
        match way {
            "threads" => Ok(in_threads(work, tasks, workers)),
            "rayon" => Ok(with_rayon(work, tasks, self.pool)),
            "processes" => in_processes(work, tasks, workers),
            "tokio" => with_tokio(work, tasks, workers),
            _ => Ok(sequentially(work, tasks)),
        }
    }

    /// The run in the middle, with what all of them say.
    fn typical(&self, version: &str, mut runs: Vec<Run>) -> Run {
        let wall_s = |run: &Run| run.wall_s.unwrap_or_default();
        runs.sort_by(|a, b| wall_s(a).total_cmp(&wall_s(b)));
        let spread_s = runs.first().zip(runs.last()).map(|(a, b)| (wall_s(a), wall_s(b)));
        let failures = runs.iter().find_map(|run| run.failures.first()).cloned();
        let way = split(version).1;
        let middle = (!runs.is_empty()).then(|| runs.swap_remove(runs.len() / 2));
        let run = middle.unwrap_or_else(|| Run::not_measured(version));
        let children = match (way, self.start_up.process_bytes) {
            ("processes", Some(bytes)) => bytes * u64::from(self.args.workers),
            _ => 0,
        };
        Run {
            predicted_s: Some(self.predict(version).as_secs_f64()),
            start_up_s: self.start_up.of(way).map(|took| took.as_secs_f64()),
            peak_memory_bytes: run.peak_memory_bytes.map(|bytes| bytes + children),
            spread_s,
            failures: failures.into_iter().collect(),
            ..run
        }
    }

    /// Rounds of tasks, each as long as one task; and the start of the workers.
    fn predict(&self, version: &str) -> Duration {
        let (tasks, workers) = (self.args.tasks, self.args.workers);
        let at_once = match split(version) {
            (_, "sequential") | ("compute", "tokio") => 1,
            ("wait", _) => workers,
            _ => workers.min(cores() as u32),
        };
        let start_up = self.start_up.of(split(version).1).unwrap_or_default() * workers;
        self.args.seconds * tasks.div_ceil(at_once) + start_up
    }
}

/// The kind of work of a version, and its way.
pub(crate) fn split(version: &str) -> (&str, &str) {
    version.split_once('-').unwrap_or((version, ""))
}

/// With how many numbers one core computes for so long.
pub(crate) fn numbers_for(seconds: Duration) -> u64 {
    const FEW: u64 = 50_000;
    let began = Instant::now();
    std::hint::black_box(steps_of_all(std::hint::black_box(FEW)));
    let one_s = began.elapsed().as_secs_f64() / FEW as f64;
    (seconds.as_secs_f64() / one_s).max(1.0) as u64
}
