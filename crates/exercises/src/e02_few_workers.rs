//! Exercise of chapter 02: a few workers share a queue.

use std::time::Duration;

pub use crate::work::{File, download};
use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    pool::with_workers,
    work::{AWKWARD, counted, files, uneven_files},
};

/// So many downloads may be on their way at once.
pub const WORKERS: usize = 4;

/// 24 files. Four of the first nine are slow: three of the first quarter, and one of each of the first
/// three batches of four.
fn picture() -> Vec<File> {
    uneven_files(24, &[0, 2, 4, 8], 8, Duration::from_millis(35))
}

fn exercise() -> Exercise<Vec<File>, u64> {
    let trial = |count| (counted(count, "file"), files(count, Duration::ZERO));
    Exercise {
        picture,
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |files| with_workers(WORKERS, files, download).iter().sum(),
        needs: Needs {
            tasks: 24,
            at_once: WORKERS..=WORKERS,
            threads: 24,
            in_turns: Diagnosis::LockHeldAtWork,
        },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[File]) -> u64) {
    Exercise::check(exercise, move |files| solve(files));
}
