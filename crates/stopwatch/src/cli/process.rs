//! Work that a process of its own does.

use std::{
    env,
    io::Write,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, anyhow, bail};
use serde::de::DeserializeOwned;

use super::refusal::refusal;
use crate::measure::recorder;

/// Has a process of its own do a task, and takes what it prints as its answer, in JSON.
///
/// The process is this program, started again with `args`; it gets `input` on its stdin, and must
/// read all of it before it answers. On the timeline it is a row with a bar from its start to its
/// end.
///
/// # Errors
/// When the system refuses the process, when it dies or fails (the error names its signal or its
/// exit code), and when what it prints is no answer.
pub fn in_a_process<A: DeserializeOwned>(task: &str, args: &[String], input: &[u8]) -> Result<A> {
    let program = env::current_exe().context("could not find this program's own file")?;
    ask(task, Command::new(program).args(args), input)
}

fn ask<A: DeserializeOwned>(task: &str, command: &mut Command, input: &[u8]) -> Result<A> {
    let began = Instant::now();
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|error| {
            anyhow!("could not start the process for `{task}`: {}", refusal(&error))
        })?;
    let process = format!("process {}", child.id());
    // Who dies early reads no more; its end is told below.
    let _ = child.stdin.take().expect("stdin is piped").write_all(input);
    let output = child.wait_with_output().context("could not wait for a process")?;
    recorder::record(&process, task, began, Instant::now());
    if !output.status.success() {
        bail!("{process} died during `{task}`: {}", output.status);
    }
    serde_json::from_slice(&output.stdout)
        .with_context(|| format!("the answer of {process} to `{task}` is not one"))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    fn answer(script: &str, input: &[u8]) -> (crate::Run, Result<u32, String>) {
        let (run, answer) = crate::measure("process", || {
            ask("counting", Command::new("sh").args(["-c", script]), input)
                .map_err(|error| format!("{error:#}"))
        });
        (run, answer.unwrap())
    }

    fn error(script: &str, input: &[u8]) -> String {
        answer(script, input).1.unwrap_err()
    }

    #[test]
    fn a_process_answers_what_it_was_asked() {
        let (run, answer) = answer("wc -c", b"12345");
        assert_eq!(answer, Ok(5));
        assert_eq!((run.tasks.len(), run.tasks[0].name.as_str()), (1, "counting"));
        assert!(run.tasks[0].lane.starts_with("process "));
    }

    #[test]
    fn a_killed_process_names_its_signal() {
        let error = error("kill -9 $$", &[0; 100_000]);
        assert!(error.contains("died during `counting`: signal: 9"), "{error}");
    }

    #[test]
    fn a_process_that_fails_or_talks_nonsense_is_an_error() {
        assert!(error("exit 3", b"").contains("exit status: 3"));
        assert!(error("echo five", b"").contains("is not one"));
    }
}
