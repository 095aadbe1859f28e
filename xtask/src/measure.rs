//! Runs one chapter's program and reads what it measured.

use std::{
    fs::{self, File},
    io::Read,
    path::Path,
    process::{Command, ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};
use wait_timeout::ChildExt;

use stopwatch::Report;

use crate::chapters::Chapter;

/// How a chapter's program is run.
pub(crate) struct Program<'p> {
    pub(crate) chapter: &'p Chapter,
    pub(crate) path: &'p Path,
    pub(crate) quick: bool,
    pub(crate) timeout: Duration,
    /// A folder for its report and its output.
    pub(crate) scratch: &'p Path,
}

/// What one run of a program left.
pub(crate) struct Outcome {
    /// The versions that it had measured when it ended, however it ended.
    pub(crate) report: Option<Report>,
    /// Why the run is not a good one.
    pub(crate) failure: Option<String>,
    /// What it printed.
    pub(crate) log: Vec<u8>,
}

impl Program<'_> {
    /// What the chapter predicts to take in all, in seconds, if it can say.
    pub(crate) fn predicted_s(&self) -> Option<f64> {
        const LONGEST: Duration = Duration::from_secs(10);
        let report = self.run(&["--predict"], LONGEST.min(self.timeout)).ok()?.report?;
        let predicted_s = report.versions.iter().filter_map(|run| run.predicted_s).sum();
        Some(predicted_s).filter(|seconds| *seconds > 0.0)
    }

    /// Runs the program to its end, or ends it at the timeout.
    pub(crate) fn measure(&self) -> Outcome {
        self.run(&[], self.timeout).unwrap_or_else(|error| Outcome {
            report: None,
            failure: Some(format!("{error:#}")),
            log: Vec::new(),
        })
    }

    fn run(&self, flags: &[&str], timeout: Duration) -> Result<Outcome> {
        let report_file = self.scratch.join("report.json");
        let log_file = self.scratch.join("output.log");
        // What an earlier run left must not pass for this one's.
        let _ = fs::remove_file(&report_file);
        let log = File::create(&log_file).context("could not keep the chapter's output")?;
        let quick = if self.quick { self.chapter.quick.as_slice() } else { &[] };
        let mut child = Command::new(self.path)
            .args(quick)
            .args(flags)
            .arg("--export-json")
            .arg(&report_file)
            .stdin(Stdio::null())
            .stderr(log.try_clone()?)
            .stdout(log)
            .spawn()
            .with_context(|| format!("could not start {}", self.path.display()))?;
        let status = child.wait_timeout(timeout)?;
        if status.is_none() {
            child.kill()?;
            child.wait()?;
        }
        let mut log = Vec::new();
        File::open(&log_file)?.read_to_end(&mut log)?;
        let report = Report::read(&report_file);
        let failure = self.failure(status, &report, &log);
        let is_ours = |report: &Report| report.chapter == self.chapter.name;
        Ok(Outcome { report: report.ok().filter(is_ours), failure, log })
    }

    fn failure(
        &self,
        status: Option<ExitStatus>,
        report: &Result<Report>,
        log: &[u8],
    ) -> Option<String> {
        let Some(status) = status else {
            return Some(format!(
                "still running after {} s, and ended",
                self.timeout.as_secs_f64()
            ));
        };
        let failed: Vec<String> = report
            .iter()
            .flat_map(|report| &report.versions)
            .filter_map(|run| Some(format!("{}: {}", run.name, run.failures.first()?)))
            .collect();
        let chapter = &self.chapter.name;
        match (status.success(), report) {
            (true, Ok(report)) if report.chapter != *chapter || report.versions.is_empty() => {
                Some(format!("its report is not one of {chapter}"))
            }
            (true, Ok(_)) => None,
            (true, Err(error)) => Some(format!("it left no report ({})", error.root_cause())),
            (false, _) if !failed.is_empty() => Some(failed.join("; ")),
            (false, _) => Some(match last_line(log) {
                Some(line) => format!("{status}: {line}"),
                None => status.to_string(),
            }),
        }
    }
}

fn last_line(log: &[u8]) -> Option<String> {
    let log = String::from_utf8_lossy(log);
    log.lines().rev().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned)
}
