//! Exercise of chapter 07: no more than twenty at once.

use std::time::Duration;

pub use crate::work::{File, fetch};
use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    pool::with_workers,
    work::{AWKWARD, counted, download, files, uneven_files},
};

/// So many downloads may be on their way at once.
pub const AT_ONCE: usize = 20;

fn exercise() -> Exercise<Vec<File>, Vec<u64>> {
    let trial = |count| (counted(count, "file"), files(count, Duration::ZERO));
    Exercise {
        // Each batch of twenty has a slow one.
        picture: || uneven_files(60, &[0, 20, 40], 8, Duration::from_millis(25)),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |files| with_workers(AT_ONCE, files, download),
        needs: Needs {
            tasks: 60,
            at_once: AT_ONCE..=AT_ONCE,
            threads: 1,
            in_turns: Diagnosis::JoinedTooEarly,
        },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[File]) -> Vec<u64>) {
    Exercise::check(exercise, move |files| solve(files));
}
