//! Exercise of chapter 02: a few workers share a queue.

use std::{sync::Mutex, thread, time::Duration};

pub use crate::work::{File, download};
use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    work::{AWKWARD, counted, files},
};

/// So many downloads may be on their way at once.
pub const WORKERS: usize = 4;

fn total_bytes(files: &[File]) -> u64 {
    let queue = Mutex::new(files.iter());
    let next_file = || queue.lock().expect("a worker panicked").next();
    let work = || {
        let mut bytes = 0;
        while let Some(file) = next_file() {
            bytes += download(file);
        }
        bytes
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().expect("a worker panicked")).sum()
    })
}

/// 24 files. Four of the first nine are slow: three of the first quarter, and one of each of the first
/// three batches of four.
fn picture() -> Vec<File> {
    const SLOW: [usize; 4] = [0, 2, 4, 8];
    let slowed = (0..).zip(files(24, Duration::from_millis(25)));
    slowed.map(|(at, file)| if SLOW.contains(&at) { file.slower(8) } else { file }).collect()
}

fn exercise() -> Exercise<Vec<File>, u64> {
    let trial = |count| (counted(count, "file"), files(count, Duration::ZERO));
    Exercise {
        picture,
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |input| total_bytes(input),
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
