//! Mistake: workers fetch each number by itself. Mended: they fetch a hundred
//! at a time. In Python: `ProcessPoolExecutor().map(compute, items)` with small
//! items: its `chunksize` is 1.

use std::sync::Mutex;

use stopwatch::cores;

use crate::work::{in_threads, one_round, steps};

// ANCHOR: mistake
/// Wrong: to fetch a number takes longer than to compute with it, and
/// everybody waits at the queue.
pub fn mistake(rounds: usize) -> u64 {
    let queue = Mutex::new((0..rounds).flat_map(|_| 1..=100));
    let next_number = || queue.lock().expect("a worker panicked").next();
    in_threads(1..=cores(), |worker| {
        let _task = stopwatch::task(format!("worker {worker}"));
        let mut sum = 0;
        while let Some(number) = next_number() {
            sum += steps(number);
        }
        sum
    })
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// Fetches a whole round: a hundred numbers with one look at the queue.
pub fn mended(rounds: usize) -> u64 {
    let queue = Mutex::new(0..rounds);
    let next_round = || queue.lock().expect("a worker panicked").next();
    in_threads(1..=cores(), |worker| {
        let _task = stopwatch::task(format!("worker {worker}"));
        let mut sum = 0;
        while next_round().is_some() {
            sum += one_round();
        }
        sum
    })
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::look;

    #[test]
    fn there_is_a_worker_for_each_core_however_small_the_tasks_are() {
        for version in [mistake, mended] {
            for rounds in [1, 1001] {
                let (run, steps) = look(|| version(rounds));
                assert_eq!(
                    (run.tasks.len(), steps),
                    (cores(), rounds as u64 * 3142)
                );
            }
        }
    }
}
