//! `advise`: runs any command, and says whether it waits or computes.

use std::{
    ffi::OsString,
    process::{Command, ExitCode, ExitStatus},
};

use anyhow::{Context, Result, anyhow, bail};

use chapter_08_rule_of_thumb::advice::advice;
use stopwatch::{cores, eprintln, text};

/// Runs the command to its end, gives advice on stderr, and passes its exit code on.
///
/// # Errors
/// When the command cannot be started, and where the system does not tell its CPU time.
pub(crate) fn advise(command: &[OsString]) -> Result<ExitCode> {
    if cfg!(windows) {
        bail!("Windows does not tell how much CPU time a command used\nTry it on Linux or macOS.");
    }
    let (program, args) = command.split_first().context("advise needs a command")?;
    let mut status = None;
    let (run, _) =
        stopwatch::measure("command", || status = Some(Command::new(program).args(args).status()));
    let status = status.context("the command was not run")?.map_err(|why| {
        let program = program.display();
        anyhow!("could not start {program}: {why}\nIs it spelt right, and on your PATH?")
    })?;
    let (wall_s, cpu_s) = (run.wall_s.unwrap_or_default(), run.cpu_s.unwrap_or_default());
    eprintln!();
    if !status.success() {
        eprintln!("The command failed: {status}.");
    }
    eprintln!("Wall time {}, CPU time {}.", text::duration(wall_s), text::duration(cpu_s));
    eprintln!("{}", advice(wall_s, cpu_s, cores()));
    Ok(ExitCode::from(code(status)))
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
