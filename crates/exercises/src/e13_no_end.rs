//! Exercise of chapter 13: a bar without an end.

use crate::picture::{self, Reply};

/// What went wrong.
pub enum Mistake {
    /// What is handed out.
    NotSure,
    /// Somebody keeps a sender, and never sends.
    ChannelNeverClosed,
    /// Nobody waits for the downloads.
    NobodyJoins,
    /// One of the downloads never ends.
    OneDownloadHangs,
    /// It takes that long to add up.
    SlowToAddUp,
}

/// Checks an answer.
pub fn check(mistake: Mistake) {
    picture::check(match mistake {
        Mistake::NotSure => Reply::Open,
        Mistake::ChannelNeverClosed => Reply::Right(
            "All downloads have ended, and whoever adds up waits for more: as long as there is a sender \
             somewhere, more may come.",
        ),
        Mistake::NobodyJoins => {
            Reply::Wrong("Then their bars would end in `>`. They end in `]`, long before the end.")
        }
        Mistake::OneDownloadHangs => {
            Reply::Wrong("Count the bars that end in `]`: all five downloads do.")
        }
        Mistake::SlowToAddUp => Reply::Wrong(
            "Five numbers are added up in no time, on any machine. After the last download there is nothing \
             left to add, and still it goes on.",
        ),
    });
}
