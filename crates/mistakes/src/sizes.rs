//! How large the tasks of this chapter are, and how long some of them take, by trying it out.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use stopwatch::spread::Spread;

use crate::work::one_round;

/// So many rows has the table of which questions are asked.
const ROWS: u32 = 4_000_000;

/// What all versions are given.
pub struct Sizes {
    /// How long a download waits.
    pub wait: Duration,
    /// For how many rounds one core has to compute until that takes as long.
    pub rounds: u64,
    /// How many small computations there are, each of one round.
    pub computations: usize,
    /// A table that is there before the version begins.
    pub table: Vec<u32>,
}

impl Sizes {
    /// Finds out how fast this machine computes.
    pub fn new(wait: Duration, computations: usize) -> Self {
        let rounds = (wait.as_secs_f64() / round_s()).max(1.0) as u64;
        Self { wait, rounds, computations, table: (0..ROWS).collect() }
    }

    /// How long the small computations take on one core.
    pub(crate) fn computing(&self) -> Duration {
        self.wait.mul_f64(self.computations as f64 / self.rounds as f64)
    }
}

/// How long one round takes, in seconds: the shortest of a few, since other programs only make it longer.
fn round_s() -> f64 {
    const ROUNDS: u32 = 200;
    let times_s = (0..5).map(|_| {
        let began = Instant::now();
        black_box((0..ROUNDS).map(|_| one_round()).sum::<u64>());
        began.elapsed().as_secs_f64() / f64::from(ROUNDS)
    });
    times_s.fold(f64::INFINITY, f64::min)
}

/// How long a version should take that does so much, by doing very little of it, which is all but the
/// start of the threads, and a tenth.
pub(crate) fn by_a_tenth(
    size: usize,
    version: impl Fn(usize) -> u64,
) -> Duration {
    let tenth = size.div_ceil(10);
    let (start_s, tenth_s) =
        (typical_s(|| version(1)), typical_s(|| version(tenth)));
    let rest_s = (tenth_s - start_s).max(0.0) * size as f64 / tenth as f64;
    Duration::from_secs_f64(start_s + rest_s)
}

/// How long some work takes, in seconds: the one in the middle of five times, since threads may happen not
/// to meet.
fn typical_s(work: impl Fn() -> u64) -> f64 {
    let took_s = |_| stopwatch::measure("prediction", &work).0.wall_s;
    let times_s = (0..5).filter_map(took_s).collect();
    Spread::of(times_s).map_or(0.0, |spread| spread.median)
}
