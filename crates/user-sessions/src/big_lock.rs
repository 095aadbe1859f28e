//! The version that shares too much.

use std::{
    sync::{Barrier, Mutex},
    thread,
};

use crate::{Answer, Event, Groups};

// ANCHOR: big-lock
/// Right, and slow: the threads share out the events, and each event needs the one lock.
pub fn cut_under_one_big_lock(events: &[Event], silence_s: i64, workers: usize) -> Answer {
    let groups = group_under_one_big_lock(events, workers);
    let _task = stopwatch::task("all users");
    Answer::of(vec![groups.cut(silence_s)])
}

fn group_under_one_big_lock(events: &[Event], workers: usize) -> Groups {
    let groups = Mutex::new(Groups::default());
    let shares: Vec<&[Event]> = events.chunks(events.len().div_ceil(workers).max(1)).collect();
    let start = Barrier::new(shares.len());
    thread::scope(|scope| {
        for share in &shares {
            scope.spawn(|| {
                let _task = stopwatch::task("waiting and adding");
                start.wait();
                for event in *share {
                    groups.lock().expect("a thread panicked").add(event);
                }
            });
        }
    });
    groups.into_inner().expect("a thread panicked")
}
// ANCHOR_END: big-lock

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threads_really_take_turns() {
        // One user; the first thread has the even seconds, the second the odd ones.
        let events: Vec<Event> = (0..2_000_000)
            .map(|at| Event { time: at / 1_000_000, user: 7, paid_cents: 0 })
            .collect();
        let (run, turns) = stopwatch::measure("one big lock", || {
            let groups = group_under_one_big_lock(&events, 2);
            let added = &groups.by_user[&7];
            assert_eq!(added.len(), events.len());
            added.chunk_by(|one, next| one.time == next.time).count()
        });
        assert_eq!((run.tasks.len(), run.most_in_flight), (2, 2));
        assert!(turns > Some(2), "{turns:?}");
    }
}
