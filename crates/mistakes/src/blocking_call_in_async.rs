//! Mistake: an async task calls what blocks, and stops all others on its
//! thread. Mended: `spawn_blocking` has threads for such calls. In Python:
//! `time.sleep` or `requests.get` inside of `async def`.

use std::time::Duration;

use tokio::task::{self, JoinSet};

use crate::work::{fetch, on_one_thread};

// ANCHOR: mistake
/// Wrong: the call gives the thread back only when it is done.
pub fn mistake(files: &[String], wait: Duration) -> u64 {
    async fn read(file: String, wait: Duration) -> u64 {
        let _task = stopwatch::task(&file);
        // Any await, here one that is over at once: the others begin meanwhile.
        task::yield_now().await;
        fetch(&file, wait)
    }
    on_one_thread().block_on(async {
        let reads: JoinSet<u64> =
            files.iter().map(|file| read(file.clone(), wait)).collect();
        reads.join_all().await.into_iter().sum()
    })
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// Another thread is blocked, and this one only waits for it.
pub fn mended(files: &[String], wait: Duration) -> u64 {
    async fn read(file: String, wait: Duration) -> u64 {
        let _task = stopwatch::task(&file);
        let call = task::spawn_blocking(move || fetch(&file, wait));
        call.await.expect("a call panicked")
    }
    on_one_thread().block_on(async {
        let reads: JoinSet<u64> =
            files.iter().map(|file| read(file.clone(), wait)).collect();
        reads.join_all().await.into_iter().sum()
    })
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
    fn all_begin_at_once_on_one_thread_and_end_one_after_the_other() {
        let (run, bytes) = look(|| mistake(&files(3), WAIT));
        assert_eq!((run.most_in_flight, run.workers, bytes), (3, 1, 30));
        assert!(in_steps(&run) && at_least(3, &run), "{run:?}");
    }

    #[test]
    fn mended_no_call_holds_up_another() {
        let (run, bytes) = look(|| mended(&files(3), WAIT));
        assert_eq!((run.most_in_flight, run.workers, bytes), (3, 1, 30));
        assert!(!in_steps(&run), "{run:?}");
    }
}
