//! Exercise of chapter 08: computations do not belong on the thread of a runtime.

use std::ops::Range;

pub use crate::work::count_primes;
use crate::{
    exercise::{Exercise, Needs},
    ranges::{self, FROM, ROUNDS, ranges},
    work::workers,
};

/// Several ranges for each core, of which the first takes longest.
fn picture() -> Vec<Range<u64>> {
    const LENGTH: u64 = 100_000;
    let mut ranges = ranges(ROUNDS * workers(), LENGTH);
    ranges[0] = FROM - 3 * LENGTH..FROM;
    ranges
}

fn exercise() -> Exercise<Vec<Range<u64>>, Vec<u64>> {
    let exercise = ranges::exercise();
    let Needs { tasks, in_turns, .. } = exercise.needs;
    // However many threads the runtime has for what blocks.
    let needs = Needs { tasks, at_once: 2..=tasks, threads: tasks, in_turns };
    Exercise { picture, needs, ..exercise }
}

/// Checks a function.
pub fn check(solve: fn(&[Range<u64>]) -> Vec<u64>) {
    Exercise::check(exercise, move |ranges| solve(ranges));
}
