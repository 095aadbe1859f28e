//! Exercise of chapter 10: cut events between users.

use std::time::Duration;

use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    pool::with_workers,
    work::{AWKWARD, bar, counted},
};

/// So many threads count at once.
pub const THREADS: usize = 4;

/// What a user did, and when.
#[derive(Clone, Debug)]
pub struct Event {
    /// Who it was.
    pub user: u32,
    minute: u32,
    wait: Duration,
}

/// Counts the users and the sessions in some events, which are sorted by user, then by time. A session ends
/// with a pause of more than half an hour, or with the next user.
pub fn count(events: &[Event]) -> (u64, u64) {
    let from = events.first().map_or("nobody".to_owned(), |event| format!("user {}", event.user));
    let bar = bar(format!("from {from}"));
    bar.wait(events.iter().map(|event| event.wait).sum());
    let users = events.chunk_by(|a, b| a.user == b.user);
    let sessions = events.chunk_by(|a, b| a.user == b.user && b.minute - a.minute <= 30);
    (users.count() as u64, sessions.count() as u64)
}

fn count_all(events: &[Event]) -> (u64, u64) {
    let users: Vec<&[Event]> = events.chunk_by(|a, b| a.user == b.user).collect();
    let counts = with_workers(THREADS, &users, |events| count(events));
    counts.into_iter().fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
}

/// So many events, ten for each user, in two sessions each.
fn events(count: usize, wait: Duration) -> Vec<Event> {
    let event = |at: usize| {
        let (user, of_user) = (at / 10, at % 10);
        let minute = (of_user * 5 + if of_user < 4 { 0 } else { 100 }) as u32;
        Event { user: user as u32, minute, wait }
    };
    (0..count).map(event).collect()
}

fn exercise() -> Exercise<Vec<Event>, (u64, u64)> {
    // Of fifteen users, so that no quarter ends between two of them.
    const EVENTS: usize = 150;
    let trial = |count| (counted(count, "event"), events(count, Duration::ZERO));
    Exercise {
        picture: || events(EVENTS, Duration::from_millis(4)),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |events| count_all(events),
        needs: Needs {
            tasks: EVENTS / 10,
            at_once: THREADS..=THREADS,
            threads: THREADS,
            in_turns: Diagnosis::JoinedTooEarly,
        },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[Event]) -> (u64, u64)) {
    Exercise::check(exercise, move |events| solve(events));
}
