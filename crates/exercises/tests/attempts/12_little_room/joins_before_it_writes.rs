use std::{
    sync::{Mutex, mpsc},
    thread,
};

use exercises::e12_little_room::{FETCHERS, ROOM, Region, check, fetch, write};

fn write_all(regions: &[Region]) -> u64 {
    let queue = Mutex::new(regions.iter());
    let next_region = || queue.lock().expect("a thread panicked").next();
    let (sender, reports) = mpsc::sync_channel(ROOM);
    // The scope ends when all threads have, and they wait until somebody takes their reports.
    thread::scope(|scope| {
        for _ in 0..FETCHERS {
            let sender = sender.clone();
            scope.spawn(move || {
                while let Some(region) = next_region() {
                    sender.send(fetch(region)).expect("somebody writes");
                }
            });
        }
    });
    drop(sender);
    reports.iter().map(|report| write(&report)).sum()
}

fn main() {
    check(write_all);
}
