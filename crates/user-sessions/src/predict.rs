//! What chapter 10 should take: a small part of the work, done beforehand.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use chapter_10_user_sessions::{
    Event, Log, from_file_sequentially, owner, sessionize_sequentially,
    sessionize_under_one_big_lock,
};

/// How many parts the work is divided into; one of them is done beforehand.
const PARTS: usize = 16;

fn time_of<T>(work: impl FnOnce() -> T) -> Duration {
    let began = Instant::now();
    black_box(work());
    began.elapsed()
}

/// Cutting events in memory: on one core, and under one big lock, if its threads are allowed.
pub(crate) fn in_memory(
    events: &[Event],
    silence_ns: i64,
    workers: usize,
) -> (Duration, Option<Duration>) {
    // A part of the users, with all of their events.
    let is_in_part = |event: &&Event| owner(event.user, PARTS) == 0;
    let part: Vec<Event> = events.iter().filter(is_in_part).copied().collect();
    let times = events.len() as f64 / part.len().max(1) as f64;
    let one_core = time_of(|| sessionize_sequentially(&part, silence_ns));
    // The system may refuse its threads; then only that version fails.
    let under_lock =
        || sessionize_under_one_big_lock(&part, silence_ns, workers);
    let (run, answer) = stopwatch::measure("prediction", under_lock);
    let big_lock = answer.and(run.wall_s).map(Duration::from_secs_f64);
    (one_core.mul_f64(times), big_lock.map(|time| time.mul_f64(times)))
}

/// From the log to the answer, on one core.
pub(crate) fn whole_way(log: &Log, silence_ns: i64) -> Duration {
    let pieces = log.pieces().len();
    let few = pieces.div_ceil(PARTS);
    let part = log.beginning(few);
    let one_core = time_of(|| from_file_sequentially(&part, silence_ns));
    one_core.mul_f64(pieces as f64 / few.max(1) as f64)
}
