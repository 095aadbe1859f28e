//! Exercise of chapter 13: a staircase.

use crate::picture::{self, Reply};

/// What went wrong.
pub enum Mistake {
    /// What is handed out.
    NotSure,
    /// Each thread is joined before the next is started.
    JoinedInTheLoop,
    /// All threads are started, and one lock is held across each download.
    LockAcrossTheWait,
    /// Nobody waits for the threads.
    NobodyJoins,
    /// One thread downloads one file after the other.
    OneThreadForAll,
}

/// Checks an answer.
pub fn check(mistake: Mistake) {
    picture::check(match mistake {
        Mistake::NotSure => Reply::Open,
        Mistake::JoinedInTheLoop => Reply::Right(
            "Each bar begins where the one above it ends, each on a thread of its own: nobody starts a \
             thread before the last one has ended.",
        ),
        Mistake::LockAcrossTheWait => Reply::Wrong(
            "Then all five threads would be there from the beginning, and their bars would begin together. \
             Here thread 2 begins when thread 1 has ended.",
        ),
        Mistake::NobodyJoins => Reply::Wrong(
            "Of a thread that nobody waits for, the bar ends in `>`. Here all bars end in `]`, and somebody \
             waits for each: the next one begins only then.",
        ),
        Mistake::OneThreadForAll => {
            Reply::Wrong("One thread is one row. Here are five: a new thread for each file.")
        }
    });
}
