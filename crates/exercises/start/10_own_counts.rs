// Exercise 10_own_counts, of chapter 10.
//
// Four threads look up a quarter of the events each. Nobody may wait for another meanwhile.

use std::{sync::Mutex, thread};

use exercises::e10_own_counts::{Event, PAGES, THREADS, check, page_of};

/// How many visits each page had.
fn count_visits(events: &[Event]) -> Vec<u64> {
    let visits = &Mutex::new(vec![0; PAGES]);
    let share = events.len().div_ceil(THREADS).max(1);
    thread::scope(|scope| {
        for events in events.chunks(share) {
            scope.spawn(move || {
                let mut visits = visits.lock().expect("a thread panicked");
                for event in events {
                    visits[page_of(event)] += 1;
                }
            });
        }
    });
    let visits = visits.lock().expect("a thread panicked");
    visits.clone()
}

fn main() {
    check(count_visits);
}
