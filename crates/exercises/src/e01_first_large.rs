//! Exercise of chapter 01: stop when you know the answer.

use std::time::Duration;

pub use crate::work::{File, download};
use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    work::{counted, files},
};

/// Files of at least so many bytes are large.
pub const LARGE: u64 = 2000;

fn first_large(files: &[File]) -> Option<String> {
    files.iter().find(|file| download(file) >= LARGE).map(|file| file.name.clone())
}

/// So many files, of which two are large: the one with this number, and the last.
fn with_large(count: usize, large: usize, wait: Duration) -> Vec<File> {
    let resized = (1..).zip(files(count, wait)).map(|(number, file)| {
        let is_large = number == large || number == count;
        if is_large { file.of_bytes(LARGE) } else { file }
    });
    resized.collect()
}

fn exercise() -> Exercise<Vec<File>, Option<String>> {
    let trial = |count, large| (counted(count, "file"), with_large(count, large, Duration::ZERO));
    Exercise {
        picture: || with_large(8, 3, Duration::from_millis(50)),
        trials: vec![
            trial(0, 0),
            trial(1, 1),
            ("999 small files".to_owned(), files(999, Duration::ZERO)),
            trial(1001, 1001),
        ],
        right: |input| first_large(input),
        needs: Needs { tasks: 3, at_once: 1..=1, threads: 1, in_turns: Diagnosis::JoinedTooEarly },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[File]) -> Option<String>) {
    Exercise::check(exercise, move |files| solve(files));
}
