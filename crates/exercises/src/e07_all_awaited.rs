//! Exercise of chapter 07: begin all tasks, then await them.

use std::time::Duration;

pub use crate::work::{File, fetch};
use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    pool::with_workers,
    work::{AWKWARD, counted, download, files, uneven_files},
};

fn exercise() -> Exercise<Vec<File>, Vec<u64>> {
    let trial = |count| (counted(count, "file"), files(count, Duration::ZERO));
    Exercise {
        // The first one takes longest.
        picture: || uneven_files(8, &[0], 2, Duration::from_millis(80)),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |files| with_workers(files.len(), files, download),
        needs: Needs { tasks: 8, at_once: 8..=8, threads: 1, in_turns: Diagnosis::JoinedTooEarly },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[File]) -> Vec<u64>) {
    Exercise::check(exercise, move |files| solve(files));
}
