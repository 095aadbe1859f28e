//! Threads that work together, or not at all.

use std::{
    sync::{Mutex, mpsc},
    thread,
};

/// Does the work for each share in a thread of its own, whose bar has the name `task`. No thread begins
/// its work before all threads are there; if the system refuses one, the others do not wait for it.
///
/// # Panics
/// When the system refuses a thread, as `scope.spawn` does.
pub(crate) fn start_together<S: Send>(
    task: &str,
    shares: impl IntoIterator<Item = S>,
    work: impl Fn(S) + Sync,
) {
    let (is_here, are_here) = mpsc::channel();
    let gate = Mutex::new(());
    let begin = |share| {
        let _task = stopwatch::task(task);
        is_here.send(()).expect("the receiver lives longer");
        // A gate that was left open by a panic is open too.
        drop(gate.lock());
        work(share);
    };
    thread::scope(|scope| {
        // The gate opens however this ends.
        let _closed = gate.lock();
        let begin = &begin;
        let threads: Vec<_> = shares
            .into_iter()
            .map(|share| scope.spawn(move || begin(share)))
            .collect();
        are_here.iter().take(threads.len()).for_each(drop);
    });
}
