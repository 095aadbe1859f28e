//! A program under a limit of address space, in a process of its own.
//!
//! A program that finds no memory is aborted, and can say no more than that. How much it will need
//! cannot be told beforehand: the C library's allocator alone reserves 64 MiB for a thread, unless it
//! finds no room for that. So the process that was started only waits for the one that works, and names
//! the limit if that one dies.

use std::{
    env,
    os::unix::process::ExitStatusExt,
    process::{Command, ExitStatus},
};

use nix::{
    sys::{
        prctl,
        signal::{SigSet, Signal},
    },
    unistd::Pid,
};

use super::{
    pipe,
    refusal::{limit_of_address_space, too_little_address_space},
};

/// Tells the process that works who waits for it.
const WAITS: &str = "STOPWATCH_WAITS";

/// Where address space is limited, starts this program again, waits for its end, and ends as it did. In
/// the process that works, and where there is no limit, this does nothing.
pub(crate) fn run_below_a_limit() {
    let Some(limit) = limit_of_address_space() else { return };
    if let Ok(waits) = env::var(WAITS) {
        // Processes that this program starts see the variable as well.
        if waits == Pid::parent().to_string() {
            // If the process that waits is killed, this one ends as well.
            let _ = prctl::set_pdeathsig(Signal::SIGKILL);
        }
        return;
    }
    let Ok(program) = env::current_exe() else { return };
    let mut again = Command::new(program);
    again.args(env::args_os().skip(1)).env(WAITS, Pid::this().to_string());
    // A panic that finds no memory for its backtrace waits for ever, for the lock that it holds itself.
    again.env("RUST_BACKTRACE", "0").env_remove("RUST_LIB_BACKTRACE");
    // Without room for a second process, this one does the work.
    let Ok(mut child) = again.spawn() else { return };
    // Ctrl-C at a terminal reaches both. The one that works decides what it means.
    let _ = SigSet::from_iter([Signal::SIGINT, Signal::SIGQUIT]).thread_block();
    let Ok(status) = child.wait() else { pipe::exit(1) };
    pipe::exit(code(status, limit))
}

/// The exit code for how the process that worked has ended. If the limit, in bytes, is what ended it,
/// says so.
fn code(status: ExitStatus, limit: u64) -> i32 {
    match status.signal().map(Signal::try_from) {
        // Where the system finds no room for the stack of `main`, it ends a process with the second.
        Some(Ok(signal @ (Signal::SIGABRT | Signal::SIGSEGV))) => {
            let limit = too_little_address_space(limit);
            crate::eprintln!(
                "Error: the program was ended by {signal}, most likely for want of memory. {limit}"
            );
            1
        }
        Some(Ok(signal)) => 128 + signal as i32,
        _ => status.code().unwrap_or(1),
    }
}
