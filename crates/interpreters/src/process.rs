//! A command that is asked something.

use std::{
    fs::File,
    io::{Read, Seek},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use wait_timeout::ChildExt;

/// What a command prints; an error when it fails, or takes longer than this.
///
/// # Errors
/// How it ended, with the first line that it wrote to stderr.
pub fn printed(command: &mut Command, longest: Duration) -> Result<String> {
    // Into files: a pipe would stay open as long as anything that the command left running.
    let (stdout, stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(stdout.try_clone()?)
        .stderr(stderr.try_clone()?)
        .spawn()
        .context("it cannot be started")?;
    let Some(status) = child.wait_timeout(longest)? else {
        child.kill()?;
        child.wait()?;
        bail!("it did not end within {} s", longest.as_secs_f64());
    };
    if !status.success() {
        let said = contents(stderr)?;
        let first = said.lines().map(str::trim).find(|line| !line.is_empty());
        bail!("{status}{}", first.map(|line| format!(": {line}")).unwrap_or_default());
    }
    contents(stdout)
}

/// All that was written to a file.
fn contents(mut file: File) -> Result<String> {
    file.rewind()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
