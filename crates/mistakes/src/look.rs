//! What tests look for in the picture of a version.

use std::time::Duration;

use serde::Serialize;
use stopwatch::Run;

use crate::work::files;

/// Long enough for threads to meet, on a busy machine, too.
pub(crate) const WAIT: Duration = Duration::from_millis(300);

/// Runs a version, which has an answer.
pub(crate) fn look<A: Serialize>(version: impl FnOnce() -> A) -> (Run, A) {
    let (run, answer) = stopwatch::measure("version", version);
    let failures = run.failures.join("; ");
    (run, answer.unwrap_or_else(|| panic!("{failures}")))
}

/// Tests that a version downloads three files in three threads, so many of them at once.
pub(crate) fn downloads_in_threads(
    version: fn(&[String], Duration) -> u64,
    at_once: u32,
) {
    const FILES: u32 = 3;
    let (run, bytes) = look(|| version(&files(FILES as usize), WAIT));
    let (most_in_flight, threads) = (at_once as usize, FILES as usize);
    assert_eq!(
        (run.most_in_flight, run.workers, bytes),
        (most_in_flight, threads, 30)
    );
    assert!(at_least(FILES / at_once, &run), "{run:?}");
}

/// Whether it took so many waits, or longer.
pub(crate) fn at_least(waits: u32, run: &Run) -> bool {
    run.wall_s >= Some((WAIT * waits).as_secs_f64())
}

/// Whether each task ended a wait after the one before, or later.
pub(crate) fn in_steps(run: &Run) -> bool {
    let mut ends_s: Vec<f64> =
        run.tasks.iter().filter_map(|task| task.end_s).collect();
    ends_s.sort_by(f64::total_cmp);
    // A thread notes its end a little after it has given the lock back.
    ends_s.windows(2).all(|pair| pair[1] - pair[0] > 0.5 * WAIT.as_secs_f64())
}
