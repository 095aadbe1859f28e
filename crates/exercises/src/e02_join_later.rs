//! Exercise of chapter 02: start all threads, then join them.

use std::{thread, time::Duration};

pub use crate::work::{File, download};
use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    work::{AWKWARD, counted, files},
};

fn download_all(files: &[File]) -> Vec<u64> {
    thread::scope(|scope| {
        let threads: Vec<_> = files.iter().map(|file| scope.spawn(|| download(file))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a download panicked")).collect()
    })
}

/// Eight files, of which the first takes longest.
fn picture() -> Vec<File> {
    let mut files = files(8, Duration::from_millis(80));
    files[0] = files[0].clone().slower(2);
    files
}

fn exercise() -> Exercise<Vec<File>, Vec<u64>> {
    let trial = |count| (counted(count, "file"), files(count, Duration::ZERO));
    Exercise {
        picture,
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |input| download_all(input),
        needs: Needs { tasks: 8, at_once: 8..=8, threads: 8, in_turns: Diagnosis::JoinedTooEarly },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[File]) -> Vec<u64>) {
    Exercise::check(exercise, move |files| solve(files));
}
