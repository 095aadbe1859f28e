//! Exercise of chapter 10: each thread counts for itself.

use std::time::Duration;

use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    pool::with_workers,
    work::{AWKWARD, bar, counted},
};

/// So many threads work at once.
pub const THREADS: usize = 4;

/// So many pages the shop has.
pub const PAGES: usize = 5;

/// Somebody has looked at a page.
#[derive(Clone, Debug)]
pub struct Event {
    number: usize,
    wait: Duration,
}

/// Finds out which page an event was about, which takes a while: a number below [`PAGES`].
pub fn page_of(event: &Event) -> usize {
    let bar = bar(format!("event {}", event.number));
    bar.wait(event.wait);
    event.number * 7919 % 11 % PAGES
}

fn count_visits(events: &[Event]) -> Vec<u64> {
    let mut visits = vec![0; PAGES];
    for page in with_workers(THREADS, events, page_of) {
        visits[page] += 1;
    }
    visits
}

fn events(count: usize, wait: Duration) -> Vec<Event> {
    (1..=count).map(|number| Event { number, wait }).collect()
}

fn exercise() -> Exercise<Vec<Event>, Vec<u64>> {
    const EVENTS: usize = 32;
    let trial = |count| (counted(count, "event"), events(count, Duration::ZERO));
    Exercise {
        picture: || events(EVENTS, Duration::from_millis(25)),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: |events| count_visits(events),
        needs: Needs {
            tasks: EVENTS,
            at_once: THREADS..=THREADS,
            threads: EVENTS,
            in_turns: Diagnosis::LockHeldAtWork,
        },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[Event]) -> Vec<u64>) {
    Exercise::check(exercise, move |events| solve(events));
}
