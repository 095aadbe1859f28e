// Exercise 12_little_room, of chapter 12.
//
// Writing is slower than fetching. Let no more than four reports wait for the writer.

use std::{
    sync::{Mutex, mpsc},
    thread,
};

use exercises::e12_little_room::{FETCHERS, Region, check, fetch, write};

/// What the amounts of all reports add up to.
fn write_all(regions: &[Region]) -> u64 {
    let queue = Mutex::new(regions.iter());
    let next_region = || queue.lock().expect("a thread panicked").next();
    let (sender, reports) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..FETCHERS {
            let sender = sender.clone();
            scope.spawn(move || {
                while let Some(region) = next_region() {
                    sender.send(fetch(region)).expect("somebody writes");
                }
            });
        }
        drop(sender);
        reports.iter().map(|report| write(&report)).sum()
    })
}

fn main() {
    check(write_all);
}
