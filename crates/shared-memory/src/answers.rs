//! The answer to the exercise on chapter 05's page.

use std::sync::Mutex;

use crate::together::in_threads;

// ANCHOR: slices
/// Each thread locks once for every thousand updates, and
/// once more for what is left.
fn count_with_mutex_in_slices(threads: usize, updates: u64) -> u64 {
    let counter = Mutex::new(0);
    in_threads(threads, || {
        let mut mine = 0;
        for _ in 0..updates {
            mine += 1;
            if mine == 1000 {
                *counter.lock().expect("a thread panicked") += mine;
                mine = 0;
            }
        }
        *counter.lock().expect("a thread panicked") += mine;
    });
    counter.into_inner().expect("a thread panicked")
}
// ANCHOR_END: slices

#[test]
fn slices_lose_no_update() {
    for updates in [7, 1000, 10_000, 12_345] {
        let (_, counted) = stopwatch::measure("slices", || {
            count_with_mutex_in_slices(4, updates)
        });
        assert_eq!(counted, Some(4 * updates));
    }
}
