//! Exercise of chapter 13: bars that end one after another.

use crate::picture::{self, Reply};

/// What went wrong.
pub enum Mistake {
    /// What is handed out.
    NotSure,
    /// They are async tasks, and each blocks the one thread of them all.
    BlockingCall,
    /// Each thread is joined before the next is started.
    JoinedInTheLoop,
    /// One lock is held across each download.
    LockAcrossTheWait,
    /// Five threads are too many for the cores of this machine.
    TooManyThreads,
}

/// Checks an answer.
pub fn check(mistake: Mistake) {
    picture::check(match mistake {
        Mistake::NotSure => Reply::Open,
        Mistake::BlockingCall => Reply::Wrong(
            "Then all rows would be named `main`, after the one thread. Here each row is a thread of its \
             own.",
        ),
        Mistake::JoinedInTheLoop => Reply::Wrong(
            "Then no thread would begin before another has ended. Here all five begin together.",
        ),
        Mistake::LockAcrossTheWait => Reply::Right(
            "All threads begin together, and then each ends a whole download after another: one has the \
             lock while it downloads, and the others wait for it.",
        ),
        Mistake::TooManyThreads => Reply::Wrong(
            "Who computes has a solid bar, and who waits for a core has one that is solid in part. Nothing \
             is solid here: nobody needs a core.",
        ),
    });
}
