//! Exercise of chapter 13: five rows of one thread.

use crate::picture::{self, Reply};

/// What went wrong.
pub enum Mistake {
    /// What is handed out.
    NotSure,
    /// Each task is awaited before the next is begun.
    AwaitedInTheLoop,
    /// The call blocks the one thread of all tasks.
    BlockingCall,
    /// The tasks are threads, and share a lock that is held across the call.
    LockBetweenThreads,
    /// The first error ends all tasks.
    OneErrorLosesAll,
}

/// Checks an answer.
pub fn check(mistake: Mistake) {
    picture::check(match mistake {
        Mistake::NotSure => Reply::Open,
        Mistake::AwaitedInTheLoop => Reply::Wrong(
            "Then a bar would begin only where another ends. Here all five begin together.",
        ),
        Mistake::BlockingCall => Reply::Right(
            "All five have begun, on one thread, and they end one after another: while one of them is in \
             the call, that thread can do nothing for the others.",
        ),
        Mistake::LockBetweenThreads => Reply::Wrong(
            "Threads have names of their own, such as `thread 1`. All these rows are named `main`: there is \
             only one thread.",
        ),
        Mistake::OneErrorLosesAll => Reply::Wrong(
            "Then all bars would end at the same moment. Here they end one after another.",
        ),
    });
}
