//! All that `all` and `run` measured, and the files in which it is kept.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use stopwatch::{
    Chart, Report, Run,
    report::{self, write_atomically},
    text,
};

use crate::{
    chapters::{About, Chapter, PREFIX},
    html,
    measure::Outcome,
    provenance::Provenance,
    spread::{Spread, Verdict},
    table, words,
};

/// The version of `timings.json`. It changes when a field changes its meaning or goes away.
const SCHEMA: u32 = 3;

/// What `timings.json` was, before the last run replaced it.
const BEFORE: &str = "timings-before.json";

/// The columns of `timings.csv`.
const COLUMNS: [&str; 13] = [
    "chapter",
    "version",
    "workers",
    "predicted_s",
    "measured_s",
    "min_s",
    "max_s",
    "cpu_s",
    "speedup",
    "most_in_flight",
    "unfinished",
    "notebook_s",
    "failure",
];

/// The timings of several chapters.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Timings {
    schema: u32,
    pub(crate) provenance: Provenance,
    /// How many chapters were to be run: more than there are when the run was cut off.
    #[serde(default)]
    pub(crate) chapters_planned: usize,
    /// How often each chapter was run.
    pub(crate) runs: u32,
    /// Whether the tasks were the short ones of `--quick`.
    pub(crate) quick: bool,
    /// How much of all cores other programs used before the first chapter or after the last, the
    /// larger of the two; in percent.
    pub(crate) busy_percent: f32,
    pub(crate) chapters: Vec<ChapterTimings>,
}

/// What was measured of one chapter.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ChapterTimings {
    pub(crate) chapter: String,
    /// Why the chapter, or its first run that failed, is not a good one.
    pub(crate) failure: Option<String>,
    /// How far Cargo optimised its program; `None` when it did not build.
    pub(crate) opt_level: Option<String>,
    /// What its Cargo.toml said of it.
    pub(crate) about: About,
    /// A report for each run that left one.
    pub(crate) reports: Vec<Report>,
    /// What each run printed.
    #[serde(skip)]
    logs: Vec<Vec<u8>>,
}

/// One version over all runs: the wall time as median, least and most.
pub(crate) struct Row {
    pub(crate) version: String,
    /// The version that it is compared with: the first of those that do the same job.
    pub(crate) baseline: String,
    pub(crate) workers: usize,
    pub(crate) predicted_s: Option<f64>,
    /// `None` when any run of the version failed.
    pub(crate) wall_s: Option<Spread>,
    pub(crate) cpu_s: Option<f64>,
    /// The baseline's median over this version's; `None` for the baseline itself.
    pub(crate) speedup: Option<f64>,
    /// What the runs say of this version and the baseline.
    pub(crate) verdict: Verdict,
    /// The fewest over all runs: what every run reached.
    pub(crate) most_in_flight: usize,
    pub(crate) unfinished: usize,
    /// Whether every run waited for its tasks.
    pub(crate) did_its_work: bool,
    pub(crate) notebook_s: Option<f64>,
    pub(crate) failed: bool,
}

impl Timings {
    pub(crate) fn new(
        provenance: Provenance,
        runs: u32,
        quick: bool,
        chapters_planned: usize,
    ) -> Self {
        let (busy_percent, chapters) = (0.0, Vec::new());
        Self { schema: SCHEMA, provenance, chapters_planned, runs, quick, busy_percent, chapters }
    }

    /// Whether the notebook measured any of this. Its tasks are not the short ones of `--quick`.
    pub(crate) fn has_notebook(&self) -> bool {
        !self.quick && self.chapters.iter().any(|chapter| !chapter.about.notebook.is_empty())
    }

    /// Reads a `timings.json`.
    pub(crate) fn read(file: &Path) -> Result<Self> {
        let json = fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
        let timings: Self = report::from_json(&json, SCHEMA)
            .with_context(|| format!("{} cannot be used", file.display()))?;
        let mut reports = timings.chapters.iter().flat_map(|chapter| &chapter.reports);
        if let Some(other) = reports.find(|report| report.schema != report::SCHEMA) {
            let (file, schema) = (file.display(), other.schema);
            bail!("{file} cannot be used: the schema of {} is {schema}", other.chapter);
        }
        Ok(timings)
    }

    /// Writes `timings.json`, `.csv` and `.md`, `report.html`, and what the chapters printed to
    /// `logs/`.
    ///
    /// Every file is whole at every instant, the old one or the new one.
    pub(crate) fn save(&self, folder: &Path) -> Result<()> {
        write(folder.join("timings.json"), &serde_json::to_vec_pretty(self)?)?;
        write(folder.join("timings.csv"), &self.csv()?)?;
        write(folder.join("timings.md"), table::markdown(self).as_bytes())?;
        write(folder.join("report.html"), html::report(self).as_bytes())?;
        for chapter in &self.chapters {
            let file = |run| log_file(folder, &chapter.chapter, run);
            for (run, log) in (1..).zip(&chapter.logs) {
                write(file(run), log)?;
            }
            // What more runs left at another time is not of these.
            for run in chapter.logs.len() + 1.. {
                if fs::remove_file(file(run)).is_err() {
                    break;
                }
            }
        }
        Ok(())
    }

    fn csv(&self) -> Result<Vec<u8>> {
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(COLUMNS)?;
        for chapter in &self.chapters {
            if let Some(failure) = words::failure(chapter) {
                // A line of its own: the chapter may have no version that could carry it.
                csv.write_record(failure_line(&chapter.chapter, &failure))?;
            }
            for row in chapter.rows() {
                let number =
                    |number: Option<f64>| number.map_or_else(String::new, |n| n.to_string());
                csv.write_record([
                    csv_text(&chapter.chapter),
                    csv_text(&row.version),
                    row.workers.to_string(),
                    number(row.predicted_s),
                    number(row.wall_s.map(|wall| wall.median)),
                    number(row.wall_s.map(|wall| wall.min)),
                    number(row.wall_s.map(|wall| wall.max)),
                    number(row.cpu_s),
                    number(row.speedup),
                    row.most_in_flight.to_string(),
                    row.unfinished.to_string(),
                    number(row.notebook_s),
                    if row.failed { "failed".to_owned() } else { String::new() },
                ])?;
            }
        }
        if let Some(cut_off) = words::cut_off(self) {
            csv.write_record(failure_line("", &cut_off))?;
        }
        Ok(csv.into_inner()?)
    }
}

fn failure_line(chapter: &str, failure: &str) -> [String; COLUMNS.len()] {
    let mut line = [const { String::new() }; COLUMNS.len()];
    (line[0], line[COLUMNS.len() - 1]) = (csv_text(chapter), csv_text(failure));
    line
}

/// A text as a spreadsheet may have it: one that would be a formula is none behind a quote.
fn csv_text(text: &str) -> String {
    let shown = match text {
        "" => Cow::Borrowed(text),
        text => text::shown(text),
    };
    if shown.starts_with(['=', '+', '-', '@']) { format!("'{shown}") } else { shown.into_owned() }
}

/// Makes the folder for timings, before anything is measured that could not be kept. Timings that
/// are there already stay beside the new ones.
pub(crate) fn prepare(folder: &Path) -> Result<()> {
    let logs = folder.join("logs");
    fs::create_dir_all(&logs)
        .with_context(|| format!("could not make the folder {}", logs.display()))?;
    let (now, before) = (folder.join("timings.json"), folder.join(BEFORE));
    if now.exists() {
        fs::rename(&now, &before)
            .with_context(|| format!("could not write {}", before.display()))?;
    }
    Ok(())
}

/// Where a chapter's output of its first, second … run is kept.
pub(crate) fn log_file(folder: &Path, chapter: &str, run: usize) -> PathBuf {
    let name = match run {
        1 => format!("{chapter}.log"),
        run => format!("{chapter}.{run}.log"),
    };
    folder.join("logs").join(name)
}

pub(crate) fn write(file: impl AsRef<Path>, contents: &[u8]) -> Result<()> {
    let file = file.as_ref();
    write_atomically(file, contents).with_context(|| format!("could not write {}", file.display()))
}

impl ChapterTimings {
    /// A chapter of which nothing is known yet.
    pub(crate) fn new(chapter: &Chapter) -> Self {
        Self {
            chapter: chapter.name.clone(),
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

    /// The versions in their order, each over all runs.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> =
            self.versions().into_iter().map(|version| self.row(version)).collect();
        let whole = |row: &&Row| row.did_its_work;
        let walls: BTreeMap<String, Spread> = rows
            .iter()
            .filter(whole)
            .filter_map(|row| Some((row.version.clone(), row.wall_s?)))
            .collect();
        for row in rows.iter_mut().filter(|row| !row.is_baseline() && row.did_its_work) {
            if let (Some(wall), Some(baseline)) = (row.wall_s, walls.get(&row.baseline)) {
                row.speedup = Some(wall.speedup_over(*baseline));
                row.verdict = wall.compared_with(*baseline);
            }
        }
        rows
    }

    /// The charts of the last run that left any.
    pub(crate) fn charts(&self) -> &[Chart] {
        let mut charts = self.reports.iter().rev().map(|report| report.charts.as_slice());
        charts.find(|charts| !charts.is_empty()).unwrap_or_default()
    }

    /// The names of the versions, in their order.
    pub(crate) fn versions(&self) -> Vec<String> {
        // A run that was cut off lacks its last versions, which another run may have.
        let mut versions: Vec<String> = Vec::new();
        for run in self.reports.iter().flat_map(|report| &report.versions) {
            if !versions.contains(&run.name) {
                versions.push(run.name.clone());
            }
        }
        versions
    }

    /// The run of a version whose wall time is nearest to the median: one to draw.
    pub(crate) fn typical_run(&self, row: &Row) -> Option<&Run> {
        let distance = |run: &Run| match (run.wall_s, row.wall_s) {
            (Some(wall_s), Some(spread)) => (wall_s - spread.median).abs(),
            _ => 0.0,
        };
        self.runs_of(&row.version).min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }

    /// All runs of a version.
    pub(crate) fn runs_of(&self, version: &str) -> impl Iterator<Item = &Run> {
        let versions = self.reports.iter().flat_map(|report| &report.versions);
        versions.filter(move |run| run.name == version)
    }

    fn row(&self, version: String) -> Row {
        let runs: Vec<&Run> = self.runs_of(&version).collect();
        let spread = |value: fn(&Run) -> Option<f64>| {
            Spread::of(runs.iter().filter_map(|run| value(run)).collect())
        };
        let failed = runs.iter().any(|run| !run.failures.is_empty());
        Row {
            workers: runs.iter().map(|run| run.workers).max().unwrap_or(0),
            predicted_s: spread(|run| run.predicted_s).map(|predicted| predicted.median),
            wall_s: spread(Run::measured_s).filter(|_| !failed),
            cpu_s: spread(|run| run.cpu_s).map(|cpu| cpu.median),
            speedup: None,
            verdict: Verdict::Unknown,
            most_in_flight: runs.iter().map(|run| run.most_in_flight).min().unwrap_or(0),
            did_its_work: runs.iter().all(|run| run.did_its_work()),
            unfinished: runs.iter().map(|run| run.unfinished).sum(),
            notebook_s: self.about.notebook.get(&version).copied(),
            failed,
            baseline: runs.first().map(|run| run.baseline.clone()).unwrap_or_default(),
            version,
        }
    }
}

impl Row {
    /// Whether it took more than twice what was predicted, or less than half of it.
    pub(crate) fn is_off(&self) -> bool {
        match (self.predicted_s, self.wall_s) {
            (Some(predicted_s), Some(wall)) => {
                wall.median > 2.0 * predicted_s || wall.median < predicted_s / 2.0
            }
            _ => false,
        }
    }

    /// Whether others are compared with it.
    pub(crate) fn is_baseline(&self) -> bool {
        self.version == self.baseline
    }
}

#[cfg(test)]
mod tests {
    use stopwatch::Task;

    use super::*;

    fn task() -> Task {
        let (name, lane) = ("file".to_owned(), "main".to_owned());
        Task { name, lane, start_s: 0.0, end_s: Some(0.1) }
    }

    #[test]
    fn no_text_is_a_formula_of_a_spreadsheet() {
        assert_eq!(csv_text("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        for text in ["+1", "-1", "@sum"] {
            assert!(csv_text(text).starts_with('\''), "{text}");
        }
        assert_eq!(csv_text("wait-threads"), "wait-threads");
        assert_eq!(csv_text("\u{1b}[2J"), r#""\u{1b}[2J""#);
    }

    fn report(walls: &[(&str, f64)]) -> Report {
        let mut report = Report::new("chapter-02-threads");
        report.versions = walls
            .iter()
            .map(|(name, wall_s)| Run {
                baseline: "sequential".to_owned(),
                wall_s: Some(*wall_s),
                tasks: vec![task()],
                ..Run::not_measured(name)
            })
            .collect();
        report
    }

    fn timings(reports: Vec<Report>) -> ChapterTimings {
        let notebook = BTreeMap::from([("threads".to_owned(), 4.01)]);
        let about = About { notebook, ..About::default() };
        let mut timings =
            ChapterTimings::new(&Chapter { name: "chapter-02-threads".to_owned(), about });
        timings.reports = reports;
        timings
    }

    #[test]
    fn speedup_is_a_ratio_of_medians() {
        let reports = [(10.0, 2.0), (12.0, 3.0), (11.0, 2.2)];
        let reports =
            reports.map(|(one, five)| report(&[("sequential", one), ("threads", five)])).to_vec();
        let rows = timings(reports).rows();
        assert_eq!(rows[0].speedup, None);
        assert_eq!(rows[1].speedup, Some(5.0));
        assert_eq!(rows[1].notebook_s, Some(4.01));
    }

    #[test]
    fn a_version_that_failed_once_has_no_time() {
        let mut failed = report(&[("sequential", 10.0), ("threads", 2.0)]);
        failed.versions[1].failures.push("broke".to_owned());
        let rows = timings(vec![report(&[("sequential", 10.0), ("threads", 2.0)]), failed]).rows();
        assert_eq!(rows[1].wall_s, None);
        assert_eq!(rows[1].speedup, None);
        assert!(rows[1].failed && !rows[0].failed);
    }
}
