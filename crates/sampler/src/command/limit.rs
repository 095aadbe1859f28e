//! Ends a command that takes too long.

use std::{
    io,
    process::{Child, ExitStatus},
    thread,
    time::{Duration, Instant},
};

/// Between two questions whether a command has ended.
const PAUSE: Duration = Duration::from_millis(5);
/// For what it has to do at its end.
const GRACE: Duration = Duration::from_secs(2);

/// Waits for a command, and says whether it reached the limit. Then it is asked to end, with all that it
/// started, and some time later it is ended.
pub(super) fn wait(child: &mut Child, limit: Duration) -> io::Result<(ExitStatus, bool)> {
    if let Some(status) = wait_for(child, limit)? {
        return Ok((status, false));
    }
    let all = all_of(child.id());
    ask_to_end(&all);
    if let Some(status) = wait_for(child, GRACE)? {
        return Ok((status, true));
    }
    child.kill()?;
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

/// A process and all that it started, as far as the system tells.
fn all_of(process: u32) -> Vec<u32> {
    #[cfg(target_os = "linux")]
    let descendants = crate::linux::descendants(process);
    #[cfg(not(target_os = "linux"))]
    let descendants = [];
    [process].into_iter().chain(descendants).collect()
}

#[cfg(unix)]
fn ask_to_end(processes: &[u32]) {
    use nix::{
        sys::signal::{Signal, kill},
        unistd::Pid,
    };

    for process in processes.iter().filter_map(|process| i32::try_from(*process).ok()) {
        // It may have ended by now.
        let _ = kill(Pid::from_raw(process), Signal::SIGTERM);
    }
}

/// Windows knows no such question.
#[cfg(not(unix))]
fn ask_to_end(_processes: &[u32]) {}
