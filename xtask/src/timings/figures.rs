//! All that `cargo xtask all` measures, as `timings.json` keeps it.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use interpreters::Interpreters;
use stopwatch::{
    Chart, Report, Run, Skipped,
    report::{self, RUST, from_json},
};

use super::provenance::Provenance;
use crate::chapters::{About, Chapter, PREFIX, script};

/// The version of `timings.json`. It changes when a field changes its meaning or goes away.
const SCHEMA: u32 = 3;

/// The timings of several chapters.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Timings {
    schema: u32,
    pub(crate) provenance: Provenance,
    /// How many chapters were to be run: more than are here, if the run was cut off.
    #[serde(default)]
    pub(crate) chapters_planned: usize,
    /// How often each chapter was run.
    pub(crate) runs: u32,
    /// Whether the tasks were the short ones of `--quick`.
    pub(crate) quick: bool,
    /// How much of all cores other programs used, before the first chapter or after the last, whichever
    /// was more, in percent.
    pub(crate) busy_percent: f32,
    /// The Pythons that ran the chapters' scripts as well.
    #[serde(default)]
    pub(crate) interpreters: Interpreters,
    /// After a chapter in Rust comes the same in other languages.
    pub(crate) chapters: Vec<ChapterTimings>,
    /// What the reader guessed in chapters that they ran by hand, and what these runs measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) guesses: Vec<Report>,
}

/// What was measured of one chapter in one language.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ChapterTimings {
    pub(crate) chapter: String,
    /// `Rust`, or an interpreter such as `CPython 3.14`.
    #[serde(default = "rust")]
    pub(crate) language: String,
    /// The flags that it was run with; `None` in files that are older than this field.
    #[serde(default)]
    pub(crate) flags: Option<Vec<String>>,
    /// Why the chapter failed, or the first of its runs that did.
    pub(crate) failure: Option<String>,
    /// How far Cargo optimised its program; `None` when it did not build.
    pub(crate) opt_level: Option<String>,
    /// What its Cargo.toml said about it.
    pub(crate) about: About,
    /// A report for each run that left one.
    pub(crate) reports: Vec<Report>,
    /// What each run printed.
    #[serde(skip)]
    pub(crate) logs: Vec<Vec<u8>>,
}

fn rust() -> String {
    RUST.to_owned()
}

/// What one run of a chapter's program left.
pub(crate) struct Outcome {
    /// The versions that it had measured when it ended, however it ended.
    pub(crate) report: Option<Report>,
    /// Why the run failed.
    pub(crate) failure: Option<String>,
    /// What it printed.
    pub(crate) log: Vec<u8>,
}

impl Timings {
    pub(crate) fn new(
        provenance: Provenance,
        runs: u32,
        quick: bool,
        chapters_planned: usize,
    ) -> Self {
        Self {
            schema: SCHEMA,
            provenance,
            chapters_planned,
            runs,
            quick,
            busy_percent: 0.0,
            interpreters: Interpreters::default(),
            chapters: Vec::new(),
            guesses: Vec::new(),
        }
    }

    /// Whether the notebook measured any of this. Its tasks are not the short ones of `--quick`.
    pub(crate) fn has_notebook(&self) -> bool {
        !self.quick && self.chapters.iter().any(|chapter| !chapter.about.notebook.is_empty())
    }

    /// Whether more than Rust was measured.
    pub(crate) fn has_languages(&self) -> bool {
        self.chapters.iter().any(|chapter| !chapter.is_rust())
    }

    /// Reads a `timings.json`.
    pub(crate) fn read(file: &Path) -> Result<Self> {
        let json = fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
        let timings: Self = from_json(&json, SCHEMA)
            .with_context(|| format!("{} cannot be used", file.display()))?;
        let measured = timings.chapters.iter().flat_map(|chapter| &chapter.reports);
        let mut reports = measured.chain(&timings.guesses);
        if let Some(other) = reports.find(|report| report.schema != report::SCHEMA) {
            let (file, schema) = (file.display(), other.schema);
            bail!("{file} cannot be used: the schema of {} is {schema}", other.chapter);
        }
        Ok(timings)
    }

    /// What [`Timings::read`] reads.
    pub(crate) fn to_json(&self) -> Result<Vec<u8>> {
        Ok(serde_json::to_vec_pretty(self)?)
    }
}

impl ChapterTimings {
    /// A chapter of which nothing is known yet.
    pub(crate) fn new(chapter: &Chapter, language: &str, flags: Vec<String>) -> Self {
        Self {
            chapter: chapter.name.clone(),
            language: language.to_owned(),
            flags: Some(flags),
            failure: None,
            opt_level: None,
            about: chapter.about.clone(),
            reports: Vec::new(),
            logs: Vec::new(),
        }
    }

    /// The chapter without `chapter-`: the name of its page.
    pub(crate) fn short_name(&self) -> &str {
        self.chapter.trim_start_matches(PREFIX)
    }

    pub(crate) fn is_rust(&self) -> bool {
        self.language == RUST
    }

    /// `chapter-02-threads`, or `chapter-02-threads in CPython 3.14`.
    pub(crate) fn title(&self) -> String {
        match self.is_rust() {
            true => self.chapter.clone(),
            false => format!("{} in {}", self.chapter, self.language),
        }
    }

    /// Its script in Python, if it has one.
    pub(crate) fn script(&self) -> String {
        script(&self.chapter)
    }

    /// The versions that could not run here.
    pub(crate) fn skipped(&self) -> &[Skipped] {
        self.reports.first().map(|report| report.skipped.as_slice()).unwrap_or_default()
    }

    /// Adds what one run left.
    pub(crate) fn add(&mut self, outcome: Outcome) {
        self.reports.extend(outcome.report);
        self.logs.push(outcome.log);
        self.failure = self.failure.take().or(outcome.failure);
    }

    /// The wall time of all versions of all runs, in seconds.
    pub(crate) fn total_s(&self) -> f64 {
        self.reports.iter().flat_map(|report| &report.versions).filter_map(|run| run.wall_s).sum()
    }

    /// The charts of the last run that left any.
    pub(crate) fn charts(&self) -> &[Chart] {
        let mut charts = self.reports.iter().rev().map(|report| report.charts.as_slice());
        charts.find(|charts| !charts.is_empty()).unwrap_or_default()
    }

    /// The names of the versions, in their order.
    pub(crate) fn versions(&self) -> Vec<String> {
        // A run that was cut off lacks its last versions, which another run may have.
        let runs = self.reports.iter().flat_map(|report| &report.versions);
        each_once(runs.map(|run| run.name.clone()))
    }

    /// All runs of a version.
    pub(crate) fn runs_of(&self, version: &str) -> impl Iterator<Item = &Run> {
        let versions = self.reports.iter().flat_map(|report| &report.versions);
        versions.filter(move |run| run.name == version)
    }
}

/// The items in the order in which they come, without those that were there before.
pub(crate) fn each_once<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for item in items {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    seen
}
