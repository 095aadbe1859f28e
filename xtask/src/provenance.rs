//! Where figures come from: without it a figure is worth nothing.

use std::{
    io::{Read, Seek},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};
use sysinfo::{CpuRefreshKind, RefreshKind, System};

use crate::process;

/// The machine, the program and the day.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Provenance {
    /// The commit that was checked out, with a word if files had changed since.
    pub(crate) commit: String,
    pub(crate) rustc: String,
    pub(crate) cpu: String,
    /// As `std::thread::available_parallelism` counts them.
    pub(crate) cores: usize,
    pub(crate) os: String,
    /// In UTC.
    pub(crate) date: String,
}

impl Provenance {
    pub(crate) fn of(root: &Path) -> Self {
        Self {
            commit: commit(root),
            rustc: first_line(root, "rustc", &["--version"]).unwrap_or_else(unknown),
            cpu: cpu().unwrap_or_else(unknown),
            cores: stopwatch::cores(),
            os: System::long_os_version().ok().unwrap_or_else(unknown),
            date: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
        }
    }

    /// The machine, for people, in less than a line.
    pub(crate) fn machine(&self) -> String {
        let cores = stopwatch::text::counted(self.cores as u64, "core");
        let rustc = self.rustc.split(" (").next().unwrap_or_default();
        format!("{}, {cores}, {}, {rustc}", self.cpu, self.os)
    }
}

fn unknown() -> String {
    "unknown".to_owned()
}

fn commit(root: &Path) -> String {
    const OURS: &str = "Cargo.toml";
    let git = |args: &[&str]| first_line(root, "git", args);
    // The folder may be a copy within a repository of somebody else, whose commits are not of it.
    if git(&["ls-files", "--full-name", OURS]).as_deref() != Some(OURS) {
        return unknown();
    }
    match (git(&["rev-parse", "--short", "HEAD"]), git(&["status", "--porcelain"])) {
        (Some(commit), Some(_)) => format!("{commit} with changes"),
        (Some(commit), None) => commit,
        (None, _) => unknown(),
    }
}

pub(crate) fn cpu() -> Option<String> {
    let system =
        System::new_with_specifics(RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing()))
            .ok()?;
    let brand = system.cpus().first()?.brand().trim().to_owned();
    (!brand.is_empty()).then_some(brand)
}

/// How much of all cores is in use at this moment, in percent.
pub(crate) fn busy_percent() -> f32 {
    let usage = CpuRefreshKind::nothing().with_usage();
    let Ok(mut system) = System::new_with_specifics(RefreshKind::nothing().with_cpu(usage)) else {
        return 0.0;
    };
    thread::sleep(sysinfo::MINIMUM_CPU_UPDATE_INTERVAL);
    system.refresh_cpu_usage();
    system.global_cpu_usage()
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
    let status = process::wait(child, LONGEST).ok()??;
    printed.rewind().ok()?;
    let mut text = Vec::new();
    printed.read_to_end(&mut text).ok()?;
    let line = String::from_utf8_lossy(&text).lines().next()?.trim().to_owned();
    (status.success() && !line.is_empty()).then_some(line)
}
