//! Chapter 00: what this chapter shows.
//!
//! Type `cargo run -p chapter-00-word`.

use std::{thread, time::Duration};

use stopwatch::println;

// ANCHOR: task
/// Stands for the work that this chapter is about.
pub fn slow_task(number: u32, wait: Duration) {
    let _task = stopwatch::task(format!("task {number}"));
    thread::sleep(wait);
    println!("Finished task {number}.");
}
// ANCHOR_END: task

// ANCHOR: sequential
/// Does one task after another.
pub fn one_by_one(tasks: u32, wait: Duration) {
    for number in 1..=tasks {
        slow_task(number, wait);
    }
}
// ANCHOR_END: sequential

// ANCHOR: threads
/// Does all tasks at once, each in a thread of its own.
pub fn in_threads(tasks: u32, wait: Duration) {
    thread::scope(|scope| {
        for number in 1..=tasks {
            scope.spawn(move || slow_task(number, wait));
        }
    });
}
// ANCHOR_END: threads

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: Duration = Duration::from_millis(300);

    #[test]
    fn tasks_one_by_one_take_their_sum() {
        let (run, _) = stopwatch::measure("sequential", || one_by_one(3, WAIT));
        assert_eq!(run.most_in_flight, 1);
        assert!(run.wall_s >= Some(0.9), "{run:?}");
    }

    #[test]
    fn tasks_in_threads_overlap() {
        let (run, _) = stopwatch::measure("threads", || in_threads(3, WAIT));
        assert_eq!((run.tasks.len(), run.most_in_flight), (3, 3));
    }
}
