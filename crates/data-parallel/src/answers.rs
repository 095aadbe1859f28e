//! The answer to the exercise on chapter 06's page.

use std::thread;

use crate::{count_primes, cut};

// ANCHOR: even-work
/// Two ranges with about the same work: 63 % of the
/// numbers, and the larger ones.
fn count_in_two_threads(limit: u64) -> u64 {
    let middle = limit * 63 / 100;
    let ranges = [0..middle, middle..limit];
    thread::scope(|scope| {
        let threads: Vec<_> = ranges
            .iter()
            .map(|range| scope.spawn(|| count_primes(range)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"))
            .sum()
    })
}
// ANCHOR_END: even-work

#[test]
fn two_ranges_of_even_work_have_all_primes() {
    for limit in [2, 3, 100, 100_000] {
        let (_, primes) =
            stopwatch::measure("two threads", || count_in_two_threads(limit));
        let (_, expected) =
            stopwatch::measure("one range", || count_primes(&cut(limit, 1)[0]));
        assert_eq!(primes, expected);
    }
}
