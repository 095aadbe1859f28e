//! Mistake: each thread is joined before the next one starts. Mended: all
//! start, then all are joined. In Python:
//! `pool.submit(download, file).result()` inside of the loop.

use std::{thread, time::Duration};

use crate::work::download;

// ANCHOR: mistake
/// Wrong: waits for each thread before it starts the next.
pub fn mistake(files: &[String], wait: Duration) -> u64 {
    thread::scope(|scope| {
        let mut bytes = 0;
        for file in files {
            let thread = scope.spawn(move || download(file, wait));
            bytes += thread.join().expect("a download panicked");
        }
        bytes
    })
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// Starts them all, and only then waits for the first.
pub fn mended(files: &[String], wait: Duration) -> u64 {
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for file in files {
            threads.push(scope.spawn(move || download(file, wait)));
        }
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
