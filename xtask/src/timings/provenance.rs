//! Where figures come from: without it a figure is worth nothing.

use std::{path::Path, thread, time::SystemTime};

use serde::{Deserialize, Serialize};
use sysinfo::{CpuRefreshKind, RefreshKind, System};

use crate::process::first_line;

/// The machine, the program and the day.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Provenance {
    /// The commit that was checked out; it says so if files had changed since.
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
}

fn unknown() -> String {
    "unknown".to_owned()
}

fn commit(root: &Path) -> String {
    const OURS: &str = "Cargo.toml";
    let git = |args: &[&str]| first_line(root, "git", args);
    // The folder may be a copy inside somebody else's repository, whose commits are not about it.
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
