//! Mistake: one future is awaited after the other. Mended: all are begun, then
//! awaited. In Python: `for file in files: await download(file)`.

use std::time::Duration;

use tokio::{task::JoinSet, time};

use crate::work::on_one_thread;

// ANCHOR: mistake
/// Wrong: a future does nothing until it is awaited, and so the next
/// begins when this one is done.
pub fn mistake(files: &[String], wait: Duration) -> u64 {
    on_one_thread().block_on(async {
        let mut bytes = 0;
        for file in files {
            bytes += download(file.clone(), wait).await;
        }
        bytes
    })
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// A `JoinSet` begins them all, each as a task.
pub fn mended(files: &[String], wait: Duration) -> u64 {
    on_one_thread().block_on(async {
        let downloads: JoinSet<u64> =
            files.iter().map(|file| download(file.clone(), wait)).collect();
        downloads.join_all().await.into_iter().sum()
    })
}

async fn download(file: String, wait: Duration) -> u64 {
    let _task = stopwatch::task(&file);
    time::sleep(wait).await;
    file.len() as u64
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
    fn one_row_has_one_bar_after_the_other() {
        let (run, bytes) = look(|| mistake(&files(3), WAIT));
        assert_eq!((run.most_in_flight, run.workers, bytes), (1, 1, 30));
        assert!(at_least(3, &run), "{run:?}");
    }

    #[test]
    fn mended_one_thread_waits_for_all_at_once() {
        let (run, bytes) = look(|| mended(&files(3), WAIT));
        assert_eq!((run.most_in_flight, run.workers, bytes), (3, 1, 30));
    }
}
