//! Mistake: two workers, for two cores, to wait. Mended: a worker for each
//! wait. In Python: `ThreadPoolExecutor(os.cpu_count())` for downloads.

use std::{sync::Mutex, time::Duration};

use crate::work::{download, in_threads};

// ANCHOR: mistake
/// Wrong: two workers are two waits at once. Whoever waits needs no core.
pub fn mistake(files: &[String], wait: Duration) -> u64 {
    with_workers(2, files, wait)
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// As many workers as the other side accepts.
pub fn mended(files: &[String], wait: Duration) -> u64 {
    with_workers(files.len(), files, wait)
}

fn with_workers(workers: usize, files: &[String], wait: Duration) -> u64 {
    let queue = Mutex::new(files.iter());
    let next_file = || queue.lock().expect("a worker panicked").next();
    in_threads(0..workers, |_| {
        let mut bytes = 0;
        while let Some(file) = next_file() {
            bytes += download(file, wait);
        }
        bytes
    })
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        look::{WAIT, at_least, look},
        work::files,
    };

    #[test]
    fn two_workers_wait_in_rounds_of_two() {
        let (run, bytes) = look(|| mistake(&files(6), WAIT));
        assert_eq!((run.tasks.len(), run.most_in_flight, bytes), (6, 2, 60));
        assert!(at_least(3, &run), "{run:?}");
    }

    #[test]
    fn mended_all_wait_at_once() {
        let (run, bytes) = look(|| mended(&files(6), WAIT));
        assert_eq!((run.tasks.len(), run.most_in_flight, bytes), (6, 6, 60));
    }
}
