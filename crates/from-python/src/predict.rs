//! How long the kernels should take: tried out on a small part, in Rust.

use std::{
    fs::File,
    hint::black_box,
    io::{self, Read},
    path::Path,
    time::{Duration, Instant},
};

use kernels::{count_primes, sum_by_region};

/// How long one core should take to count primes, by counting a small part of the numbers: one in a
/// hundred, in slices from the whole range, because large numbers take longer.
pub(crate) fn primes(limit: u64) -> Duration {
    const SLICES: u64 = 50;
    let slice = limit.div_ceil(100 * SLICES);
    let began = Instant::now();
    for number in 0..SLICES {
        let start = limit * number / SLICES;
        black_box(count_primes(start..start + slice));
    }
    began.elapsed().mul_f64(limit as f64 / (SLICES * slice) as f64)
}

/// How long one core should take to sum a file, by summing its first part.
pub(crate) fn sums(file: &Path) -> io::Result<Duration> {
    const PART: u64 = 1 << 20;
    let (mut file, mut text) = (File::open(file)?, Vec::new());
    let whole = file.metadata()?.len();
    let began = Instant::now();
    file.by_ref().take(PART).read_to_end(&mut text)?;
    // Its last row may be cut off, and then is a bad one.
    let _ = black_box(sum_by_region(&text));
    Ok(began.elapsed().mul_f64(whole as f64 / text.len() as f64))
}
