//! Chapter 07: ten thousand waits at once: a thread for each, a pool,
//! and one thread with tokio.
//!
//! Type `cargo run -p chapter-07-async-downloads`.

use std::{io, sync::Mutex, thread, time::Duration};

use anyhow::Result;
use tokio::{
    runtime::{Builder, Runtime},
    time,
};

pub mod blocking;
pub mod downloads;
pub mod limits;

// ANCHOR: threads
/// A thread for every wait.
pub fn wait_in_threads(waits: u32, wait: Duration) -> Result<u32> {
    thread::scope(|scope| {
        for number in 1..=waits {
            let started =
                thread::Builder::new().spawn_scoped(scope, move || {
                    let _task = stopwatch::task(format!("wait {number}"));
                    thread::sleep(wait);
                });
            started.map_err(|error| limits::no_thread(number, error))?;
        }
        Ok(waits)
    })
}
// ANCHOR_END: threads

// ANCHOR: pool
/// Fewer threads, which take the next wait from one queue when they are done.
pub fn wait_in_pool(waits: u32, wait: Duration, workers: u32) -> Result<u32> {
    let queue = Mutex::new(1..=waits);
    let next_wait = || queue.lock().expect("a thread panicked").next();
    thread::scope(|scope| {
        for number in 1..=workers {
            let started = thread::Builder::new().spawn_scoped(scope, || {
                while let Some(number) = next_wait() {
                    let _task = stopwatch::task(format!("wait {number}"));
                    thread::sleep(wait);
                }
            });
            started.map_err(|error| limits::no_thread(number, error))?;
        }
        Ok(waits)
    })
}
// ANCHOR_END: pool

// ANCHOR: tokio
/// One thread for all: where a task says `await`, the
/// thread turns to the next one.
pub fn wait_with_tokio(waits: u32, wait: Duration) -> Result<u32> {
    on_one_thread()?.block_on(async {
        let mut tasks = Vec::new();
        for number in 1..=waits {
            tasks.push(tokio::spawn(nap(number, wait)));
        }
        for task in tasks {
            task.await?;
        }
        Ok(waits)
    })
}

async fn nap(number: u32, wait: Duration) {
    let _task = stopwatch::task(format!("wait {number}"));
    time::sleep(wait).await;
}

/// A *runtime*: what runs async tasks. This one does so on
/// the thread that calls it.
pub fn on_one_thread() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}
// ANCHOR_END: tokio

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: Duration = Duration::from_millis(300);

    fn waited(version: impl FnOnce() -> Result<u32>) -> stopwatch::Run {
        let (run, answer) = stopwatch::measure("waiting", || version().ok());
        assert_eq!(answer, Some(Some(run.tasks.len() as u32)));
        assert!(run.wall_s >= Some(WAIT.as_secs_f64()), "{run:?}");
        run
    }

    #[test]
    fn every_wait_has_a_thread_and_all_overlap() {
        let run = waited(|| wait_in_threads(100, WAIT));
        assert_eq!((run.most_in_flight, run.workers), (100, 100));
    }

    #[test]
    fn a_pool_waits_in_rounds() {
        let run = waited(|| wait_in_pool(10, WAIT, 4));
        assert_eq!((run.most_in_flight, run.workers), (4, 4));
        assert!(run.wall_s >= Some(3.0 * WAIT.as_secs_f64()), "{run:?}");
    }

    #[test]
    fn one_thread_waits_for_all_at_once() {
        let run = waited(|| wait_with_tokio(1000, WAIT));
        assert_eq!((run.most_in_flight, run.workers), (1000, 1));
        assert!(run.tasks.iter().all(|task| task.lane == "main"), "{run:?}");
    }
}
