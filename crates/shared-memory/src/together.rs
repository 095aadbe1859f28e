//! Threads that begin together.
//!
//! A `Barrier` alone would do, until the system refuses a thread: then the others wait for it for ever.
//! So each first waits for a lock, which is held while threads are started. A refused thread is a
//! panic, and a panic poisons the lock: that tells the threads that wait for it that not all are there.

use std::{
    sync::{Arc, Barrier, RwLock},
    thread::{self, JoinHandle},
};

/// Does the same work in several threads, which begin together, and waits for them all.
pub(crate) fn in_threads(threads: usize, work: impl Fn() + Sync) {
    let (starting, all_here) = (RwLock::new(()), Barrier::new(threads));
    thread::scope(|scope| {
        let _until_all_exist = starting.write();
        for _ in 0..threads {
            scope.spawn(|| {
                if starting.read().is_ok() {
                    let _task = stopwatch::task("counting");
                    all_here.wait();
                    work();
                }
            });
        }
    });
}

/// Starts a thread for each piece of work, which begin together, and returns their handles.
pub(crate) fn start_together<W>(work: Vec<W>) -> Vec<JoinHandle<()>>
where
    W: FnOnce() + Send + 'static,
{
    let together = Arc::new((RwLock::new(()), Barrier::new(work.len())));
    let _until_all_exist = together.0.write();
    let start = |work: W| {
        let together = Arc::clone(&together);
        thread::spawn(move || {
            let (starting, all_here) = &*together;
            if starting.read().is_ok() {
                all_here.wait();
                work();
            }
        })
    };
    work.into_iter().map(start).collect()
}
