//! rayon's pools and threads of our own, and why one of them could not be started.

use std::thread::{self, Scope, ScopedJoinHandle};

use anyhow::{Result, anyhow};
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// Starts the pool that `par_iter` uses. There must be room for as many threads again, for the versions
/// that start their own.
///
/// # Errors
/// Names the limit of the system.
pub(crate) fn start(workers: usize) -> Result<()> {
    has_room(2 * workers)?;
    ThreadPoolBuilder::new()
        .num_threads(workers)
        .build_global()
        .map_err(refused)
}

/// Starts pools with 1, 2, … workers, up to this many.
///
/// # Errors
/// Names the limit of the system.
pub(crate) fn with_up_to(most: usize) -> Result<Vec<ThreadPool>> {
    has_room((1..=most).sum())?;
    let pool = |workers| ThreadPoolBuilder::new().num_threads(workers).build();
    (1..=most).map(pool).collect::<Result<_, _>>().map_err(refused)
}

/// # Errors
/// When this many more threads cannot be started: names the limit of the system.
pub(crate) fn has_room(threads: usize) -> Result<()> {
    stopwatch::room_for_threads(threads).map_err(anyhow::Error::msg)
}

/// Starts a thread in a scope.
///
/// # Errors
/// Names the limit of the system.
pub(crate) fn start_thread<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, T>> {
    let thread = thread::Builder::new().spawn_scoped(scope, work);
    thread.map_err(|error| {
        anyhow!("could not start a thread ({})", stopwatch::refusal(&error))
    })
}

fn refused(error: ThreadPoolBuildError) -> anyhow::Error {
    anyhow!(
        "rayon could not start its threads ({})",
        stopwatch::refusal(&error)
    )
}
