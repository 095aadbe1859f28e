//! A version in a process of its own: this program, started again for that version alone.

use std::{
    env,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{
    args::OutputArgs,
    report::{Report, Run},
};

/// Tells a program that was started again which version to run, and where to leave its report.
const VERSION: &str = "STOPWATCH_VERSION";
const REPORT: &str = "STOPWATCH_REPORT";

/// Whether this process was started for one version.
pub(crate) fn is_one() -> bool {
    env::var_os(VERSION).is_some()
}

/// In a process for one version: runs that one, whatever the flags say, and leaves its report.
pub(crate) fn narrow(output: &mut OutputArgs) {
    if let (Ok(version), Some(report)) = (env::var(VERSION), env::var_os(REPORT)) {
        output.only = vec![version];
        output.export_json = Some(PathBuf::from(report));
    }
}

/// Runs a version in a process of its own, with the flags of this one.
///
/// # Errors
/// When the process cannot be started, or leaves no report: the error says how it ended.
pub(crate) fn run(version: &str) -> Result<Run> {
    let program = env::current_exe().context("could not find this program's own file")?;
    let folder = tempfile::tempdir().context("could not make a folder for a report")?;
    let file = folder.path().join("report.json");
    let mut child = Command::new(program)
        .arg("--end-with-stdin")
        .args(env::args_os().skip(1))
        .env(VERSION, version)
        .env(REPORT, &file)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("could not start a process")?;
    // Held until it has ended: should this process be killed, that one ends as well.
    let _stdin = child.stdin.take();
    let status = child.wait().context("could not wait for a process")?;
    let report = Report::read(&file).ok();
    match report.and_then(|mut report| report.versions.pop()) {
        Some(run) => Ok(run),
        None => bail!("its process left no report ({status})"),
    }
}
