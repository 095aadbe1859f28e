//! What chapter 04 tries out and says besides its versions: a prediction, and two crashes.

use std::time::{Duration, Instant};

use chapter_04_multiprocess::{
    Fault, JOBS_DONE, Job, Settings, count_in_threads, count_primes,
};
use stopwatch::{println, text};

/// How long one core should take, by counting a small part of the numbers: one in a hundred, in slices
/// from the whole range, because large numbers take longer.
pub(crate) fn predict_one_core(limit: u64) -> Duration {
    const SLICES: u64 = 50;
    let slice = limit.div_ceil(100 * SLICES);
    let began = Instant::now();
    for number in 0..SLICES {
        let start = limit * number / SLICES;
        std::hint::black_box(count_primes(start..start + slice));
    }
    began.elapsed().mul_f64(limit as f64 / (SLICES * slice) as f64)
}

/// The same settings, but with a worker that aborts half-way through the middle range.
pub(crate) fn with_a_crash(settings: &Settings, jobs: &[Job]) -> Settings {
    let mut settings = settings.clone();
    settings.faults.push((jobs.len().div_ceil(2), Fault::Abort));
    settings
}

/// Prints the answer of a version, and how many jobs this process has counted for it.
pub(crate) fn tell(primes: u64, limit: u64) {
    let (primes, limit) = (text::count(primes), text::count(limit));
    println!(
        "{primes} primes below {limit}. JOBS_DONE in this process: {JOBS_DONE:?}."
    );
}

/// Counts in threads, one of which aborts. It does not return: threads share one process.
pub(crate) fn crash_threads(mut jobs: Vec<Job>, workers: usize) -> ! {
    let middle = jobs.len().div_ceil(2) - 1;
    jobs[middle].fault = Some(Fault::Abort);
    println!(
        "{workers} threads count; the one that takes range {} will abort.",
        middle + 1
    );
    println!(
        "They share one process, so that is the end of all of them, and of this program."
    );
    count_in_threads(&jobs, workers);
    unreachable!("the abort of one thread ends the process");
}
