//! Chapter 05: one counter, many threads, and what sharing it can break.
//!
//! Type `cargo run -p chapter-05-shared-memory`.

use std::{
    hint::black_box,
    sync::{
        Barrier, Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
};

use stopwatch::println;

#[cfg(test)]
mod answers;
mod apart;
pub mod deadlock;
pub mod downloads;
mod together;

pub use apart::{count_apart_then_add, count_with_channel};
use together::in_threads;

/// A version: the number of threads, the updates that each of them makes, and
/// what the counter says in the end.
pub type Count = fn(usize, u64) -> u64;

// ANCHOR: sequential
/// One thread counts alone. `black_box` keeps the compiler
/// from guessing how it ends.
pub fn count_sequentially(threads: usize, updates: u64) -> u64 {
    let _task = stopwatch::task("counting");
    let mut counter = 0;
    for _ in 0..threads as u64 * updates {
        counter = black_box(counter + 1);
    }
    counter
}
// ANCHOR_END: sequential

// ANCHOR: lost-updates
/// Wrong: reads, then writes. What another thread wrote in between
/// is overwritten, and lost.
pub fn count_and_lose(threads: usize, updates: u64) -> u64 {
    let counter = AtomicU64::new(0);
    in_threads(threads, || {
        for _ in 0..updates {
            let seen = counter.load(Relaxed);
            counter.store(seen + 1, Relaxed);
        }
    });
    counter.into_inner()
}
// ANCHOR_END: lost-updates

// ANCHOR: mutex
/// Only the thread that holds the lock may touch the counter.
pub fn count_with_mutex(threads: usize, updates: u64) -> u64 {
    let counter = Mutex::new(0);
    in_threads(threads, || {
        for _ in 0..updates {
            *counter.lock().expect("a thread panicked") += 1;
        }
    });
    counter.into_inner().expect("a thread panicked")
}
// ANCHOR_END: mutex

// ANCHOR: atomic
/// The processor reads, adds and writes in one step
/// that nobody can come between.
pub fn count_with_atomic(threads: usize, updates: u64) -> u64 {
    let counter = AtomicU64::new(0);
    in_threads(threads, || {
        for _ in 0..updates {
            counter.fetch_add(1, Relaxed);
        }
    });
    counter.into_inner()
}
// ANCHOR_END: atomic

/// Loses one update in slow motion: at a barrier this thread and
/// another wait for each other after every step, so that both read
/// before either of them writes.
pub fn lose_one_update() -> u64 {
    let counter = AtomicU64::new(0);
    let step = Barrier::new(2);
    let read = |thread| {
        let seen = counter.load(Relaxed);
        println!("  thread {thread} reads {seen}");
        seen
    };
    let write = |thread, value| {
        counter.store(value, Relaxed);
        println!("  thread {thread} writes {value}");
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            let seen = read(1);
            step.wait();
            step.wait();
            write(1, seen + 1);
            step.wait();
        });
        step.wait();
        let seen = read(2);
        step.wait();
        step.wait();
        write(2, seen + 1);
    });
    counter.load(Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts in a run of its own: the tasks of tests that run at
    /// the same time must not mix.
    fn counted(count: Count, threads: usize, updates: u64) -> u64 {
        stopwatch::measure("counting", || count(threads, updates)).1.unwrap()
    }

    #[test]
    fn every_right_version_counts_every_update() {
        let versions: [Count; 5] = [
            count_sequentially,
            count_with_mutex,
            count_with_atomic,
            count_with_channel,
            count_apart_then_add,
        ];
        for count in versions {
            assert_eq!(counted(count, 4, 10_000), 40_000);
            assert_eq!(counted(count, 1, 7), 7);
        }
    }

    #[test]
    fn the_wrong_version_never_counts_too_many() {
        let answer = counted(count_and_lose, 4, 100_000);
        assert!((1..=400_000).contains(&answer), "{answer}");
        assert_eq!(
            counted(count_and_lose, 1, 1000),
            1000,
            "alone, a thread loses nothing"
        );
    }

    #[test]
    fn in_slow_motion_exactly_one_update_of_two_is_lost() {
        for _ in 0..20 {
            assert_eq!(lose_one_update(), 1);
        }
    }

    #[test]
    fn threads_that_count_overlap() {
        let (run, _) =
            stopwatch::measure("atomic", || count_with_atomic(2, 20_000_000));
        assert_eq!((run.tasks.len(), run.most_in_flight), (2, 2));
    }
}
