//! A version in a process of its own: this program, started again for that version alone, or another
//! one that leaves a report.

use std::{
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, anyhow, bail};

use super::{
    flags::OutputArgs,
    refusal::{limit_of_address_space, refusal, too_little_address_space},
};
use crate::{
    draw::text,
    report::{Report, Run},
};

/// Tells a program that was started again which version to run, and where to leave its report.
const VERSION: &str = "STOPWATCH_VERSION";
const REPORT: &str = "STOPWATCH_REPORT";
/// Tells it how to reach what all versions share.
const SHARED: &str = "STOPWATCH_SHARED";

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

/// In a process for one version: how it reaches what all versions share.
pub(crate) fn shared() -> Option<String> {
    env::var(SHARED).ok()
}

/// Runs a version in a process of its own, with the flags of this one.
///
/// # Errors
/// When the process cannot be started, or leaves no report: the error says how it ended.
pub(crate) fn run(version: &str, shared: Option<&str>) -> Result<Run> {
    let program = env::current_exe().context("could not find this program's own file")?;
    let mut report = report_left_by(|file| {
        let mut again = Command::new(program);
        again.arg("--end-with-stdin").args(env::args_os().skip(1));
        again.env(VERSION, version).env(REPORT, file);
        again.envs(shared.map(|shared| (SHARED, shared)));
        again
    })?;
    report.versions.pop().context("its process ran nothing")
}

/// Runs a program, and returns the report that it leaves in the file that it is told. It is to end when
/// its stdin does, which is when this process ends; what it prints is not shown.
///
/// # Errors
/// When it cannot be started, or leaves no report: the error says how it ended.
pub fn report_left_by(program: impl FnOnce(&Path) -> Command) -> Result<Report> {
    let folder = tempfile::tempdir().context("could not make a folder for a report")?;
    let file = folder.path().join("report.json");
    let errors = folder.path().join("errors.txt");
    let mut child = program(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(File::create(&errors).context("could not make a file for errors")?)
        .spawn()
        .map_err(|error| anyhow!("could not start a process: {}", refusal(&error)))?;
    // Held until the child has ended: if this process is killed, the child ends as well.
    let _stdin = child.stdin.take();
    let status = child.wait().context("could not wait for a process")?;
    if let Ok(report) = Report::read(&file) {
        return Ok(report);
    }
    let errors = fs::read(&errors).unwrap_or_default();
    let why = why(&String::from_utf8_lossy(&errors), limit_of_address_space());
    bail!("its process left no report ({status}){why}")
}

/// Why a process ended, as it said on stderr. If it got no memory, this names the limit of its address
/// space, too, which is in bytes.
fn why(errors: &str, address_space: Option<u64>) -> String {
    let mut lines = errors.lines().filter(|line| !line.trim().is_empty());
    // The C library, the standard library and the system each say this in their own words.
    match (lines.clone().find(|line| line.contains("memory")), address_space) {
        (Some(line), Some(limit)) => {
            format!(": {}\n{}", text::shown(line), too_little_address_space(limit))
        }
        (Some(line), None) => format!(": {}", text::shown(line)),
        (None, _) => {
            lines.next().map(|line| format!(": {}", text::excerpt(line))).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_without_memory_names_the_limit() {
        for words in [
            "Fatal glibc error: failed to register TLS destructor: out of memory",
            "\nmemory allocation of 64 bytes failed",
            "failed to allocate an alternative stack: Cannot allocate memory (os error 12)\nfatal",
        ] {
            let why = why(words, Some(1 << 30));
            assert!(why.contains("memory"), "{why}");
            assert!(why.contains("The limit is on address space, 1.0 GiB (ulimit -v)"), "{why}");
        }
        assert!(!why("out of memory", None).contains("ulimit"));
    }

    #[test]
    fn the_limit_is_not_blamed_for_another_end() {
        let why = why("thread 'main' panicked at src/main.rs\nboom", Some(1 << 30));
        assert_eq!(why, ": thread 'main' panicked at src/main.rs");
        assert_eq!(super::why("", Some(1 << 30)), "");
    }
}
