//! How many tasks were in flight, and when.

use crate::report::Task;

/// One moment at which the number of tasks in flight changes.
pub struct Change {
    /// Seconds since the run began.
    pub at_s: f64,
    /// How many tasks are in flight from this moment on.
    pub in_flight: usize,
}

/// Every change in the number of tasks in flight, in order of time.
///
/// A task is in flight from its start up to, but not including, its end, so a task that begins at
/// the instant in which another ends does not overlap it. A task of no length counts for its one
/// instant; one that had not finished counts to the end.
pub fn changes(tasks: &[Task]) -> Vec<Change> {
    const END: u8 = 0;
    const START: u8 = 1;
    const END_OF_NO_LENGTH: u8 = 2;

    let mut edges = Vec::with_capacity(2 * tasks.len());
    for task in tasks {
        edges.push((task.start_s, START));
        match task.end_s {
            Some(end_s) if end_s > task.start_s => edges.push((end_s, END)),
            Some(_) => edges.push((task.start_s, END_OF_NO_LENGTH)),
            None => {}
        }
    }
    edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));

    let mut in_flight = 0;
    edges
        .into_iter()
        .map(|(at_s, edge)| {
            if edge == START {
                in_flight += 1;
            } else {
                in_flight -= 1;
            }
            Change { at_s, in_flight }
        })
        .collect()
}

/// The most tasks that were in flight at one instant.
pub fn most_in_flight(tasks: &[Task]) -> usize {
    changes(tasks).iter().map(|change| change.in_flight).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn task(start: u32, end: Option<u32>) -> Task {
        Task {
            name: "task".to_owned(),
            lane: "main".to_owned(),
            start_s: f64::from(start),
            end_s: end.map(f64::from),
            cpu_s: None,
        }
    }

    #[test]
    fn a_task_that_begins_when_another_ends_does_not_overlap_it() {
        assert_eq!(most_in_flight(&[task(0, Some(2)), task(2, Some(4))]), 1);
        assert_eq!(most_in_flight(&[task(0, Some(3)), task(2, Some(4))]), 2);
    }

    #[test]
    fn no_tasks_are_none_in_flight() {
        assert_eq!(most_in_flight(&[]), 0);
    }

    proptest! {
        #[test]
        fn most_in_flight_agrees_with_counting_at_every_start(
            times in prop::collection::vec((0u32..50, prop::option::of(0u32..20)), 0..60)
        ) {
            let tasks: Vec<Task> = times
                .iter()
                .map(|&(start, length)| task(start, length.map(|length| start + length)))
                .collect();
            let in_flight_at = |now: f64| {
                tasks
                    .iter()
                    .filter(|task| {
                        let ended = task.end_s.is_some_and(|end| end <= now && task.start_s < now);
                        task.start_s <= now && !ended
                    })
                    .count()
            };
            let brute_force = tasks.iter().map(|task| in_flight_at(task.start_s)).max();
            prop_assert_eq!(most_in_flight(&tasks), brute_force.unwrap_or(0));
        }
    }
}
