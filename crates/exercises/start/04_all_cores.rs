// Exercise 04_all_cores, of chapter 04.
//
// Let every core count, in one thread for each: `workers()` says how many there are.

use std::ops::Range;

use exercises::e04_all_cores::{check, count_primes};

/// How many primes there are in each range, in the order of the ranges.
fn count_all(ranges: &[Range<u64>]) -> Vec<u64> {
    let mut counts = Vec::new();
    for range in ranges {
        counts.push(count_primes(range));
    }
    counts
}

fn main() {
    check(count_all);
}
