use std::{sync::Mutex, thread};

use exercises::e08_room_to_wait::{File, check, download};

const WORKERS: usize = 8;

fn total_bytes(files: &[File]) -> u64 {
    let queue = Mutex::new(files.iter());
    let next_file = || queue.lock().expect("a worker panicked").next();
    let work = || {
        let mut bytes = 0;
        while let Some(file) = next_file() {
            bytes += download(file);
        }
        bytes
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().expect("a worker panicked")).sum()
    })
}

fn main() {
    check(total_bytes);
}
