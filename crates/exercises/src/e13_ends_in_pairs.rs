//! Exercise of chapter 13: callers that come back together.

use crate::picture::{self, Reply};

/// What went wrong.
pub enum Mistake {
    /// What is handed out.
    NotSure,
    /// One lock is held across each call.
    LockAcrossTheCall,
    /// Who was refused comes back after a pause of random length.
    RandomPauses,
    /// All who were refused wait equally long, and come back together.
    SamePauseForAll,
    /// Two workers make the calls, one after the other.
    TwoWorkers,
}

/// Checks an answer.
pub fn check(mistake: Mistake) {
    picture::check(match mistake {
        Mistake::NotSure => Reply::Open,
        Mistake::LockAcrossTheCall => Reply::Wrong(
            "Who shares one lock ends alone, one after the other. Here two end together each time.",
        ),
        Mistake::RandomPauses => Reply::Wrong(
            "Then they would come one by one, and the bars would end at many different times. Here they end \
             in pairs, and the pairs are equally far apart.",
        ),
        Mistake::SamePauseForAll => Reply::Right(
            "After each pause all who are left come at the same moment, and two are answered. Until the \
             next pause is over the server has nothing to do.",
        ),
        Mistake::TwoWorkers => Reply::Wrong(
            "Two workers are two rows. Here are eight, which begin together: all callers ask from the \
             beginning.",
        ),
    });
}
