//! `advise`: runs any command, and says whether it waits or computes.

use std::{
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
};

use anyhow::Result;

use chapter_08_rule_of_thumb::advice::{Figures, advice};
use sampler::command;
use stopwatch::cores;

/// Runs the command to its end, gives advice on stderr, and passes its exit code on, whether or not
/// anybody reads the advice. For a command that cannot be started, the exit code is a shell's: 126 when
/// it is there, 127 when it is not.
///
/// # Errors
/// When the system refuses to wait for the command, or to pass on signals.
pub(crate) fn advise(command: &[OsString]) -> Result<ExitCode> {
    let ended = match command::run(command, None, &[])? {
        Ok(ended) => ended,
        Err(refusal) => {
            say(&format!("Error: {refusal}"));
            return Ok(ExitCode::from(refusal.code));
        }
    };
    let code = ExitCode::from(ended.code());
    say("");
    if !ended.status.success() {
        say(&format!("The command failed: {}.", ended.status));
    }
    let figures = Figures {
        wall_s: ended.wall.as_secs_f64(),
        cpu_s: ended.cpu.map(|cpu| cpu.as_secs_f64()),
        sight: ended.sight,
        cores: cores(),
    };
    advice(&figures).iter().for_each(|line| say(line));
    Ok(code)
}

/// Prints a line on stderr. When nobody reads it, the command has been run all the same.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
