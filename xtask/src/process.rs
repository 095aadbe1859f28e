//! Other programs: started, waited for, and named when they fail.

use std::{
    io,
    path::Path,
    process::{Child, Command, ExitStatus},
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

pub(crate) fn open_in_browser(file: &Path) -> Result<()> {
    open::that(file)
        .with_context(|| format!("could not start a browser; open {} yourself", file.display()))
}
