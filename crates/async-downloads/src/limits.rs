//! What the system allows of threads and open files.

use std::io;

use anyhow::{Error, Result, anyhow};

use stopwatch::refusal;

/// The error of a thread that the system refused, the `number`th: which limit it was, and what to do.
pub fn no_thread(number: u32, error: io::Error) -> Error {
    let why = refusal(&error);
    anyhow!(
        "the system refused thread {number} ({why})\n\
         Raise that limit where you may, or take fewer (--waits, --workers): they need a thread each."
    )
}

/// Makes sure that this process can have so many downloads under way at once: each takes a connection.
/// So it does at the server, which is in another process.
///
/// # Errors
/// When the limit on open files is lower, and cannot be raised from here.
pub fn allow_downloads(at_once: u32) -> Result<()> {
    let what = format!("{at_once} downloads at once");
    practice_api::allow_open_files(&what, at_once.into(), "--downloads").map_err(Error::msg)
}
