//! What the timeline of a run looks like.

use std::collections::BTreeMap;

use stopwatch::{Run, Task};

/// Whether all tasks began before the first ended, and then ended one after another, each about a whole
/// task later.
pub(crate) fn ends_in_steps(run: &Run) -> bool {
    let mut ends_s: Vec<f64> = run.tasks.iter().filter_map(|task| task.end_s).collect();
    ends_s.sort_by(f64::total_cmp);
    let (Some(first_s), Some(last_s)) = (ends_s.first(), ends_s.last()) else { return false };
    let first = run.tasks.iter().find(|task| task.end_s == Some(*first_s));
    let alone_s = first.map_or(0.0, |task| first_s - task.start_s);
    let all_began_before = run.tasks.iter().all(|task| task.start_s < *first_s);
    run.tasks.len() > 2
        && all_began_before
        && last_s - first_s > 0.5 * alone_s * (run.tasks.len() - 1) as f64
}

/// Whether threads waited before they began their last task, or began late; or, where many tasks share a
/// thread, whether there was room for more before the last began.
pub(crate) fn waits_between_tasks(run: &Run) -> bool {
    const MUCH: f64 = 0.25;
    let mut last_start_s: BTreeMap<&str, f64> = BTreeMap::new();
    for task in &run.tasks {
        let last = last_start_s.entry(&task.lane).or_default();
        *last = last.max(task.start_s);
    }
    let busy_s = |task: &Task| {
        (end_s(task, run).min(last_start_s[task.lane.as_str()]) - task.start_s).max(0.0)
    };
    let busy_s: f64 = run.tasks.iter().map(busy_s).sum();
    let tasks_of_a_lane = run.most_in_flight.div_ceil(last_start_s.len().max(1));
    let whole_s = last_start_s.values().sum::<f64>() * tasks_of_a_lane as f64;
    whole_s > 0.0 && 1.0 - busy_s / whole_s > MUCH && run.tasks.len() > run.most_in_flight
}

/// Whether one thread was at work for much longer than another.
pub(crate) fn is_uneven(run: &Run) -> bool {
    const LITTLE: f64 = 0.6;
    let mut ends_s: BTreeMap<&str, f64> = BTreeMap::new();
    for task in &run.tasks {
        let end = ends_s.entry(&task.lane).or_default();
        *end = end.max(end_s(task, run));
    }
    let last_s = ends_s.values().copied().fold(0.0, f64::max);
    ends_s.values().any(|end_s| *end_s < LITTLE * last_s)
}

fn end_s(task: &Task, run: &Run) -> f64 {
    task.end_s.or(run.wall_s).unwrap_or(task.start_s)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bars of (lane, start, end).
    fn run(bars: &[(&str, f64, f64)]) -> Run {
        let task = |(lane, start_s, end_s): &(&str, f64, f64)| Task {
            name: "file".to_owned(),
            lane: (*lane).to_owned(),
            start_s: *start_s,
            end_s: Some(*end_s),
            cpu_s: None,
        };
        let tasks: Vec<Task> = bars.iter().map(task).collect();
        let most_in_flight = stopwatch::overlap::most_in_flight(&tasks);
        Run { most_in_flight, tasks, wall_s: Some(10.0), ..Run::not_measured("run") }
    }

    #[test]
    fn steps_are_told_from_bars_that_end_together() {
        assert!(ends_in_steps(&run(&[("a", 0.0, 1.0), ("b", 0.0, 2.0), ("c", 0.0, 3.0)])));
        assert!(!ends_in_steps(&run(&[("a", 0.0, 1.0), ("b", 0.0, 1.1), ("c", 0.0, 1.0)])));
        assert!(!ends_in_steps(&run(&[("a", 0.0, 1.0), ("b", 1.0, 2.0), ("c", 2.0, 3.0)])));
        assert!(!ends_in_steps(&run(&[])));
    }

    #[test]
    fn batches_wait_and_shares_do_not() {
        let batches = [("a", 0.0, 4.0), ("b", 0.0, 1.0), ("c", 4.0, 8.0), ("d", 4.0, 5.0)];
        assert!(waits_between_tasks(&run(&batches)));
        let shares = [("a", 0.0, 4.0), ("a", 4.0, 8.0), ("b", 0.0, 1.0), ("b", 1.0, 2.0)];
        let queue = [("a", 0.0, 4.0), ("b", 0.0, 1.0), ("b", 1.0, 2.0), ("b", 2.0, 6.0)];
        assert!(is_uneven(&run(&shares)) && !is_uneven(&run(&queue)));
        assert!(!waits_between_tasks(&run(&queue)) && !waits_between_tasks(&run(&shares)));
    }
}
