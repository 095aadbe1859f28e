//! What chapter 05 says beside its versions.

use std::time::{Duration, Instant};

use chapter_05_shared_memory::{Count, lose_one_update};
use stopwatch::{Lesson, println, text};

/// How long counting should take, by doing a tenth of it.
pub(crate) fn predict(count: Count, threads: usize, updates: u64) -> Duration {
    let part = updates.div_ceil(10);
    let began = Instant::now();
    count(threads, part);
    began.elapsed().mul_f64(updates as f64 / part as f64)
}

/// What one update cost in the version that ran last.
pub(crate) fn cost(lesson: &Lesson, updates: u64) {
    if let Some(wall_s) = lesson.last_run().and_then(|run| run.wall_s) {
        let nanoseconds = wall_s * 1e9 / updates as f64;
        println!("{} updates, {nanoseconds:.1} ns for each.", text::count(updates));
    }
}

/// How many updates were lost; and one of them in slow motion, since on a machine with one core none
/// may be.
pub(crate) fn losses(counted: u64, updates: u64) {
    let lost = updates - counted;
    println!(
        "The counter says {}: {} were lost, {:.1} %. This answer may differ, and is not compared.",
        text::count(counted),
        text::counted(lost, "update"),
        lost as f64 / updates as f64 * 100.0
    );
    println!("How one is lost, in slow motion:");
    let counted = lose_one_update();
    println!("  Two threads added 1 each, and the counter says {counted}.");
}
