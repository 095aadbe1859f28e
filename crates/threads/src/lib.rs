//! Chapter 02: five simulated downloads, one by one and in threads.
//!
//! Type `cargo run -p chapter-02-threads`.

use std::{sync::Mutex, thread, time::Duration};

use stopwatch::println;

// ANCHOR: task
/// Simulates downloading one CSV file by waiting, as a
/// program waits for a server.
pub fn download_csv(name: &str, wait: Duration) {
    let _task = stopwatch::task(name);
    println!("Starting download: {name}");
    thread::sleep(wait);
    println!("Finished download: {name}");
}
// ANCHOR_END: task

// ANCHOR: sequential
/// Downloads one file after another.
pub fn download_sequentially(files: &[String], wait: Duration) {
    for file in files {
        download_csv(file, wait);
    }
}
// ANCHOR_END: sequential

// ANCHOR: threads
/// Starts a thread for each file, keeps their handles, then waits for them all.
pub fn download_in_threads(files: &[String], wait: Duration) {
    let mut threads = Vec::new();
    for file in files {
        let file = file.clone();
        let handle = thread::spawn(move || download_csv(&file, wait));
        threads.push(handle);
    }
    for handle in threads {
        handle.join().expect("a download panicked");
    }
}
// ANCHOR_END: threads

// ANCHOR: scoped-threads
/// Downloads every file at once: one thread each, and the
/// scope waits for them all.
pub fn download_in_scoped_threads(files: &[String], wait: Duration) {
    thread::scope(|scope| {
        for file in files {
            scope.spawn(|| download_csv(file, wait));
        }
    });
}
// ANCHOR_END: scoped-threads

// ANCHOR: pool
/// Shares the files out among a few threads: each takes the next file
/// when it is done with one.
pub fn download_with_pool(files: &[String], wait: Duration, workers: usize) {
    let queue = Mutex::new(files.iter());
    // The lock is held for as long as it takes to take a
    // file, not for the download.
    let next_file = || queue.lock().expect("a worker panicked").next();
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(file) = next_file() {
                    download_csv(file, wait);
                }
            });
        }
    });
}
// ANCHOR_END: pool

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: Duration = Duration::from_millis(300);

    fn five_files() -> Vec<String> {
        (1..=5).map(|number| format!("file_{number}.csv")).collect()
    }

    #[test]
    fn five_downloads_one_by_one_take_five_times_one() {
        let (run, _) = stopwatch::measure("sequential", || {
            download_sequentially(&five_files(), WAIT);
        });
        assert_eq!(run.most_in_flight, 1);
        assert!(run.wall_s >= Some(1.5), "{run:?}");
    }

    #[test]
    fn five_downloads_in_threads_overlap() {
        let (run, _) = stopwatch::measure("threads", || {
            download_in_threads(&five_files(), WAIT)
        });
        assert_eq!(run.most_in_flight, 5);
        assert_eq!(run.unfinished, 0);
    }

    #[test]
    fn five_downloads_in_scoped_threads_overlap() {
        let (run, _) = stopwatch::measure("scoped-threads", || {
            download_in_scoped_threads(&five_files(), WAIT);
        });
        assert_eq!(run.most_in_flight, 5);
        assert_eq!(run.unfinished, 0);
    }

    #[test]
    fn a_pool_of_two_downloads_every_file_once_and_two_at_a_time() {
        let (run, _) = stopwatch::measure("pool", || {
            download_with_pool(&five_files(), WAIT, 2)
        });
        assert_eq!(run.most_in_flight, 2);
        assert!(run.wall_s >= Some(0.9), "{run:?}");
        let mut files: Vec<&str> =
            run.tasks.iter().map(|task| task.name.as_str()).collect();
        files.sort_unstable();
        assert_eq!(files, five_files());
    }

    #[test]
    fn more_workers_than_files_download_every_file_at_once() {
        let (run, _) = stopwatch::measure("pool", || {
            download_with_pool(&five_files(), WAIT, 8)
        });
        assert_eq!(run.tasks.len(), 5);
        assert_eq!(run.most_in_flight, 5);
    }
}
