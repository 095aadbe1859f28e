//! How many tasks were in flight, and when.

use crate::report::Task;

/// One moment at which the number of tasks in flight changes.
#[derive(Clone, Copy, Debug, PartialEq)]
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

/// The same in at most so many steps and one: where there are more changes, each step is a slice of the
/// time, with the most tasks that were in flight in it.
pub fn in_steps(changes: &[Change], most: usize) -> Vec<Change> {
    let [first, .., last] = changes else { return changes.to_vec() };
    if changes.len() <= most {
        return changes.to_vec();
    }
    let slice_s = (last.at_s - first.at_s) / most as f64;
    let mut left = changes.iter().peekable();
    let mut in_flight = 0;
    let mut slice = |number: usize| {
        let next_s = first.at_s + slice_s * (number + 1) as f64;
        let mut most_here = in_flight;
        while let Some(change) = left.next_if(|change| change.at_s < next_s) {
            in_flight = change.in_flight;
            most_here = most_here.max(in_flight);
        }
        Change { at_s: next_s - slice_s, in_flight: most_here }
    };
    let mut steps: Vec<Change> = (0..most).map(&mut slice).collect();
    steps.push(*last);
    steps
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
    fn of_many_changes_each_step_keeps_the_most_that_were_in_flight() {
        let tasks: Vec<Task> = (0..8).map(|number| task(number, Some(number + 2))).collect();
        let all = changes(&tasks);
        assert_eq!(in_steps(&all, all.len()), all);
        let steps = in_steps(&all, 3);
        let shown: Vec<(f64, usize)> = steps.iter().map(|it| (it.at_s, it.in_flight)).collect();
        assert_eq!(shown, [(0.0, 2), (3.0, 2), (6.0, 2), (9.0, 0)]);
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
