//! The version that shares too much.

use std::sync::Mutex;

use crate::{Answer, Event, Groups, start_together};

// ANCHOR: big-lock
/// Right, but slow: the threads share out the events, and each
/// event needs the one lock.
pub fn sessionize_under_one_big_lock(
    events: &[Event],
    silence_ns: i64,
    workers: usize,
) -> Answer {
    let groups = Mutex::new(Groups::default());
    let shares = events.chunks(events.len().div_ceil(workers).max(1));
    start_together("waiting and adding", shares, |share| {
        for event in share {
            groups.lock().expect("a thread panicked").add(*event);
        }
    });
    let _task = stopwatch::task("all users");
    let groups = groups.into_inner().expect("a thread panicked");
    Answer::of(vec![groups.sessionize(silence_ns)])
}
// ANCHOR_END: big-lock

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sessionize_sequentially;

    #[test]
    fn no_thread_adds_before_all_are_there() {
        let events: Vec<Event> = (0..1000)
            .map(|at| Event { time: at, user: at as u32 % 7, paid_cents: 0 })
            .collect();
        let (run, answer) = stopwatch::measure("one big lock", || {
            sessionize_under_one_big_lock(&events, 10, 5)
        });
        let added = run
            .tasks
            .iter()
            .filter(|task| task.name == "waiting and adding")
            .count();
        assert_eq!((added, run.most_in_flight), (5, 5));
        let (_, expected) = stopwatch::measure("sequential", || {
            sessionize_sequentially(&events, 10)
        });
        assert_eq!(answer, expected);
    }
}
