//! Exercise of chapter 13: more workers that wait.

use crate::picture::{self, Reply};

/// How long four workers would take.
pub enum Time {
    /// What is handed out.
    NotSure,
    /// As long as two.
    AsLongAsTwo,
    /// Half as long.
    HalfAsLong,
    /// A quarter as long.
    QuarterAsLong,
    /// Twice as long.
    TwiceAsLong,
}

/// Checks an answer.
pub fn check(time: Time) {
    picture::check(match time {
        Time::NotSure => Reply::Open,
        Time::AsLongAsTwo => Reply::Wrong(
            "That would be so if they computed, and both cores were busy. No bar is solid here: they wait, \
             and for that nobody needs a core.",
        ),
        Time::HalfAsLong => Reply::Right(
            "No bar is solid: the workers wait, and four can wait at once as well as two. Each has two \
             downloads then, in place of four.",
        ),
        Time::QuarterAsLong => Reply::Wrong(
            "A quarter is the time of one download. Four workers have two downloads each, one after the \
             other.",
        ),
        Time::TwiceAsLong => Reply::Wrong(
            "No download takes longer because others are on their way: here two are, all the time, and \
             every bar has the same length.",
        ),
    });
}
