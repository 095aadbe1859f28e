//! A lock that is held for too long, and one that is not.

use std::{sync::Mutex, thread, time::Duration};

/// Waits, as a download does.
fn download(file: &str, wait: Duration) -> String {
    let _task = stopwatch::task(file);
    thread::sleep(wait);
    format!("contents of {file}")
}

// ANCHOR: lock-too-long
/// Wrong: takes the lock before the download, and so
/// downloads one file at a time.
pub fn lock_too_long(files: &[String], wait: Duration) -> Vec<String> {
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for file in files {
            scope.spawn(|| {
                let mut results = results.lock().expect("a download panicked");
                results.push(download(file, wait));
            });
        }
    });
    sorted(results)
}
// ANCHOR_END: lock-too-long

// ANCHOR: lock-in-time
/// Downloads first, and holds the lock only for the push.
pub fn lock_in_time(files: &[String], wait: Duration) -> Vec<String> {
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for file in files {
            scope.spawn(|| {
                let contents = download(file, wait);
                results.lock().expect("a download panicked").push(contents);
            });
        }
    });
    sorted(results)
}
// ANCHOR_END: lock-in-time

/// What the lock protected, in an order that does not depend
/// on which thread was first.
fn sorted(results: Mutex<Vec<String>>) -> Vec<String> {
    let mut results = results.into_inner().expect("a download panicked");
    results.sort();
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: Duration = Duration::from_millis(300);

    fn files() -> Vec<String> {
        (1..=3).map(|number| format!("file_{number}.csv")).collect()
    }

    #[test]
    fn a_lock_held_too_long_makes_a_staircase() {
        let (run, contents) =
            stopwatch::measure("too long", || lock_too_long(&files(), WAIT));
        assert_eq!((run.tasks.len(), run.most_in_flight), (3, 1));
        assert!(run.wall_s >= Some(0.9), "{run:?}");
        assert_eq!(contents.unwrap().len(), 3);
    }

    #[test]
    fn a_lock_dropped_in_time_lets_downloads_overlap() {
        let (run, contents) =
            stopwatch::measure("in time", || lock_in_time(&files(), WAIT));
        assert_eq!(run.most_in_flight, 3);
        let expected: Vec<String> =
            files().iter().map(|file| format!("contents of {file}")).collect();
        assert_eq!(contents, Some(expected));
    }
}
