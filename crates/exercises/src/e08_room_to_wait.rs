//! Exercise of chapter 08: how many workers wait is no matter of cores.

use std::time::Duration;

pub use crate::work::{File, download};
use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    pool::with_workers,
    work::{AWKWARD, counted, files, uneven_files},
};

/// So many downloads at once the server accepts.
pub const ACCEPTS: usize = 16;

fn exercise() -> Exercise<Vec<File>, u64> {
    let trial = |count| (counted(count, "file"), files(count, Duration::ZERO));
    Exercise {
        // Each batch of sixteen has a slow one.
        picture: || uneven_files(48, &[0, 16, 32], 8, Duration::from_millis(40)),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |files| with_workers(ACCEPTS, files, download).iter().sum(),
        needs: Needs {
            tasks: 48,
            at_once: ACCEPTS..=ACCEPTS,
            threads: 48,
            in_turns: Diagnosis::LockHeldAtWork,
        },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[File]) -> u64) {
    Exercise::check(exercise, move |files| solve(files));
}
