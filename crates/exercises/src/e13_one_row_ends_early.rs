//! Exercise of chapter 13: a row that ends early.

use crate::picture::{self, Reply};

/// What went wrong.
pub enum Mistake {
    /// What is handed out.
    NotSure,
    /// Each thread has four files, and one has all the large ones.
    EqualNumbers,
    /// Both begin their next file when both are done with their last.
    InBatches,
    /// One lock is held across each download.
    LockAcrossTheWait,
    /// One thread gave up before its files were done.
    OneGaveUp,
}

/// Checks an answer.
pub fn check(mistake: Mistake) {
    picture::check(match mistake {
        Mistake::NotSure => Reply::Open,
        Mistake::EqualNumbers => Reply::Right(
            "Each row has four bars, and one of them ends long before the other: equally many files are not \
             equally much work.",
        ),
        Mistake::InBatches => Reply::Wrong(
            "Then there would be gaps behind the short bars. Here each bar begins where the last one of its \
             row ends.",
        ),
        Mistake::LockAcrossTheWait => Reply::Wrong(
            "Then there would never be two bars above each other. Here both threads download at once, until \
             one has nothing left.",
        ),
        Mistake::OneGaveUp => Reply::Wrong(
            "Count the bars: four in each row, which are all eight files. Nothing is missing.",
        ),
    });
}
