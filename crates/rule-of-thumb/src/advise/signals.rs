//! Signals: Ctrl-C is for the command, and so is whatever else should end it.

use anyhow::{Context, Result};

/// From here on, the signals that would end this program go to the command: we end when it does.
///
/// # Errors
/// When the system refuses.
#[cfg(unix)]
pub(super) fn leave_to(command: u32) -> Result<()> {
    use std::thread;

    use nix::{
        sys::signal::{SigSet, Signal, kill},
        unistd::Pid,
    };

    let signals: SigSet =
        [Signal::SIGINT, Signal::SIGQUIT, Signal::SIGTERM, Signal::SIGHUP].into_iter().collect();
    signals.thread_block().context("could not wait for Ctrl-C")?;
    let command = Pid::from_raw(i32::try_from(command)?);
    // Ends with this program.
    thread::spawn(move || {
        while let Ok(signal) = signals.wait() {
            let is_from_the_keyboard = matches!(signal, Signal::SIGINT | Signal::SIGQUIT);
            // A terminal sends Ctrl-C to all that run in its foreground, the command included.
            if !(is_from_the_keyboard && is_in_the_foreground()) {
                // It may have ended by now.
                let _ = kill(command, signal);
            }
        }
    });
    Ok(())
}

/// Whether this program and the command are what a terminal runs in its foreground.
#[cfg(unix)]
fn is_in_the_foreground() -> bool {
    use std::fs::File;

    use nix::unistd::{getpgrp, tcgetpgrp};

    File::open("/dev/tty").is_ok_and(|terminal| tcgetpgrp(terminal) == Ok(getpgrp()))
}

/// On Windows, everything at a console gets Ctrl-C: here it is only noted.
#[cfg(not(unix))]
pub(super) fn leave_to(_command: u32) -> Result<()> {
    use std::sync::Arc;

    use signal_hook::{consts::SIGINT, flag};

    flag::register(SIGINT, Arc::default()).context("could not wait for Ctrl-C")?;
    Ok(())
}
