//! Chapter 01: three slow tasks, one after another.
//!
//! Type `cargo run -p chapter-01-sequential`.

use std::{thread, time::Duration};

use stopwatch::println;

// ANCHOR: task
/// Stands in for any slow work, by waiting.
pub fn slow_task(name: &str, duration: Duration) {
    let _task = stopwatch::task(format!("Task {name}"));
    println!("Starting task {name}...");
    thread::sleep(duration);
    println!("Finished task {name} in {} seconds.", duration.as_secs_f64());
}
// ANCHOR_END: task

// ANCHOR: sequential
/// Runs every task, each after the one before it has finished.
pub fn run_sequentially(names: &[String], duration: Duration) {
    for name in names {
        slow_task(name, duration);
    }
}
// ANCHOR_END: sequential

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_tasks_take_three_times_one_and_never_overlap() {
        let names = ["A", "B", "C"].map(str::to_owned);
        let duration = Duration::from_millis(20);
        let (run, _) = stopwatch::measure("sequential", || {
            run_sequentially(&names, duration)
        });
        assert_eq!(run.most_in_flight, 1);
        assert!(run.wall_s >= Some(0.06), "{run:?}");
        let order: Vec<&str> =
            run.tasks.iter().map(|task| task.name.as_str()).collect();
        assert_eq!(order, ["Task A", "Task B", "Task C"]);
    }
}
