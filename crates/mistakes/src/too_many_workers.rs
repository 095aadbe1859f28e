//! Mistake: four workers for each core, to compute. Mended: one for each core.
//! In Python: `ProcessPoolExecutor(32)` on eight cores.

use std::sync::Mutex;

use stopwatch::cores;

use crate::work::{compute, in_threads};

// ANCHOR: mistake
/// Wrong: only as many compute as there are cores. The others wait for one,
/// and so each takes longer.
pub fn mistake(tasks: usize, rounds: u64) -> u64 {
    with_workers(4 * cores(), tasks, rounds)
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// A worker for each core.
pub fn mended(tasks: usize, rounds: u64) -> u64 {
    with_workers(cores(), tasks, rounds)
}

fn with_workers(workers: usize, tasks: usize, rounds: u64) -> u64 {
    let queue = Mutex::new(1..=tasks);
    let next_task = || queue.lock().expect("a worker panicked").next();
    in_threads(0..workers, |_| {
        let mut steps = 0;
        while let Some(task) = next_task() {
            steps += compute(&format!("task {task}"), rounds);
        }
        steps
    })
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::look;

    const ROUNDS: u64 = 10_000;

    #[test]
    fn more_tasks_are_in_flight_than_there_are_cores() {
        let (run, steps) = look(|| mistake(4 * cores(), ROUNDS));
        assert_eq!(
            (run.tasks.len(), steps),
            (4 * cores(), 3142 * 4 * cores() as u64)
        );
        assert!(run.most_in_flight > cores(), "{run:?}");
    }

    #[test]
    fn mended_a_task_for_each_core_is_in_flight() {
        let (run, steps) = look(|| mended(4 * cores(), ROUNDS));
        assert_eq!(
            (run.tasks.len(), steps),
            (4 * cores(), 3142 * 4 * cores() as u64)
        );
        assert_eq!(run.most_in_flight, cores());
    }
}
