//! Ends a command that takes too long.

use std::{
    io,
    process::{self, Child, ExitStatus},
    thread,
    time::{Duration, Instant},
};

#[cfg(unix)]
use nix::sys::signal::Signal;

use crate::descendants;

/// Between two questions whether a command has ended.
const PAUSE: Duration = Duration::from_millis(5);
/// For what it has to do at its end.
const GRACE: Duration = Duration::from_secs(2);

/// Waits for a command, and says whether it reached the limit. Then it is asked to end, with all that it
/// started, and some time later they are ended. `others` are children of this program that it did not.
pub(super) fn wait(
    child: &mut Child,
    limit: Duration,
    others: &[u32],
) -> io::Result<(ExitStatus, bool)> {
    if let Some(status) = wait_for(child, limit)? {
        return Ok((status, false));
    }
    let all = all_but(others, child.id());
    ask_to_end(&all);
    let asked = Instant::now();
    wait_for(child, GRACE)?;
    // What it started may take longer to end than it does.
    while asked.elapsed() < GRACE && !still_there(&all).is_empty() {
        thread::sleep(PAUSE);
    }
    end(&still_there(&all));
    child.kill().map_err(|why| {
        let goes_on = format!("it goes on after its time, since this user may not end it: {why}");
        io::Error::new(why.kind(), goes_on)
    })?;
    Ok((child.wait()?, true))
}

fn wait_for(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let began = Instant::now();
    loop {
        let status = child.try_wait()?;
        if status.is_some() || began.elapsed() >= limit {
            return Ok(status);
        }
        thread::sleep(PAUSE.min(limit));
    }
}

/// A command and all that it started, as far as the system tells. Who of them has lost its parents has
/// come to this program, where it can: it is told from those that were there before.
fn all_but(others: &[u32], command: u32) -> Vec<u32> {
    let others: Vec<u32> =
        others.iter().flat_map(|other| [*other].into_iter().chain(descendants(*other))).collect();
    let ours = descendants(process::id()).into_iter();
    let ours = ours.filter(|it| *it != command && !others.contains(it));
    [command].into_iter().chain(ours).collect()
}

/// Which of these processes have not ended. Who is not of this program any more has, and its number may
/// be another one's.
fn still_there(processes: &[u32]) -> Vec<u32> {
    let ours = descendants(process::id());
    processes.iter().copied().filter(|process| ours.contains(process)).collect()
}

#[cfg(unix)]
fn ask_to_end(processes: &[u32]) {
    send(processes, Signal::SIGTERM);
    // Who is stopped would not notice.
    send(processes, Signal::SIGCONT);
}

#[cfg(unix)]
fn end(processes: &[u32]) {
    send(processes, Signal::SIGKILL);
}

#[cfg(unix)]
fn send(processes: &[u32], signal: Signal) {
    use nix::{sys::signal::kill, unistd::Pid};

    for process in processes.iter().filter_map(|process| i32::try_from(*process).ok()) {
        // It may have ended by now.
        let _ = kill(Pid::from_raw(process), signal);
    }
}

/// Windows knows no such question.
#[cfg(not(unix))]
fn ask_to_end(_processes: &[u32]) {}

/// There, only the command itself is known.
#[cfg(not(unix))]
fn end(_processes: &[u32]) {}
