//! Mistake: an iterator that starts a thread only when it is asked for the next
//! handle. Mended: `collect` asks for all of them first. In Python: a
//! generator, `(pool.submit(download, file) for file in files)`.

use std::{thread, time::Duration};

use crate::work::download;

// ANCHOR: mistake
/// Wrong: `map` does nothing yet. It starts a thread when the
/// next `map` wants to join it.
pub fn mistake(files: &[String], wait: Duration) -> u64 {
    thread::scope(|scope| {
        let threads =
            files.iter().map(|file| scope.spawn(move || download(file, wait)));
        threads.map(|thread| thread.join().expect("a download panicked")).sum()
    })
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// `collect` starts them all, and keeps their handles.
pub fn mended(files: &[String], wait: Duration) -> u64 {
    thread::scope(|scope| {
        let threads: Vec<_> = files
            .iter()
            .map(|file| scope.spawn(move || download(file, wait)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a download panicked"))
            .sum()
    })
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::downloads_in_threads;

    #[test]
    fn each_thread_begins_when_the_one_before_has_ended() {
        downloads_in_threads(mistake, 1);
    }

    #[test]
    fn mended_all_are_on_their_way_at_once() {
        downloads_in_threads(mended, 3);
    }
}
