//! Mistake: threads are started, and nobody waits for them. Mended: they
//! are joined. In Python: `Thread(target=download, daemon=True).start()`,
//! and the end of the script.

use std::{
    sync::{Arc, Barrier},
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::work::fetch;

// ANCHOR: mistake
/// Wrong: drops the handles. The report is written, and the
/// downloads are still on their way.
pub fn mistake(files: &[String], wait: Duration) -> Option<u64> {
    drop(start(files, wait));
    write_report(wait / 2);
    None
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// Writes the report meanwhile, then waits for every download,
/// and has what it gives back.
pub fn mended(files: &[String], wait: Duration) -> Option<u64> {
    let threads = start(files, wait);
    write_report(wait / 2);
    Some(
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a download panicked"))
            .sum(),
    )
}

/// Starts a thread for each file, and returns when all have begun.
fn start(files: &[String], wait: Duration) -> Vec<JoinHandle<u64>> {
    let all_begun = Arc::new(Barrier::new(files.len() + 1));
    let start = |file: &String| {
        let (file, all_begun) = (file.clone(), Arc::clone(&all_begun));
        thread::spawn(move || {
            let _task = stopwatch::task(&file);
            all_begun.wait();
            fetch(&file, wait)
        })
    };
    let threads = files.iter().map(start).collect();
    all_begun.wait();
    threads
}
// ANCHOR_END: mended

fn write_report(wait: Duration) {
    let _task = stopwatch::task("report");
    thread::sleep(wait);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        look::{WAIT, at_least, look},
        work::files,
    };

    #[test]
    fn the_downloads_have_begun_and_nobody_has_what_they_give_back() {
        // They go on for as long again as the report takes.
        let (run, bytes) = look(|| mistake(&files(3), Duration::from_secs(2)));
        assert_eq!((run.tasks.len(), run.unfinished, bytes), (4, 3, None));
    }

    #[test]
    fn mended_every_download_is_waited_for() {
        let (run, bytes) = look(|| mended(&files(3), WAIT));
        assert_eq!((run.tasks.len(), run.unfinished, bytes), (4, 0, Some(30)));
        assert!(run.most_in_flight >= 3 && at_least(1, &run), "{run:?}");
    }
}
