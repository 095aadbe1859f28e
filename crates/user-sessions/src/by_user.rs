//! The version in which every thread owns some of the users.

use std::thread;

use crate::{Answer, Event, sessionize_users};

// ANCHOR: owner
/// Which of the owners a user belongs to. Multiplying mixes the
/// digits, so that it makes no difference whether users are numbered
/// 1, 2, 3 or 1000, 2000, 3000.
pub fn owner(user: u32, owners: usize) -> usize {
    let mixed = user.wrapping_mul(0x9E37_79B1);
    ((u64::from(mixed) * owners as u64) >> 32) as usize
}
// ANCHOR_END: owner

// ANCHOR: threads
/// Every thread picks the events of its own users: nothing that changes
/// is shared, nothing locked.
pub fn sessionize_by_user_in_threads(
    events: &[Event],
    silence_ns: i64,
    workers: usize,
) -> Answer {
    let sessionize_mine = |thread| {
        let _task =
            stopwatch::task(format!("users {} of {workers}", thread + 1));
        let mine = events
            .iter()
            .copied()
            .filter(|event| owner(event.user, workers) == thread);
        sessionize_users(mine, silence_ns)
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|thread| scope.spawn(move || sessionize_mine(thread)))
            .collect();
        let shares = threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"));
        Answer::of(shares.collect())
    })
}
// ANCHOR_END: threads

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_user_has_one_owner(user: u32, owners in 1..300_usize) {
            prop_assert!(owner(user, owners) < owners);
        }
    }

    #[test]
    fn users_are_spread_evenly_however_they_are_numbered() {
        for step in [1, 2, 64, 1000, 65_536] {
            let mut users = [0; 8];
            (0..8000).for_each(|user: u32| users[owner(user * step, 8)] += 1);
            assert!(
                users.iter().all(|users| (500..2000).contains(users)),
                "{step}: {users:?}"
            );
        }
    }

    #[test]
    fn threads_that_own_their_users_overlap() {
        let events: Vec<Event> = (0..500_000)
            .map(|at| Event { time: at.into(), user: at % 1000, paid_cents: 0 })
            .collect();
        let (run, _) = stopwatch::measure("threads", || {
            sessionize_by_user_in_threads(&events, 1800, 2)
        });
        assert_eq!((run.tasks.len(), run.most_in_flight), (2, 2));
    }
}
