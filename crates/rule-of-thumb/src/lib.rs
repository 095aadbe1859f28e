//! Chapter 08: the rule of thumb, measured: waiting or
//! computing, in five ways each.
//!
//! Type `cargo run -p chapter-08-rule-of-thumb`.

use std::{sync::Mutex, thread, time::Duration};

use anyhow::Result;
use rayon::{ThreadPool, prelude::*};
use serde::{Deserialize, Serialize};

pub mod advice;
mod on_tokio;

pub use on_tokio::with_tokio;

// ANCHOR: task
/// What a task does: it waits for this long, or it
/// computes with this many numbers.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Work {
    Wait(Duration),
    Compute(u64),
}

/// Does one task.
pub fn do_task(work: Work, number: u32) -> u64 {
    let _task = stopwatch::task(format!("task {number}"));
    match work {
        Work::Wait(wait) => {
            thread::sleep(wait);
            1
        }
        Work::Compute(numbers) => steps_of_all(numbers),
    }
}

/// How many steps it takes from each number to 1, added up over
/// all the numbers from 1 on.
pub fn steps_of_all(numbers: u64) -> u64 {
    (1..=numbers).map(steps).sum()
}

/// Halve an even number; triple an odd one and add one: how many
/// steps does it take to reach 1?
fn steps(mut number: u64) -> u64 {
    let mut steps = 0;
    while number != 1 {
        number =
            if number.is_multiple_of(2) { number / 2 } else { 3 * number + 1 };
        steps += 1;
    }
    steps
}
// ANCHOR_END: task

// ANCHOR: sequential
/// One task after another.
pub fn sequentially(work: Work, tasks: u32) -> u64 {
    (1..=tasks).map(|number| do_task(work, number)).sum()
}
// ANCHOR_END: sequential

// ANCHOR: threads
/// Threads take the next task from one queue.
pub fn in_threads(work: Work, tasks: u32, workers: u32) -> u64 {
    let queue = Mutex::new(1..=tasks);
    let next = || queue.lock().expect("a thread panicked").next();
    let do_tasks = || {
        let mut sum = 0;
        while let Some(number) = next() {
            sum += do_task(work, number);
        }
        sum
    };
    thread::scope(|scope| {
        let threads: Vec<_> =
            (0..workers).map(|_| scope.spawn(do_tasks)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"))
            .sum()
    })
}
// ANCHOR_END: threads

// ANCHOR: rayon
/// rayon's threads are there already. `with_max_len(1)` lets each
/// task go to another thread.
pub fn with_rayon(work: Work, tasks: u32, pool: &ThreadPool) -> u64 {
    let numbers = (1..tasks + 1).into_par_iter().with_max_len(1);
    pool.install(|| numbers.map(|number| do_task(work, number)).sum())
}
// ANCHOR_END: rayon

// ANCHOR: processes
/// Each process is sent its share of the tasks; a thread waits for its answer.
pub fn in_processes(work: Work, tasks: u32, workers: u32) -> Result<u64> {
    let do_share = |first: u32| {
        let share: Vec<u32> =
            (first..=tasks).step_by(workers as usize).collect();
        let (name, args) = (format!("share {first}"), ["worker".to_owned()]);
        stopwatch::in_a_process::<u64>(&name, &args, &(work, share))
    };
    thread::scope(|scope| {
        let workers = 1..=workers.min(tasks);
        let threads: Vec<_> =
            workers.map(|first| scope.spawn(move || do_share(first))).collect();
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

    const WAIT: Work = Work::Wait(Duration::from_millis(50));
    const COMPUTE: Work = Work::Compute(1_000_000);

    fn measured(version: impl FnOnce() -> u64) -> (stopwatch::Run, u64) {
        let (run, answer) = stopwatch::measure("version", version);
        (run, answer.unwrap())
    }

    fn pool(workers: usize) -> ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(workers).build().unwrap()
    }

    #[test]
    fn the_steps_are_those_of_the_tables() {
        // 1: 0, 2: 1, 3: 7, 4: 2, 5: 5, 6: 8, 7: 16 (OEIS A006577).
        assert_eq!(steps_of_all(7), 39);
    }

    #[test]
    fn every_way_has_the_same_answer() {
        for work in [Work::Wait(Duration::from_millis(1)), Work::Compute(1000)]
        {
            let expected = measured(|| sequentially(work, 5)).1;
            assert_eq!(measured(|| in_threads(work, 5, 2)).1, expected);
            assert_eq!(measured(|| with_rayon(work, 5, &pool(2))).1, expected);
            assert_eq!(
                measured(|| with_tokio(work, 5, 2).unwrap()).1,
                expected
            );
        }
    }

    #[test]
    fn waits_overlap_as_far_as_there_are_workers() {
        for run in [
            measured(|| in_threads(WAIT, 8, 4)).0,
            measured(|| with_rayon(WAIT, 8, &pool(4))).0,
            measured(|| with_tokio(WAIT, 8, 4).unwrap()).0,
        ] {
            assert_eq!(
                (run.tasks.len(), run.most_in_flight),
                (8, 4),
                "{run:?}"
            );
            assert!(run.wall_s >= Some(0.1), "{run:?}");
        }
        assert_eq!(measured(|| sequentially(WAIT, 3)).0.most_in_flight, 1);
    }

    #[test]
    fn computing_on_the_one_thread_of_tokio_never_overlaps() {
        let run = measured(|| with_tokio(COMPUTE, 4, 4).unwrap()).0;
        assert_eq!(
            (run.tasks.len(), run.most_in_flight, run.workers),
            (4, 1, 1),
            "{run:?}"
        );
    }
}
