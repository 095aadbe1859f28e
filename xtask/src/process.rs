//! Other programs: started, waited for, and named when they fail.

use std::{
    io::{self, Read, Seek},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use wait_timeout::ChildExt;

/// Runs a command to a good end.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command.status().with_context(|| format!("could not start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// A command as it would be typed, its program without the folder.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_stem().unwrap_or_default().to_string_lossy();
    let args = command.get_args().map(|arg| arg.to_string_lossy());
    [program].into_iter().chain(args).collect::<Vec<_>>().join(" ")
}

/// Waits for a program to end, or ends it; `None` when it took longer than the timeout.
pub(crate) fn wait(mut child: Child, timeout: Duration) -> io::Result<Option<ExitStatus>> {
    let status = child.wait_timeout(timeout)?;
    if status.is_none() {
        child.kill()?;
        child.wait()?;
    }
    Ok(status)
}

/// The first line that a command prints, if it can be run and succeeds, and does not take long.
pub(crate) fn first_line(folder: &Path, program: &str, args: &[&str]) -> Option<String> {
    const LONGEST: Duration = Duration::from_secs(60);
    // Into a file: a pipe would stay open as long as anything that the command left behind.
    let mut printed = tempfile::tempfile().ok()?;
    let child = Command::new(program)
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(printed.try_clone().ok()?)
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let status = wait(child, LONGEST).ok()??;
    printed.rewind().ok()?;
    let mut text = Vec::new();
    printed.read_to_end(&mut text).ok()?;
    let line = String::from_utf8_lossy(&text).lines().next()?.trim().to_owned();
    (status.success() && !line.is_empty()).then_some(line)
}

pub(crate) fn open_in_browser(file: &Path) -> Result<()> {
    open::that(file)
        .with_context(|| format!("could not start a browser; open {} yourself", file.display()))
}
