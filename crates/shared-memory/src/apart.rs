//! Two ways to count together and share less.

use std::{
    hint::black_box,
    sync::{
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc,
    },
    thread,
};

use crate::together::in_threads;

// ANCHOR: channel
/// The threads send, and one receiver counts: the counter is not shared at all.
pub fn count_with_channel(threads: usize, updates: u64) -> u64 {
    let (sender, receiver) = mpsc::sync_channel(1000);
    thread::scope(|scope| {
        let counter = scope.spawn(move || receiver.iter().sum());
        for _ in 0..threads {
            let sender = sender.clone();
            scope.spawn(move || {
                let _task = stopwatch::task("sending");
                for _ in 0..updates {
                    sender.send(1).expect("the receiver is there");
                }
            });
        }
        // The receiver goes on until the last sender is gone: this one, too.
        drop(sender);
        counter.join().expect("the counter panicked")
    })
}
// ANCHOR_END: channel

// ANCHOR: count-apart
/// Each thread counts for itself, and shares only its sum.
pub fn count_apart_then_add(threads: usize, updates: u64) -> u64 {
    let counter = AtomicU64::new(0);
    in_threads(threads, || {
        let mut mine = 0;
        for _ in 0..updates {
            mine = black_box(mine + 1);
        }
        counter.fetch_add(mine, Relaxed);
    });
    counter.into_inner()
}
// ANCHOR_END: count-apart
