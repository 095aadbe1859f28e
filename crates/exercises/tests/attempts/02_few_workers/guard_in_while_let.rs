use std::{sync::Mutex, thread};

use exercises::e02_few_workers::{File, WORKERS, check, download};

fn total_bytes(files: &[File]) -> u64 {
    let queue = Mutex::new(files.iter());
    let work = || {
        let mut bytes = 0;
        // The lock is held until the end of the loop's body.
        while let Some(file) = queue.lock().expect("a worker panicked").next() {
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
