//! Signals: Ctrl-C is for the command, and so is whatever else should end it.

use std::process::Command;
#[cfg(unix)]
use std::sync::{
    Once, OnceLock,
    atomic::{AtomicI32, Ordering},
};

use anyhow::{Context, Result};
#[cfg(unix)]
use nix::sys::signal::{SigSet, Signal};

/// The signals that would end this program, held back until they can be left to the command.
pub(super) struct HeldBack {
    /// The signals that are blocked for a command: those that were before.
    #[cfg(unix)]
    blocked_before: SigSet,
}

/// The command to which signals go; 0 before the first.
#[cfg(unix)]
static COMMAND: AtomicI32 = AtomicI32::new(0);

/// Holds the signals back. It comes before the command is started: a signal that comes as soon as that
/// runs must find this program prepared.
///
/// # Errors
/// When the system refuses.
#[cfg(unix)]
pub(super) fn hold_back() -> Result<HeldBack> {
    static BLOCKED_BEFORE: OnceLock<SigSet> = OnceLock::new();
    let blocked = SigSet::thread_get_mask().context("could not ask for the signals")?;
    // From the second command on, they are held back already.
    let blocked_before = *BLOCKED_BEFORE.get_or_init(|| blocked);
    to_be_left().thread_block().context("could not wait for Ctrl-C")?;
    Ok(HeldBack { blocked_before })
}

#[cfg(unix)]
fn to_be_left() -> SigSet {
    [Signal::SIGINT, Signal::SIGQUIT, Signal::SIGTERM, Signal::SIGHUP].into_iter().collect()
}

#[cfg(unix)]
impl HeldBack {
    /// Lets a command start with the signals as they were.
    pub(super) fn not_from<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        use std::os::unix::process::CommandExt;

        let blocked = self.blocked_before;
        #[expect(unsafe_code, reason = "nothing safe sets what is blocked for a command alone")]
        // SAFETY: between fork and exec, pthread_sigmask is one of the functions that may be called.
        unsafe {
            command.pre_exec(move || Ok(blocked.thread_set_mask()?))
        }
    }

    /// Does something when one of the signals comes.
    pub(super) fn wait_for_one(self, then: impl FnOnce() + Send + 'static) {
        // Ends with this program.
        std::thread::spawn(move || {
            if to_be_left().wait().is_ok() {
                then();
            }
        });
    }

    /// From here on, the signals go to the command: this program ends when it does.
    ///
    /// # Errors
    /// When there can be no such process.
    pub(super) fn leave_to(self, command: u32) -> Result<()> {
        use nix::{sys::signal::kill, unistd::Pid};

        static STARTED: Once = Once::new();
        COMMAND.store(i32::try_from(command)?, Ordering::SeqCst);
        let leave = |signal| {
            let command = COMMAND.load(Ordering::SeqCst);
            if command > 0 {
                // It may have ended by now.
                let _ = kill(Pid::from_raw(command), signal);
            }
        };
        // Ends with this program.
        STARTED.call_once(|| drop(std::thread::spawn(move || for_each_that_comes(leave))));
        Ok(())
    }
}

/// The command has ended, and its number may be given to another one.
pub(super) fn leave_to_nobody() {
    #[cfg(unix)]
    COMMAND.store(0, Ordering::SeqCst);
}

/// Does something for each of the signals, but not for Ctrl-C: a terminal sends that to all that run in its
/// foreground, the command included.
#[cfg(target_os = "linux")]
fn for_each_that_comes(act: impl Fn(Signal)) {
    use nix::{
        errno::Errno,
        sys::signalfd::{SfdFlags, SignalFd},
    };

    let signals = SignalFd::with_flags(&to_be_left(), SfdFlags::SFD_CLOEXEC);
    // Without a file for it they stay held back, and the command gets what a terminal sends.
    let Ok(signals) = signals else { return };
    loop {
        let sent = match signals.read_signal() {
            Ok(Some(sent)) => sent,
            Ok(None) | Err(Errno::EINTR) => continue,
            Err(_) => return,
        };
        // Nobody's but the system's own are positive.
        let is_of_a_program = sent.ssi_code <= 0;
        let signal = i32::try_from(sent.ssi_signo).map(Signal::try_from);
        if let Ok(Ok(signal)) = signal
            && (is_of_a_program || !has_a_key(signal))
        {
            act(signal);
        }
    }
}

/// Other systems do not tell who sent a signal: where this program runs in the foreground of a terminal,
/// it must have been that.
#[cfg(all(unix, not(target_os = "linux")))]
fn for_each_that_comes(act: impl Fn(Signal)) {
    while let Ok(signal) = to_be_left().wait() {
        if !(has_a_key(signal) && is_in_the_foreground()) {
            act(signal);
        }
    }
}

/// Whether a key of a terminal sends this signal.
#[cfg(unix)]
fn has_a_key(signal: Signal) -> bool {
    matches!(signal, Signal::SIGINT | Signal::SIGQUIT)
}

/// Whether this program and the command are what a terminal runs in its foreground.
#[cfg(all(unix, not(target_os = "linux")))]
fn is_in_the_foreground() -> bool {
    use std::{fs::File, io, os::fd::AsFd};

    use nix::unistd::{getpgrp, tcgetpgrp};

    fn is_of(terminal: impl AsFd) -> bool {
        tcgetpgrp(terminal) == Ok(getpgrp())
    }
    // The file that stands for the terminal may be missing in a container.
    is_of(io::stdin())
        || is_of(io::stdout())
        || is_of(io::stderr())
        || File::open("/dev/tty").is_ok_and(is_of)
}

/// On Windows, everything at a console gets Ctrl-C: here it is only noted.
#[cfg(not(unix))]
pub(super) fn hold_back() -> Result<HeldBack> {
    use std::sync::Arc;

    use signal_hook::{consts::SIGINT, flag};

    flag::register(SIGINT, Arc::default()).context("could not wait for Ctrl-C")?;
    Ok(HeldBack {})
}

#[cfg(not(unix))]
impl HeldBack {
    pub(super) fn not_from<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
    }

    /// Here, who waits ends with this program.
    pub(super) fn wait_for_one(self, _then: impl FnOnce() + Send + 'static) {}

    #[expect(clippy::unnecessary_wraps, reason = "so that its callers need not know the system")]
    pub(super) fn leave_to(self, _command: u32) -> Result<()> {
        Ok(())
    }
}
