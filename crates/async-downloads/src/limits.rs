//! How many threads and open files the system allows.

use std::io;

use anyhow::{Error, Result, anyhow};

use stopwatch::refusal;

/// The error for a thread that the system refused, thread `number`: which limit it was, and what to do.
pub fn no_thread(number: u32, error: io::Error) -> Error {
    let why = refusal(&error);
    anyhow!(
        "the system refused thread {number} ({why})\n\
         Raise that limit where you may, or take fewer (--waits, --workers): they need a thread each."
    )
}

/// Makes sure that this process can have this many downloads in flight at once: each takes a
/// connection. Each takes one at the server too, which is another process.
///
/// # Errors
/// When the limit on open files is lower, and cannot be raised from here.
pub fn allow_downloads(at_once: u32) -> Result<()> {
    let what = format!("{at_once} downloads at once");
    practice_api::allow_open_files(&what, at_once.into(), "--downloads")
        .map_err(Error::msg)
}
