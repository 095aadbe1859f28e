//! The job of several exercises: count the primes of ranges, on all cores.

use std::{ops::Range, sync::Mutex, thread};

use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    work::{AWKWARD, count_primes, counted, workers},
};

/// So many ranges for each worker.
const ROUNDS: usize = 4;

fn count_all(ranges: &[Range<u64>]) -> Vec<u64> {
    let queue = Mutex::new(ranges.iter().enumerate());
    let next_range = || queue.lock().expect("a worker panicked").next();
    let counts = Mutex::new(vec![0; ranges.len()]);
    thread::scope(|scope| {
        for _ in 0..workers() {
            scope.spawn(|| {
                while let Some((at, range)) = next_range() {
                    let count = count_primes(range);
                    counts.lock().expect("a worker panicked")[at] = count;
                }
            });
        }
    });
    counts.into_inner().expect("a worker panicked")
}

/// So many ranges of about the same work: for each hundred thousand numbers some milliseconds.
fn ranges(count: usize, length: u64) -> Vec<Range<u64>> {
    const FROM: u64 = 1_000_000;
    (0..count as u64).map(|at| FROM + at * length..FROM + (at + 1) * length).collect()
}

pub(crate) fn exercise() -> Exercise<Vec<Range<u64>>, Vec<u64>> {
    let trial = |count| (counted(count, "range"), ranges(count, 10));
    let tasks = ROUNDS * workers();
    Exercise {
        picture: || ranges(ROUNDS * workers(), 100_000),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |input| count_all(input),
        needs: Needs {
            tasks,
            at_once: workers()..=workers(),
            threads: workers(),
            in_turns: Diagnosis::JoinedTooEarly,
        },
        counts: |_| Vec::new(),
    }
}
