//! Mistake: the lock is held while a download waits. Mended: it is held for the
//! result alone. In Python: `with lock: total += download(file)`.

use std::{sync::Mutex, thread, time::Duration};

use crate::work::fetch;

// ANCHOR: mistake
/// Wrong: every thread begins, but only the one with the lock downloads.
pub fn mistake(files: &[String], wait: Duration) -> u64 {
    let total = Mutex::new(0);
    thread::scope(|scope| {
        for file in files {
            scope.spawn(|| {
                let _task = stopwatch::task(file.as_str());
                let mut total = total.lock().expect("a download panicked");
                *total += fetch(file, wait);
            });
        }
    });
    total.into_inner().expect("a download panicked")
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// Downloads first, and locks for as long as an addition takes.
pub fn mended(files: &[String], wait: Duration) -> u64 {
    let total = Mutex::new(0);
    thread::scope(|scope| {
        for file in files {
            scope.spawn(|| {
                let _task = stopwatch::task(file.as_str());
                let bytes = fetch(file, wait);
                *total.lock().expect("a download panicked") += bytes;
            });
        }
    });
    total.into_inner().expect("a download panicked")
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        look::{WAIT, at_least, in_steps, look},
        work::files,
    };

    #[test]
    fn all_begin_at_once_and_end_one_after_the_other() {
        let (run, bytes) = look(|| mistake(&files(3), WAIT));
        assert_eq!((run.most_in_flight, run.workers, bytes), (3, 3, 30));
        assert!(in_steps(&run) && at_least(3, &run), "{run:?}");
    }

    #[test]
    fn mended_the_downloads_overlap() {
        let (run, bytes) = look(|| mended(&files(3), WAIT));
        assert_eq!((run.most_in_flight, run.workers, bytes), (3, 3, 30));
        assert!(!in_steps(&run), "{run:?}");
    }
}
