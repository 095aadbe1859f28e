//! Exercise of chapter 06: all cores, and the answers in their order.

use std::ops::Range;

pub use crate::work::{count_primes, workers};
use crate::{exercise::Exercise, ranges};

/// Checks a function.
pub fn check(solve: fn(&[Range<u64>]) -> Vec<u64>) {
    Exercise::check(ranges::exercise, move |ranges| solve(ranges));
}
