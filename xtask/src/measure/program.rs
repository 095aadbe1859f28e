//! Runs one chapter's program, or its script in Python, and reads what it measured.

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};

use stopwatch::{Report, report::RUST, rounds};

use crate::{chapters::Chapter, process, timings::Outcome};

/// How the programs are run.
#[derive(Clone, Copy)]
pub(crate) struct How {
    /// How often each version is run.
    pub(crate) runs: u32,
    /// With short tasks.
    pub(crate) quick: bool,
    /// A program that takes longer is ended.
    pub(crate) timeout: Duration,
}

/// A chapter's program in one language, and how it is run.
pub(crate) struct Program<'p> {
    pub(crate) chapter: &'p Chapter,
    pub(crate) language: &'p str,
    /// The program itself; or an interpreter, which is given the script.
    pub(crate) path: &'p Path,
    pub(crate) script: Option<&'p Path>,
    pub(crate) flags: Vec<String>,
    pub(crate) how: How,
    /// Cargo's target folder, where scripts find the files that the chapters made.
    pub(crate) target: &'p Path,
    /// A folder for its report and its output.
    pub(crate) scratch: PathBuf,
    /// What the chapter answers in another language, if that is to be the same.
    pub(crate) expected: Option<&'p Report>,
}

impl Program<'_> {
    /// The versions of the chapter with what they are predicted to take, if it can say.
    pub(crate) fn predict(&self) -> Option<Report> {
        const LONGEST: Duration = Duration::from_secs(10);
        self.run(&["--predict"], LONGEST.min(self.how.timeout)).ok()?.report
    }

    /// Runs the program as a reader would type it, to its end or to the timeout; then, for its charts,
    /// with the extra flags of a full run. The charts have a run of their own, with one of the
    /// `versions`, so that the log is what the reader sees.
    pub(crate) fn measure(&self, versions: &[String]) -> Outcome {
        let mut whole = self.measure_with(&[]);
        self.compare_with_expected(&mut whole);
        self.add_charts(&mut whole, versions);
        whole
    }

    /// A version whose answer is not that of the other language has failed.
    fn compare_with_expected(&self, outcome: &mut Outcome) {
        if let (Some(report), Some(expected)) = (&mut outcome.report, self.expected) {
            report.compare_answers_with(expected);
            outcome.failure = outcome.failure.take().or_else(|| failed_versions(report));
        }
    }

    fn add_charts(&self, whole: &mut Outcome, versions: &[String]) {
        let has_charts = self.language == RUST && !self.how.quick;
        let Some(report) = whole.report.as_mut().filter(|_| has_charts) else {
            return;
        };
        let (full, Some(first)) = (&self.chapter.about.full, versions.first()) else {
            return;
        };
        if !full.is_empty() {
            let full = full.iter().map(String::as_str);
            let part =
                self.measure_with(&["--only", first].into_iter().chain(full).collect::<Vec<_>>());
            report.charts.extend(part.report.into_iter().flat_map(|report| report.charts));
            whole.failure = whole.failure.take().or(part.failure);
        }
    }

    /// Runs the versions in the order of this round, each in a process of its own: within one process
    /// their order is the program's. The report has them in their order.
    pub(crate) fn measure_each(&self, predicted: &Report, round: usize) -> Outcome {
        let versions: Vec<String> = names(predicted);
        let mut whole = Outcome { report: None, failure: None, log: Vec::new() };
        for version in rounds::order(round, versions.len()) {
            let part = self.measure_with(&["--only", &versions[version]]);
            whole.log.extend(part.log);
            whole.failure = whole.failure.or(part.failure);
            match (&mut whole.report, part.report) {
                (Some(report), Some(part)) => report.versions.extend(part.versions),
                (None, part) => whole.report = part,
                (Some(_), None) => {}
            }
        }
        if let Some(report) = &mut whole.report {
            report.versions.sort_by_key(|run| versions.iter().position(|name| *name == run.name));
            report.skipped.clone_from(&predicted.skipped);
            report.compare_answers();
            whole.failure = whole.failure.or_else(|| failed_versions(report));
        }
        self.compare_with_expected(&mut whole);
        self.add_charts(&mut whole, &versions);
        whole
    }

    fn measure_with(&self, flags: &[&str]) -> Outcome {
        self.run(flags, self.how.timeout).unwrap_or_else(|error| Outcome {
            report: None,
            failure: Some(format!("{error:#}")),
            log: Vec::new(),
        })
    }

    fn run(&self, flags: &[&str], timeout: Duration) -> Result<Outcome> {
        let report_file = self.scratch.join("report.json");
        let log_file = self.scratch.join("output.log");
        // What an earlier run left must not pass for the report of this one.
        let _ = fs::remove_file(&report_file);
        let log = File::create(&log_file).context("could not keep the chapter's output")?;
        let mut command = Command::new(self.path);
        if let Some(script) = self.script {
            // What Python printed before it was ended must not be lost in its buffer.
            command.arg(script).env("PYTHONUNBUFFERED", "1").env("CARGO_TARGET_DIR", self.target);
        }
        let child = command
            .args(&self.flags)
            .args(flags)
            .arg("--end-with-stdin")
            .arg("--export-json")
            .arg(&report_file)
            .stdin(Stdio::piped())
            .stderr(log.try_clone()?)
            .stdout(log)
            .spawn()
            .with_context(|| format!("could not start {}", self.path.display()))?;
        let status = process::wait(child, timeout)?;
        let mut log = Vec::new();
        File::open(&log_file)?.read_to_end(&mut log)?;
        let report = Report::read(&report_file);
        let failure = self.failure(status, &report, &log);
        let report = report.ok().filter(|report| report.chapter == self.chapter.name);
        // An interpreter may call itself by the name of another one of the same version.
        let named = |report| Report { language: self.language.to_owned(), ..report };
        Ok(Outcome { report: report.map(named), failure, log })
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
                self.how.timeout.as_secs_f64()
            ));
        };
        let failed = report.as_ref().ok().and_then(failed_versions);
        let chapter = &self.chapter.name;
        let is_empty = |it: &Report| it.versions.is_empty() && it.skipped.is_empty();
        match (status.success(), report) {
            (true, Ok(report)) if report.chapter != *chapter || is_empty(report) => {
                Some(format!("its report is not one of {chapter}"))
            }
            (true, Ok(_)) => None,
            (true, Err(error)) => Some(format!("it left no report ({})", error.root_cause())),
            (false, _) if failed.is_some() => failed,
            (false, _) => Some(match last_line(log) {
                Some(line) if status.code().is_some() => format!("{status}: {line}"),
                // A program that is killed gives no reason.
                Some(line) => format!("{status}; the last that it printed is: {line}"),
                None => status.to_string(),
            }),
        }
    }
}

/// The names of the versions of a report.
pub(super) fn names(report: &Report) -> Vec<String> {
    report.versions.iter().map(|run| run.name.clone()).collect()
}

/// The versions that failed, each with its first reason.
fn failed_versions(report: &Report) -> Option<String> {
    let failed: Vec<String> = report
        .versions
        .iter()
        .filter_map(|run| Some(format!("{}: {}", run.name, run.failures.first()?)))
        .collect();
    (!failed.is_empty()).then(|| failed.join("; "))
}

fn last_line(log: &[u8]) -> Option<String> {
    let log = String::from_utf8_lossy(log);
    log.lines().rev().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned)
}
