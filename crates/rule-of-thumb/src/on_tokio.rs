//! The version on one thread, with tokio.

use std::sync::Arc;

use anyhow::Result;
use tokio::{runtime, sync::Semaphore, task::JoinSet, time};

use crate::{Work, do_task};

// ANCHOR: tokio
/// One thread, and this many tasks in flight. A wait gives the thread
/// back; a computation does not.
pub fn with_tokio(work: Work, tasks: u32, workers: u32) -> Result<u64> {
    let may_begin = Arc::new(Semaphore::new(workers as usize));
    runtime::Builder::new_current_thread().enable_time().build()?.block_on(
        async {
            let begun: JoinSet<Result<u64>> = (1..=tasks)
                .map(|number| do_async(work, number, Arc::clone(&may_begin)))
                .collect();
            begun.join_all().await.into_iter().sum()
        },
    )
}

async fn do_async(
    work: Work,
    number: u32,
    may_begin: Arc<Semaphore>,
) -> Result<u64> {
    let _permit = may_begin.acquire().await?;
    match work {
        Work::Wait(wait) => {
            let _task = stopwatch::task(format!("task {number}"));
            time::sleep(wait).await;
            Ok(1)
        }
        Work::Compute(_) => Ok(do_task(work, number)),
    }
}
// ANCHOR_END: tokio
