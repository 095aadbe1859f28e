//! Exercise of chapter 13: bars that end together.

use crate::picture::{self, Reply};

/// What becomes of the others.
pub enum Version {
    /// What is handed out.
    NotSure,
    /// Each task is awaited, and its error kept beside the other answers.
    AllAreAwaited,
    /// The first error ends all tasks.
    FirstErrorEndsAll,
    /// Nobody awaits the tasks.
    NobodyAwaits,
    /// Each task is awaited before the next begins.
    OneByOne,
}

/// Checks an answer.
pub fn check(version: Version) {
    picture::check(match version {
        Version::NotSure => Reply::Open,
        Version::AllAreAwaited => {
            Reply::Wrong("Then only the third bar would be short. Here all five are.")
        }
        Version::FirstErrorEndsAll => Reply::Right(
            "All bars end with that of the third task, at half of their time: the others were dropped with \
             it, and what they would have downloaded is lost.",
        ),
        Version::NobodyAwaits => Reply::Wrong(
            "Then their bars would end in `>`: still on their way when all is over. These bars end in `]`.",
        ),
        Version::OneByOne => Reply::Wrong(
            "Then one bar would begin where another ends. Here all five begin together.",
        ),
    });
}
