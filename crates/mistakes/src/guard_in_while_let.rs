//! Mistake: the guard of the queue lives for as long as the body of
//! `while let`. Mended: a closure takes the file, and drops the guard. In
//! Python: the work stands inside of `with lock:`, with `queue.pop()`.

use std::{sync::Mutex, thread, time::Duration};

use crate::work::{download, in_threads};

// ANCHOR: mistake
/// Wrong: what `lock` gives is dropped when the body ends, and
/// not when the file is taken.
pub fn mistake(files: &[String], wait: Duration, workers: usize) -> u64 {
    let queue = Mutex::new(files.iter());
    in_threads(0..workers, |_| {
        connect(wait);
        let mut bytes = 0;
        while let Some(file) = queue.lock().expect("a worker panicked").next() {
            bytes += download(file, wait);
        }
        bytes
    })
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// The guard is gone when `next_file` returns.
pub fn mended(files: &[String], wait: Duration, workers: usize) -> u64 {
    let queue = Mutex::new(files.iter());
    let next_file = || queue.lock().expect("a worker panicked").next();
    in_threads(0..workers, |_| {
        connect(wait);
        let mut bytes = 0;
        while let Some(file) = next_file() {
            bytes += download(file, wait);
        }
        bytes
    })
}
// ANCHOR_END: mended

/// What each worker does first of all: so there is a row for each.
fn connect(wait: Duration) {
    let _task = stopwatch::task("connect");
    thread::sleep(wait / 5);
}

#[cfg(test)]
mod tests {
    use stopwatch::{Run, Task, overlap};

    use super::*;
    use crate::{
        look::{WAIT, at_least, look},
        work::files,
    };

    fn downloads_at_once(run: &Run) -> Option<usize> {
        let is_download = |task: &&Task| task.name.starts_with("file");
        let downloads: Vec<Task> =
            run.tasks.iter().filter(is_download).cloned().collect();
        overlap::changes(&downloads).iter().map(|change| change.in_flight).max()
    }

    #[test]
    fn three_workers_download_one_file_at_a_time() {
        let (run, bytes) = look(|| mistake(&files(3), WAIT, 3));
        assert_eq!((run.tasks.len(), run.workers, bytes), (6, 3, 30));
        assert_eq!(downloads_at_once(&run), Some(1));
        assert!(at_least(3, &run), "{run:?}");
    }

    #[test]
    fn mended_three_workers_download_three_files_at_once() {
        let (run, bytes) = look(|| mended(&files(3), WAIT, 3));
        assert_eq!((run.tasks.len(), run.workers, bytes), (6, 3, 30));
        assert_eq!(downloads_at_once(&run), Some(3));
    }
}
