//! π by chance: of the darts that hit a square, a share of π/4
//! hit the circle inside it.

use std::thread;

use rayon::prelude::*;

/// How many darts share a generator of random numbers.
pub const HANDFUL: u64 = 5_000_000;

// ANCHOR: task
/// Throws a handful of darts. Its number is the seed, so that it hits the
/// same wherever it is thrown.
pub fn hits(handful: u64) -> u64 {
    let _task = stopwatch::task(format!("handful {handful}"));
    throw(HANDFUL, handful)
}

/// Throws darts, and counts those that hit the circle.
pub fn throw(darts: u64, seed: u64) -> u64 {
    let mut random = fastrand::Rng::with_seed(seed);
    let hits = (0..darts).filter(|_| {
        let (x, y) = (random.f64(), random.f64());
        x * x + y * y < 1.0
    });
    hits.count() as u64
}
// ANCHOR_END: task

/// One handful after another.
pub fn throw_sequentially(handfuls: u64) -> u64 {
    (0..handfuls).map(hits).sum()
}

// ANCHOR: threads
/// Cut by hand: the first of three threads throws handfuls 0, 3, 6 …, the
/// second 1, 4, 7 …, the third 2, 5, 8 …, so that all have the same work.
pub fn throw_in_threads(handfuls: u64, workers: usize) -> u64 {
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for first in 0..workers as u64 {
            let mine = (first..handfuls).step_by(workers);
            threads.push(scope.spawn(|| mine.map(hits).sum::<u64>()));
        }
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"))
            .sum()
    })
}
// ANCHOR_END: threads

// ANCHOR: rayon
/// A range, too, becomes parallel by one word.
pub fn throw_with_rayon(handfuls: u64) -> u64 {
    (0..handfuls).into_par_iter().map(hits).sum()
}
// ANCHOR_END: rayon

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(throw: impl Fn() -> u64) -> u64 {
        stopwatch::measure("throwing", throw).1.unwrap()
    }

    #[test]
    fn the_answer_depends_on_no_thread() {
        let expected = hit(|| throw_sequentially(5));
        for workers in [1, 2, 3, 8] {
            assert_eq!(
                hit(|| throw_in_threads(5, workers)),
                expected,
                "{workers} threads"
            );
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(workers)
                .build()
                .unwrap();
            assert_eq!(
                hit(|| pool.install(|| throw_with_rayon(5))),
                expected,
                "{workers} of rayon"
            );
        }
    }

    #[test]
    fn it_is_pi() {
        let pi =
            4.0 * hit(|| throw_with_rayon(4)) as f64 / (4 * HANDFUL) as f64;
        assert!((pi - std::f64::consts::PI).abs() < 0.002, "{pi}");
    }
}
