//! Mistake: the first error ends it all, and the results of the others
//! are lost. Mended: each result is kept, and so is each error. In
//! Python: `asyncio.TaskGroup`.

use std::time::Duration;

use tokio::{task::JoinSet, time};

use crate::work::on_one_thread;

// ANCHOR: mistake
/// Wrong: `?` returns with the first error. What is still in flight is
/// dropped, and what had come, too.
pub fn mistake(files: &[String], wait: Duration) -> Result<u64, String> {
    on_one_thread().block_on(async {
        let mut downloads = begin(files, wait);
        let mut bytes = 0;
        while let Some(download) = downloads.join_next().await {
            bytes += download.expect("a download panicked")?;
        }
        Ok(bytes)
    })
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// Keeps what came, and the errors beside it.
pub fn mended(files: &[String], wait: Duration) -> (u64, Vec<String>) {
    on_one_thread().block_on(async {
        let mut downloads = begin(files, wait);
        let (mut bytes, mut errors) = (0, Vec::new());
        while let Some(download) = downloads.join_next().await {
            match download.expect("a download panicked") {
                Ok(more) => bytes += more,
                Err(error) => errors.push(error),
            }
        }
        (bytes, errors)
    })
}
// ANCHOR_END: mended

/// Begins all downloads.
fn begin(files: &[String], wait: Duration) -> JoinSet<Result<u64, String>> {
    files.iter().map(|file| download(file.clone(), wait)).collect()
}

/// Downloads a file; the third one is not there, which
/// shows after half of the time.
async fn download(file: String, wait: Duration) -> Result<u64, String> {
    let _task = stopwatch::task(&file);
    if file == "file_3.csv" {
        time::sleep(wait / 2).await;
        return Err(format!("there is no {file}"));
    }
    time::sleep(wait).await;
    Ok(file.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        look::{WAIT, at_least, look},
        work::files,
    };

    #[test]
    fn with_the_one_that_fails_all_others_end_and_there_is_no_result() {
        let (run, bytes) = look(|| mistake(&files(5), WAIT));
        assert_eq!(bytes, Err("there is no file_3.csv".to_owned()));
        assert_eq!(
            (run.tasks.len(), run.most_in_flight, run.unfinished),
            (5, 5, 0)
        );
        let failed_s = run
            .tasks
            .iter()
            .find(|task| task.name == "file_3.csv")
            .unwrap()
            .end_s;
        let cut_off = run.tasks.iter().filter(|task| task.end_s >= failed_s);
        assert_eq!(cut_off.count(), 5, "{run:?}");
    }

    #[test]
    fn mended_four_results_are_there_and_the_error_is_named() {
        let (run, (bytes, errors)) = look(|| mended(&files(5), WAIT));
        assert_eq!(
            (bytes, errors),
            (40, vec!["there is no file_3.csv".to_owned()])
        );
        assert!(run.most_in_flight == 5 && at_least(1, &run), "{run:?}");
    }
}
