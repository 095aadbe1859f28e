//! Exercise of chapter 05: many threads, and one total.

use std::{thread, time::Duration};

pub use crate::work::{File, download};
use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    work::{AWKWARD, counted, files},
};

fn total_bytes(files: &[File]) -> u64 {
    thread::scope(|scope| {
        let threads: Vec<_> = files.iter().map(|file| scope.spawn(|| download(file))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a download panicked")).sum()
    })
}

fn exercise() -> Exercise<Vec<File>, u64> {
    let trial = |count| (counted(count, "file"), files(count, Duration::ZERO));
    Exercise {
        picture: || files(8, Duration::from_millis(100)),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |input| total_bytes(input),
        needs: Needs { tasks: 8, at_once: 8..=8, threads: 8, in_turns: Diagnosis::LockHeldAtWork },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[File]) -> u64) {
    Exercise::check(exercise, move |files| solve(files));
}
