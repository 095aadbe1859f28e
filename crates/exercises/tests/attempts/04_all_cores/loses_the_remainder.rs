use std::{ops::Range, thread};

use exercises::e04_all_cores::{check, count_primes, workers};

fn count_all(ranges: &[Range<u64>]) -> Vec<u64> {
    let share = (ranges.len() / workers()).max(1);
    let count = |ranges: &[Range<u64>]| ranges.iter().map(count_primes).collect::<Vec<_>>();
    thread::scope(|scope| {
        let start = |ranges| scope.spawn(move || count(ranges));
        let workers: Vec<_> = ranges.chunks_exact(share).map(start).collect();
        workers.into_iter().flat_map(|it| it.join().expect("a worker panicked")).collect()
    })
}

fn main() {
    check(count_all);
}
