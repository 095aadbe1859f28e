use std::thread;

use exercises::e10_whole_users::{Event, THREADS, check, count};

/// How many users there are, and how many sessions.
fn count_all(events: &[Event]) -> (u64, u64) {
    let users: Vec<&[Event]> = events.chunk_by(|a, b| a.user == b.user).collect();
    let share = users.len().div_ceil(THREADS).max(1);
    let count_each = |users: &[&[Event]]| {
        let counts = users.iter().map(|events| count(events));
        counts.fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
    };
    thread::scope(|scope| {
        let start = |users| scope.spawn(move || count_each(users));
        let threads: Vec<_> = users.chunks(share).map(start).collect();
        let counts = threads.into_iter().map(|thread| thread.join().expect("a thread panicked"));
        counts.fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
    })
}

fn main() {
    check(count_all);
}
