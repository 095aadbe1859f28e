//! Mistake: each thread gets equally many files, and the last ones are the
//! large ones. Mended: each takes the next file when it is done, the largest
//! first. In Python: `ThreadPool(2).map(f, files, chunksize=len(files) // 2)`.

use std::{sync::Mutex, time::Duration};

use crate::work::{download, in_threads};

/// A file, and how long it takes.
pub type File = (String, Duration);

// ANCHOR: mistake
/// Wrong: half of the files is not half of the work. One thread is done,
/// and the other one is not.
pub fn mistake(files: &[File]) -> u64 {
    in_threads(files.chunks(files.len().div_ceil(2)), |share| {
        share.iter().map(|(file, wait)| download(file, *wait)).sum()
    })
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// Two threads share one queue, with the largest files in
/// front. They end together.
pub fn mended(files: &[File]) -> u64 {
    let queue = Mutex::new(files.iter().rev());
    let next_file = || queue.lock().expect("a thread panicked").next();
    in_threads(0..2, |_| {
        let mut bytes = 0;
        while let Some((file, wait)) = next_file() {
            bytes += download(file, *wait);
        }
        bytes
    })
}
// ANCHOR_END: mended

/// Eight files, each larger than the one before.
pub(crate) fn growing(unit: Duration) -> Vec<File> {
    (1..=8).map(|size| (format!("file_{size}.csv"), unit * size)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::look;

    const UNIT: Duration = Duration::from_millis(100);

    /// How long each thread has work, in units: the shortest first.
    fn shares(run: &stopwatch::Run) -> [f64; 2] {
        let of = |lane: &str| -> f64 {
            let tasks = run.tasks.iter().filter(|task| task.lane == lane);
            tasks.map(|task| task.end_s.unwrap() - task.start_s).sum::<f64>()
                / UNIT.as_secs_f64()
        };
        let shares = [of("thread 1"), of("thread 2")];
        [shares[0].min(shares[1]), shares[0].max(shares[1])]
    }

    #[test]
    fn the_thread_with_the_large_files_takes_longest() {
        let (run, bytes) = look(|| mistake(&growing(UNIT)));
        assert_eq!((run.tasks.len(), run.most_in_flight, bytes), (8, 2, 80));
        let [short, long] = shares(&run);
        assert!(short >= 10.0 && long >= 26.0, "{run:?}");
    }

    #[test]
    fn mended_whoever_is_done_takes_the_next_file() {
        let (run, bytes) = look(|| mended(&growing(UNIT)));
        assert_eq!((run.tasks.len(), run.most_in_flight, bytes), (8, 2, 80));
        assert_eq!(
            [&run.tasks[0].name, &run.tasks[7].name],
            ["file_8.csv", "file_1.csv"]
        );
    }
}
