//! The answer to the exercise on chapter 10's page.

use std::sync::Mutex;

use crate::{Answer, Event, Groups, owner, start_together};

// ANCHOR: many-locks
/// The threads share out the events, and each event needs one of 64 locks.
fn sessionize_under_many_locks(
    events: &[Event],
    silence_ns: i64,
    workers: usize,
) -> Answer {
    let groups: Vec<Mutex<Groups>> =
        (0..64).map(|_| Mutex::default()).collect();
    let shares = events.chunks(events.len().div_ceil(workers).max(1));
    start_together("waiting and adding", shares, |share| {
        for event in share {
            groups[owner(event.user, 64)]
                .lock()
                .expect("a thread panicked")
                .add(*event);
        }
    });
    let _task = stopwatch::task("all users");
    let groups = groups
        .into_iter()
        .map(|groups| groups.into_inner().expect("a thread panicked"));
    Answer::of(groups.map(|groups| groups.sessionize(silence_ns)).collect())
}
// ANCHOR_END: many-locks

#[test]
fn many_locks_have_the_answer_of_one() {
    let events: Vec<Event> = (0..5000)
        .map(|at| Event { time: at, user: at as u32 % 700, paid_cents: 1 })
        .collect();
    for workers in [1, 2, 7] {
        let many = || sessionize_under_many_locks(&events, 800, workers);
        let one =
            || crate::sessionize_under_one_big_lock(&events, 800, workers);
        assert_eq!(
            stopwatch::measure("many", many).1,
            stopwatch::measure("one", one).1
        );
    }
}
