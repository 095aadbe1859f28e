//! Chapter 06: all cores with one word.
//!
//! Type `cargo run -p chapter-06-data-parallel`.

use std::{ops::Range, thread};

use rayon::prelude::*;

#[cfg(test)]
mod answers;
pub mod darts;

/// Cuts the numbers below a limit into ranges of the same length.
pub fn cut(limit: u64, pieces: u64) -> Vec<Range<u64>> {
    (0..pieces)
        .map(|piece| limit * piece / pieces..limit * (piece + 1) / pieces)
        .collect()
}

// ANCHOR: task
/// Counts the primes of one range. Large numbers take longer: there
/// are more divisors to try.
pub fn count_primes(numbers: &Range<u64>) -> u64 {
    let _task = stopwatch::task(format!("from {}", numbers.start));
    numbers.clone().filter(|&number| is_prime(number)).count() as u64
}

fn is_prime(number: u64) -> bool {
    if number < 3 || number.is_multiple_of(2) {
        return number == 2;
    }
    let mut divisor = 3;
    while divisor * divisor <= number {
        if number.is_multiple_of(divisor) {
            return false;
        }
        divisor += 2;
    }
    true
}
// ANCHOR_END: task

// ANCHOR: sequential
/// One range after another.
pub fn count_sequentially(ranges: &[Range<u64>]) -> u64 {
    ranges.iter().map(count_primes).sum()
}
// ANCHOR_END: sequential

// ANCHOR: threads
/// Cut by hand: every thread gets one range, and all ranges are equally long.
pub fn count_in_threads(limit: u64, workers: u64) -> u64 {
    let ranges = cut(limit, workers);
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
// ANCHOR_END: threads

// ANCHOR: rayon
/// The sequential version with one word changed: `par_iter` instead of `iter`.
pub fn count_with_rayon(ranges: &[Range<u64>]) -> u64 {
    ranges.par_iter().map(count_primes).sum()
}
// ANCHOR_END: rayon

#[cfg(test)]
mod tests {
    use super::*;

    /// A version in a run of its own, so that tests at
    /// the same time do not mix.
    fn counted(count: impl Fn() -> u64) -> (stopwatch::Run, u64) {
        let (run, answer) = stopwatch::measure("counting", count);
        (run, answer.unwrap())
    }

    #[test]
    fn the_ranges_are_all_numbers_once() {
        for (limit, pieces) in [(100, 7), (5, 8), (1, 1), (1_000_003, 32)] {
            let numbers: Vec<u64> =
                cut(limit, pieces).into_iter().flatten().collect();
            assert!(numbers.into_iter().eq(0..limit), "{limit} in {pieces}");
        }
    }

    #[test]
    fn every_version_counts_the_primes_of_the_tables() {
        for (limit, primes) in [(2, 0), (3, 1), (100, 25), (100_000, 9592)] {
            let ranges = cut(limit, 32);
            assert_eq!(counted(|| count_sequentially(&ranges)).1, primes);
            assert_eq!(counted(|| count_with_rayon(&ranges)).1, primes);
            for workers in [1, 2, 7] {
                assert_eq!(
                    counted(|| count_in_threads(limit, workers)).1,
                    primes
                );
            }
        }
    }

    #[test]
    fn threads_get_one_range_each_and_rayon_shares_all_of_them_out() {
        let (threads, _) = counted(|| count_in_threads(3_000_000, 2));
        assert_eq!((threads.tasks.len(), threads.most_in_flight), (2, 2));
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let ranges = cut(3_000_000, 32);
        let (rayon, _) = counted(|| pool.install(|| count_with_rayon(&ranges)));
        assert_eq!(
            (rayon.tasks.len(), rayon.most_in_flight, rayon.workers),
            (32, 2, 2)
        );
    }
}
