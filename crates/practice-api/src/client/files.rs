//! The limit on open files, of which every connection is one.

use std::io;

/// What a program has open besides its connections: its output, the server's socket, a lookup.
const OTHER_FILES: u64 = 32;

/// Makes sure that this many files and connections can be open at once, and raises the limit where it
/// may. `what` is what needs them, such as `100 downloads at once`; `flag` is the flag with which a
/// user can ask for less.
///
/// # Errors
/// Names the limit, and how to raise it.
pub fn allow_open_files(what: &str, files: u64, flag: &str) -> Result<(), String> {
    let needed = files + OTHER_FILES;
    match rlimit::increase_nofile_limit(needed) {
        Ok(limit) if limit < needed => Err(format!(
            "{what} need {needed} open files, and the limit is {limit} (ulimit -n)\n\
             Type `ulimit -n {needed}` first, or take fewer ({flag})."
        )),
        // Where there is no such limit, or it cannot be asked for, the connections will show it.
        _ => Ok(()),
    }
}

/// Whether the system refused a connection because too many files are open.
pub(crate) fn is_too_many(error: &io::Error) -> bool {
    let (of_process, of_system) = if cfg!(windows) { (10024, 10024) } else { (24, 23) };
    error.raw_os_error().is_some_and(|code| code == of_process || code == of_system)
}

/// The limit in words.
pub(crate) fn too_many() -> String {
    match rlimit::increase_nofile_limit(0) {
        Ok(limit) => format!("too many open files: the limit is {limit} (ulimit -n)"),
        Err(_) => "too many open files".to_owned(),
    }
}
