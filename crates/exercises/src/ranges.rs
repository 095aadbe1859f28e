//! The job of several exercises: count the primes of ranges, on all cores.

use std::ops::Range;

use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    pool::with_workers,
    work::{AWKWARD, count_primes, counted, workers},
};

/// So many ranges for each worker.
pub(crate) const ROUNDS: usize = 4;

/// Where the ranges begin.
pub(crate) const FROM: u64 = 1_000_000;

/// So many ranges of about the same work: for each hundred thousand numbers some milliseconds.
pub(crate) fn ranges(count: usize, length: u64) -> Vec<Range<u64>> {
    (0..count as u64).map(|at| FROM + at * length..FROM + (at + 1) * length).collect()
}

pub(crate) fn exercise() -> Exercise<Vec<Range<u64>>, Vec<u64>> {
    let trial = |count| (counted(count, "range"), ranges(count, 10));
    let tasks = ROUNDS * workers();
    Exercise {
        picture: || ranges(ROUNDS * workers(), 100_000),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |ranges| with_workers(workers(), ranges, count_primes),
        needs: Needs {
            tasks,
            at_once: workers()..=workers(),
            threads: workers(),
            in_turns: Diagnosis::JoinedTooEarly,
        },
        counts: |_| Vec::new(),
    }
}
