use std::{ops::Range, thread};

use exercises::e06_one_word::{check, count_primes};

fn count_all(ranges: &[Range<u64>]) -> Vec<u64> {
    thread::scope(|scope| {
        let threads: Vec<_> =
            ranges.iter().map(|range| scope.spawn(|| count_primes(range))).collect();
        threads.into_iter().map(|it| it.join().expect("a thread panicked")).collect()
    })
}

fn main() {
    check(count_all);
}
