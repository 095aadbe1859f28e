//! Other programs: started, waited for, and named when they fail.

use std::{
    io,
    path::Path,
    process::{Child, Command, ExitStatus},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use wait_timeout::ChildExt;

use interpreters::printed;

/// Runs a command; an error if it does not succeed.
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
///
/// Its stdin is held open as long as it runs. When this process is killed, the system closes it: then a
/// program of ours ends, and does not go on computing beside the next run. At the timeout it is closed
/// first, because a program that ends by itself also ends its worker processes.
pub(crate) fn wait(mut child: Child, timeout: Duration) -> io::Result<Option<ExitStatus>> {
    const TO_END: Duration = Duration::from_secs(5);
    let stdin = child.stdin.take();
    let status = child.wait_timeout(timeout)?;
    let can_end = stdin.is_some();
    drop(stdin);
    if status.is_none() && !(can_end && child.wait_timeout(TO_END)?.is_some()) {
        child.kill()?;
        child.wait()?;
    }
    Ok(status)
}

/// The first line that a command prints, if it can be run and succeeds, and does not take long.
pub(crate) fn first_line(folder: &Path, program: &str, args: &[&str]) -> Option<String> {
    const LONGEST: Duration = Duration::from_secs(60);
    let printed = printed(Command::new(program).args(args).current_dir(folder), LONGEST).ok()?;
    let line = printed.lines().next()?.trim().to_owned();
    (!line.is_empty()).then_some(line)
}

pub(crate) fn open_in_browser(file: &Path) -> Result<()> {
    open::that(file)
        .with_context(|| format!("could not start a browser; open {} yourself", file.display()))
}
