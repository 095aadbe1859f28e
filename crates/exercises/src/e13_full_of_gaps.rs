//! Exercise of chapter 13: gaps in every row.

use crate::picture::{self, Reply};

/// What went wrong.
pub enum Mistake {
    /// What is handed out.
    NotSure,
    /// Four pages at a time are begun, when the last four are done.
    InBatches,
    /// One lock is held while a page is fetched.
    LockAcrossTheFetch,
    /// Each thread waits for its turn to print, before it fetches its next page.
    PrintsUnderOneLock,
    /// One thread has the largest pages.
    UnevenShares,
}

/// Checks an answer.
pub fn check(mistake: Mistake) {
    picture::check(match mistake {
        Mistake::NotSure => Reply::Open,
        Mistake::InBatches => Reply::Wrong(
            "Then bars would begin in fours, above each other, again and again. Only the first four do \
             here.",
        ),
        Mistake::LockAcrossTheFetch => Reply::Wrong(
            "Then there would never be two bars above each other. Here the first four stand above each \
             other.",
        ),
        Mistake::PrintsUnderOneLock => Reply::Right(
            "After each page there is a gap, in every row: the line is printed then, slowly, by one thread \
             at a time, and the others wait for their turn.",
        ),
        Mistake::UnevenShares => Reply::Wrong(
            "Then its row would be full, and those of the others would end early. Here all bars are about \
             equally long, and every row has gaps.",
        ),
    });
}
