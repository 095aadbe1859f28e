//! Exercise of chapter 13: more workers than cores.

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
        Time::AsLongAsTwo => Reply::Right(
            "Both rows are solid from end to end: both cores are busy all the time, and four workers would \
             have the same two cores.",
        ),
        Time::HalfAsLong => Reply::Wrong(
            "That would be so if there were a core for each of them. Both rows are solid: the two cores \
             that there are have no time left.",
        ),
        Time::QuarterAsLong => Reply::Wrong(
            "All work would have to be done in a quarter of the time, by the same two cores, which are busy \
             all the time as it is.",
        ),
        Time::TwiceAsLong => Reply::Wrong(
            "The work does not grow. Each task would take twice as long, as four workers share two cores, \
             but twice as many would be on their way.",
        ),
    });
}
