use std::{ops::Range, sync::Mutex};

use exercises::e06_their_order::{check, count_primes};
use rayon::prelude::*;

fn count_all(ranges: &[Range<u64>]) -> Vec<u64> {
    let counts = Mutex::new(Vec::new());
    ranges.par_iter().for_each(|range| {
        let count = count_primes(range);
        counts.lock().expect("a worker panicked").push(count);
    });
    let mut counts = counts.into_inner().expect("a worker panicked");
    counts.sort();
    counts
}

fn main() {
    check(count_all);
}
