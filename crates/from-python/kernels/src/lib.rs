//! The work of chapter 15, which knows nothing of Python: the module that Python imports calls it, and it
//! has its own tests.
//!
//! It is a package by itself so that the module has to be built with nothing else.

use std::ops::Range;

use rayon::prelude::*;

mod sums;

pub use sums::{
    BadRow, Regions, Sums, sum_by_region, sum_by_region_with_rayon,
};

// ANCHOR: primes
/// Counts primes by trying every odd divisor up to the square root: simple,
/// and hard work.
pub fn count_primes(numbers: Range<u64>) -> u64 {
    numbers.filter(|&number| is_prime(number)).count() as u64
}

/// The same on all cores.
pub fn count_primes_with_rayon(numbers: Range<u64>) -> u64 {
    numbers.into_par_iter().filter(|&number| is_prime(number)).count() as u64
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
// ANCHOR_END: primes

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_primes_are_those_of_the_tables_on_one_core_and_on_all() {
        for (numbers, primes) in [
            (0..0, 0),
            (0..30, 10),
            (0..100_000, 9592),
            (1_000_000..1_001_000, 75),
        ] {
            assert_eq!(count_primes(numbers.clone()), primes);
            assert_eq!(count_primes_with_rayon(numbers), primes);
        }
    }
}
