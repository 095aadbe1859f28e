//! Exercise of chapter 13: async tasks that overlap.

use crate::picture::{self, Reply};

/// How the downloads are done.
pub enum Version {
    /// What is handed out.
    NotSure,
    /// Each has a thread of its own.
    AThreadForEach,
    /// They are async tasks, each awaited before the next is begun.
    AwaitedInTheLoop,
    /// They are async tasks, all begun before the first is awaited.
    BegunThenAwaited,
    /// They are async tasks, and each blocks their one thread.
    BlockingCalls,
}

/// Checks an answer.
pub fn check(version: Version) {
    picture::check(match version {
        Version::NotSure => Reply::Open,
        Version::AThreadForEach => Reply::Wrong(
            "Threads have names of their own, such as `thread 1`. All these rows are named `main`.",
        ),
        Version::AwaitedInTheLoop => Reply::Wrong(
            "Then there would be one row, with one bar after the other. Here all five are on their way at \
             once.",
        ),
        Version::BegunThenAwaited => Reply::Right(
            "Five rows with one name are five tasks on one thread, which begin and end together: while one \
             waits, the thread goes on with another.",
        ),
        Version::BlockingCalls => Reply::Wrong(
            "Then one would end after another, each 50 ms later. Here they end together.",
        ),
    });
}
