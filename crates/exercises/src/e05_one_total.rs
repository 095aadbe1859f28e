//! Exercise of chapter 05: many threads, and one total.

use std::time::Duration;

pub use crate::work::{File, download};
use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    pool::with_workers,
    work::{AWKWARD, counted, files},
};

fn exercise() -> Exercise<Vec<File>, u64> {
    let trial = |count| (counted(count, "file"), files(count, Duration::ZERO));
    Exercise {
        picture: || files(8, Duration::from_millis(100)),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |files| with_workers(files.len(), files, download).iter().sum(),
        needs: Needs { tasks: 8, at_once: 8..=8, threads: 8, in_turns: Diagnosis::LockHeldAtWork },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[File]) -> u64) {
    Exercise::check(exercise, move |files| solve(files));
}
