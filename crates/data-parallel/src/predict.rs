//! What chapter 06 should take: a small part of the work, done beforehand.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use chapter_06_data_parallel::{
    count_sequentially, cut, darts::throw_sequentially,
};

fn time_of(work: impl FnOnce() -> u64) -> Duration {
    let began = Instant::now();
    black_box(work());
    began.elapsed()
}

/// Counting primes on one core: one piece in a hundred from every part of the range, because large
/// numbers take longer.
pub(crate) fn primes(limit: u64) -> Duration {
    let pieces: Vec<_> =
        cut(limit, 3200).into_iter().skip(50).step_by(100).collect();
    time_of(|| count_sequentially(&pieces)) * 100
}

/// The same in threads that each have a share of the same length: the last one takes longest.
///
/// The largest divisor to try grows with the square root of a number, so that the work below `n`
/// grows with `n` to the power of 1.5.
pub(crate) fn longest_share(
    one_core: Duration,
    workers: usize,
    busy_cores: u32,
) -> Duration {
    let others = (workers - 1) as f64 / workers as f64;
    one_core.mul_f64(1.0 - others.powf(1.5)).max(one_core / busy_cores)
}

/// Throwing darts on one core: one handful in fifty, and at least one.
pub(crate) fn darts(handfuls: u64) -> Duration {
    let few = handfuls.div_ceil(50);
    time_of(|| throw_sequentially(few)).mul_f64(handfuls as f64 / few as f64)
}
