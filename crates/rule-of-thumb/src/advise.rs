//! `advise`: runs any command, and says whether it waits or computes.

use std::{
    convert::Infallible,
    ffi::OsString,
    io::{self, Write},
    process::{Child, ExitCode, ExitStatus},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use chapter_08_rule_of_thumb::{
    advice::{Figures, advice},
    sampler::{self, Sight},
};
use stopwatch::cores;

mod signals;
mod start;

/// Runs the command to its end, gives advice on stderr, and passes its exit code on, whether or not
/// anybody reads the advice. A command that cannot be started has the exit code of a shell: 126 when it
/// is there, 127 when it is not.
///
/// # Errors
/// When the system refuses to wait for the command, or to tell of signals.
pub(crate) fn advise(command: &[OsString]) -> Result<ExitCode> {
    let (program, args) = command.split_first().context("advise needs a command")?;
    let signals = signals::hold_back()?;
    let began = Instant::now();
    let child = match start::start(program, args, &signals) {
        Ok(child) => child,
        Err(refusal) => {
            say(&format!("Error: {refusal}"));
            return Ok(ExitCode::from(refusal.code));
        }
    };
    signals.leave_to(child.id())?;
    let (status, wall, sight) = watch(child, began)?;
    let cpu = match &sight {
        Sight::Nothing { cpu: Some(cpu), .. } => Some(*cpu),
        _ => cpu_of_children(),
    };
    let (wall_s, cpu_s) = (wall.as_secs_f64(), cpu.map(|cpu| cpu.as_secs_f64()));
    let figures = Figures { wall_s, cpu_s, sight, cores: cores() };
    say("");
    if !status.success() {
        say(&format!("The command failed: {status}."));
    }
    advice(&figures).iter().for_each(|line| say(line));
    Ok(ExitCode::from(code(status)))
}

/// Waits for the command, and looks at it meanwhile.
fn watch(mut child: Child, began: Instant) -> Result<(ExitStatus, Duration, Sight)> {
    let (runs, has_ended) = mpsc::channel::<Infallible>();
    let process = child.id();
    thread::scope(|scope| {
        let watching = scope.spawn(move || sampler::watch(process, cores(), &has_ended));
        let status = child.wait().context("could not wait for the command")?;
        let wall = began.elapsed();
        drop(runs);
        Ok((status, wall, watching.join().expect("nothing panics that only looks")))
    })
}

/// Prints a line on stderr. When nobody reads it, the command has been run all the same.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// CPU time, user and system, of the command and of what it started and waited for; `None` where the
/// system does not add it up.
#[cfg(unix)]
fn cpu_of_children() -> Option<Duration> {
    use nix::sys::{
        resource::{UsageWho, getrusage},
        time::TimeValLike,
    };

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    let times = [usage.user_time(), usage.system_time()];
    let times = times.map(|time| time.num_microseconds().unsigned_abs());
    Some(times.map(Duration::from_micros).iter().sum())
}

#[cfg(not(unix))]
fn cpu_of_children() -> Option<Duration> {
    None
}

/// The exit code of a command; of one that a signal ended, what a shell makes of it.
fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = None;
    let code = status.code().or(signal.map(|signal: i32| 128 + signal)).unwrap_or(1);
    u8::try_from(code).unwrap_or(1)
}
