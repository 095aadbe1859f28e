use std::thread;

use exercises::e10_whole_users::{Event, check, count};

fn count_all(events: &[Event]) -> (u64, u64) {
    thread::scope(|scope| {
        let start = |events| scope.spawn(move || count(events));
        let threads: Vec<_> = events.chunk_by(|a, b| a.user == b.user).map(start).collect();
        let counts = threads.into_iter().map(|thread| thread.join().expect("a thread panicked"));
        counts.fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
    })
}

fn main() {
    check(count_all);
}
