//! What chapter 05 says besides its versions.

use std::time::Duration;

use chapter_05_shared_memory::{Count, lose_one_update};
use stopwatch::{Lesson, println, text};

/// How long counting should take, by making one update, which costs little but the start of the
/// threads, and a tenth of all updates. `None` when that fails: then the version itself will say why.
pub(crate) fn predict(
    count: Count,
    threads: usize,
    updates: u64,
) -> Option<Duration> {
    stopwatch::room_for_threads(threads).ok()?;
    let seconds = |updates| {
        let (run, counted) =
            stopwatch::measure("prediction", || count(threads, updates));
        counted.and(run.wall_s)
    };
    let part = updates.div_ceil(10);
    let (start, part_s) = (seconds(1)?, seconds(part)?);
    let for_updates = (part_s - start).max(0.0) * updates as f64 / part as f64;
    Some(Duration::from_secs_f64(start + for_updates))
}

/// Says what one update cost in the version that ran last.
pub(crate) fn cost(lesson: &Lesson, updates: u64) {
    if let Some(wall_s) = lesson.last_run().and_then(|run| run.wall_s) {
        let nanoseconds = wall_s * 1e9 / updates as f64;
        println!(
            "{} updates, {nanoseconds:.1} ns for each.",
            text::count(updates)
        );
    }
}

/// Says how many updates were lost, and shows one in slow motion, because a run may lose none.
pub(crate) fn losses(counted: u64, threads: usize, updates: u64) {
    let says = format!("The counter says {}", text::count(counted));
    match updates - counted {
        0 if threads == 1 => println!("{says}: alone, a thread loses none."),
        0 => println!(
            "{says}: none was lost this time: the threads happened to take turns, as on a core that \
             they share. That is luck, not safety."
        ),
        lost => println!(
            "{says}. Lost updates: {}, or {:.1} %. This answer may differ, and is not compared.",
            text::count(lost),
            lost as f64 / updates as f64 * 100.0
        ),
    }
    println!("How one is lost, in slow motion:");
    let counted = lose_one_update();
    println!("  Two threads added 1 each, and the counter says {counted}.");
}
