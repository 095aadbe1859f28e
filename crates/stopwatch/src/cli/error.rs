//! The error that a chapter's `main` returns.

use std::fmt;

use crate::draw::text;

/// What failed, in one line, printed to stderr by Rust when `main` returns it (exit code 1).
///
/// It holds text, not a backtrace: the reader of a lesson needs the reason, not our stack.
pub struct Error(String);

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self(format!("{error:#}"))
    }
}

// `main` prints its error with `Debug`, so `Debug` has to be the readable form. It may quote names of
// files and answers of servers, so it is escaped.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::sentence(&self.0))
    }
}
