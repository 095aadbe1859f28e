//! Chapter 04: CPU-heavy work, one by one, in threads, and in worker processes.
//!
//! Type `cargo run -p chapter-04-multiprocess`.

use std::{
    ops::Range,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use anyhow::Result;

mod job;
mod worker;

pub use job::{Fault, Job};
pub use worker::{Settings, Worker, answer_jobs};

// ANCHOR: task
/// How many jobs this process has counted. Threads share it;
/// every process has its own.
pub static JOBS_DONE: AtomicU32 = AtomicU32::new(0);

/// Counts the primes of one job, in two halves so that an
/// experiment can crash it half-way.
pub fn count(job: &Job) -> u64 {
    let _task = stopwatch::task(job.name());
    JOBS_DONE.fetch_add(1, Ordering::Relaxed);
    let (first_half, second_half) = job.halves();
    let primes = count_primes(first_half);
    job.crash_if_asked();
    primes + count_primes(second_half)
}

/// Counts primes by trying every odd divisor up to the square
/// root: simple, and hard work.
pub fn count_primes(numbers: Range<u64>) -> u64 {
    numbers.filter(|&number| is_prime(number)).count() as u64
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
// ANCHOR_END: task

// ANCHOR: sequential
/// One job after another.
pub fn count_sequentially(jobs: &[Job]) -> u64 {
    jobs.iter().map(count).sum()
}
// ANCHOR_END: sequential

// ANCHOR: threads
/// In threads, which take the next job from one queue when they are done.
pub fn count_in_threads(jobs: &[Job], workers: usize) -> u64 {
    let queue = Mutex::new(jobs.iter());
    let next_job = || queue.lock().expect("a thread panicked").next();
    let count_from_queue = || {
        let mut primes = 0;
        while let Some(job) = next_job() {
            primes += count(job);
        }
        primes
    };
    thread::scope(|scope| {
        let threads: Vec<_> =
            (0..workers).map(|_| scope.spawn(count_from_queue)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"))
            .sum()
    })
}
// ANCHOR_END: threads

// ANCHOR: processes
/// In worker processes: the same queue, and each thread only waits
/// for a process of its own.
pub fn count_in_processes(
    jobs: &[Job],
    workers: usize,
    settings: &Settings,
) -> Result<u64> {
    let queue = Mutex::new(jobs.iter());
    let next_job = || queue.lock().expect("a thread panicked").next();
    let count_from_queue = || {
        let mut worker = Worker::start(settings)?;
        let mut primes = 0;
        while let Some(job) = next_job() {
            primes += worker.count(job)?;
        }
        worker.finish();
        Ok(primes)
    };
    thread::scope(|scope| {
        let threads: Vec<_> =
            (0..workers).map(|_| scope.spawn(count_from_queue)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"))
            .sum()
    })
}
// ANCHOR_END: processes

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_primes_are_those_of_the_tables() {
        assert_eq!(count_primes(0..0), 0);
        assert_eq!(count_primes(0..30), 10);
        assert_eq!(count_primes(0..100_000), 9592);
        assert_eq!(count_primes(1_000_000..1_001_000), 75);
    }

    #[test]
    fn every_version_counts_the_same() {
        let jobs = Job::cut(100_000, 7);
        let answer = |version: &dyn Fn() -> u64| {
            stopwatch::measure("version", version).1
        };
        assert_eq!(answer(&|| count_sequentially(&jobs)), Some(9592));
        assert_eq!(answer(&|| count_in_threads(&jobs, 3)), Some(9592));
        assert_eq!(answer(&|| count_in_threads(&jobs, 20)), Some(9592));
    }

    #[test]
    fn sequential_jobs_never_overlap() {
        let jobs = Job::cut(1_000_000, 4);
        let (run, _) =
            stopwatch::measure("sequential", || count_sequentially(&jobs));
        assert_eq!((run.tasks.len(), run.most_in_flight), (4, 1));
    }
}
