// Exercise 10_whole_users, of chapter 10.
//
// Four threads count a quarter of the events each. No user may be cut in two.

use std::thread;

use exercises::e10_whole_users::{Event, THREADS, check, count};

/// How many users there are, and how many sessions.
fn count_all(events: &[Event]) -> (u64, u64) {
    let share = events.len().div_ceil(THREADS).max(1);
    thread::scope(|scope| {
        let start = |events| scope.spawn(move || count(events));
        let threads: Vec<_> = events.chunks(share).map(start).collect();
        let (mut users, mut sessions) = (0, 0);
        for thread in threads {
            let (more_users, more_sessions) = thread.join().expect("a thread panicked");
            (users, sessions) = (users + more_users, sessions + more_sessions);
        }
        (users, sessions)
    })
}

fn main() {
    check(count_all);
}
