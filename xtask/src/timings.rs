//! All that `all` and `run` measured, and the files in which it is kept.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde::Serialize;

use stopwatch::{Report, Run, report::write_atomically};

use crate::{chapters::Chapter, measure::Outcome, provenance::Provenance, table};

/// The version of `timings.json`. It changes when a field changes its meaning or goes away.
const SCHEMA: u32 = 1;

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
#[derive(Serialize)]
pub(crate) struct Timings {
    schema: u32,
    pub(crate) provenance: Provenance,
    /// How often each chapter was run.
    pub(crate) runs: u32,
    /// Whether the tasks were the short ones of `--quick`.
    pub(crate) quick: bool,
    pub(crate) chapters: Vec<ChapterTimings>,
}

/// What was measured of one chapter.
#[derive(Serialize)]
pub(crate) struct ChapterTimings {
    pub(crate) chapter: String,
    /// Why the chapter, or its first run that failed, is not a good one.
    pub(crate) failure: Option<String>,
    /// What the notebook measured, in seconds, by version.
    pub(crate) notebook_s: BTreeMap<String, f64>,
    /// How the notebook measured differently.
    pub(crate) notebook_note: Option<String>,
    /// A report for each run that left one.
    pub(crate) reports: Vec<Report>,
    #[serde(skip)]
    log: Vec<u8>,
}

/// One version over all runs: the wall time as median, least and most.
pub(crate) struct Row {
    pub(crate) version: String,
    pub(crate) workers: usize,
    pub(crate) predicted_s: Option<f64>,
    /// `None` when any run of the version failed.
    pub(crate) wall_s: Option<Spread>,
    pub(crate) cpu_s: Option<f64>,
    /// The baseline's median over this version's; `None` for the baseline itself.
    pub(crate) speedup: Option<f64>,
    /// The fewest over all runs: what every run reached.
    pub(crate) most_in_flight: usize,
    pub(crate) unfinished: usize,
    pub(crate) notebook_s: Option<f64>,
    pub(crate) failed: bool,
}

/// Median, least and most of some measurements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Spread {
    /// `None` of nothing.
    fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let middle = values.len() / 2;
        let median = match values.len() {
            0 => return None,
            odd if odd % 2 == 1 => values[middle],
            _ => f64::midpoint(values[middle - 1], values[middle]),
        };
        Some(Self { median, min: values[0], max: values[values.len() - 1] })
    }
}

impl Timings {
    pub(crate) fn new(provenance: Provenance, runs: u32, quick: bool) -> Self {
        Self { schema: SCHEMA, provenance, runs, quick, chapters: Vec::new() }
    }

    /// Writes `timings.json`, `.csv` and `.md`, and what the chapters printed to `logs/`.
    ///
    /// Every file is whole at every instant, the old one or the new one.
    pub(crate) fn save(&self, folder: &Path) -> Result<()> {
        let logs = folder.join("logs");
        fs::create_dir_all(&logs)
            .with_context(|| format!("could not make the folder {}", logs.display()))?;
        write(folder.join("timings.json"), &serde_json::to_vec_pretty(self)?)?;
        write(folder.join("timings.csv"), &self.csv()?)?;
        write(folder.join("timings.md"), table::markdown(self).as_bytes())?;
        for chapter in &self.chapters {
            write(logs.join(format!("{}.log", chapter.chapter)), &chapter.log)?;
        }
        Ok(())
    }

    fn csv(&self) -> Result<Vec<u8>> {
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(COLUMNS)?;
        for chapter in &self.chapters {
            if let Some(failure) = &chapter.failure {
                // A line of its own: the chapter may have no version that could carry it.
                let mut line = [""; COLUMNS.len()];
                (line[0], line[COLUMNS.len() - 1]) = (&chapter.chapter, failure);
                csv.write_record(line)?;
            }
            for row in chapter.rows() {
                let number =
                    |number: Option<f64>| number.map_or_else(String::new, |n| n.to_string());
                csv.write_record([
                    chapter.chapter.clone(),
                    row.version,
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
        Ok(csv.into_inner()?)
    }
}

fn write(file: PathBuf, contents: &[u8]) -> Result<()> {
    write_atomically(&file, contents).with_context(|| format!("could not write {}", file.display()))
}

impl ChapterTimings {
    /// A chapter of which nothing is known yet, or which could not be run.
    pub(crate) fn new(chapter: &Chapter, failure: Option<String>) -> Self {
        Self {
            chapter: chapter.name.clone(),
            failure,
            notebook_s: chapter.notebook.clone(),
            notebook_note: chapter.notebook_note.clone(),
            reports: Vec::new(),
            log: Vec::new(),
        }
    }

    /// Adds what one run left.
    pub(crate) fn add(&mut self, outcome: Outcome) {
        self.reports.extend(outcome.report);
        self.log.extend(outcome.log);
        self.failure = self.failure.take().or(outcome.failure);
    }

    /// The wall time of all versions of all runs, in seconds.
    pub(crate) fn total_s(&self) -> f64 {
        self.reports.iter().flat_map(|report| &report.versions).filter_map(|run| run.wall_s).sum()
    }

    /// The versions in their order, each over all runs.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let Some(first) = self.reports.first() else {
            return Vec::new();
        };
        // A run that was cut off lacks its last versions, which another run may have.
        let mut versions: Vec<&str> = Vec::new();
        for run in self.reports.iter().flat_map(|report| &report.versions) {
            if !versions.contains(&run.name.as_str()) {
                versions.push(&run.name);
            }
        }
        let mut rows: Vec<Row> = versions.into_iter().map(|version| self.row(version)).collect();
        let baseline = rows.iter().find(|row| row.version == first.baseline);
        if let Some(baseline_s) = baseline.and_then(|row| row.wall_s) {
            for row in rows.iter_mut().filter(|row| row.version != first.baseline) {
                row.speedup = row.wall_s.map(|wall| baseline_s.median / wall.median);
            }
        }
        rows
    }

    fn row(&self, version: &str) -> Row {
        let runs: Vec<&Run> = self
            .reports
            .iter()
            .filter_map(|report| report.versions.iter().find(|run| run.name == version))
            .collect();
        let spread = |value: fn(&Run) -> Option<f64>| {
            Spread::of(runs.iter().filter_map(|run| value(run)).collect())
        };
        let failed = runs.iter().any(|run| !run.failures.is_empty());
        Row {
            version: version.to_owned(),
            workers: runs.iter().map(|run| run.workers).max().unwrap_or(0),
            predicted_s: spread(|run| run.predicted_s).map(|predicted| predicted.median),
            wall_s: spread(Run::measured_s).filter(|_| !failed),
            cpu_s: spread(|run| run.cpu_s).map(|cpu| cpu.median),
            speedup: None,
            most_in_flight: runs.iter().map(|run| run.most_in_flight).min().unwrap_or(0),
            unfinished: runs.iter().map(|run| run.unfinished).sum(),
            notebook_s: self.notebook_s.get(version).copied(),
            failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(walls: &[(&str, f64)]) -> Report {
        let mut report = Report::new("chapter-02-threads", "sequential");
        report.versions = walls
            .iter()
            .map(|(name, wall_s)| Run { wall_s: Some(*wall_s), ..Run::not_measured(name) })
            .collect();
        report
    }

    fn timings(reports: Vec<Report>) -> ChapterTimings {
        let notebook_s = BTreeMap::from([("threads".to_owned(), 4.01)]);
        let chapter = "chapter-02-threads".to_owned();
        ChapterTimings {
            chapter,
            failure: None,
            notebook_s,
            notebook_note: None,
            reports,
            log: Vec::new(),
        }
    }

    #[test]
    fn the_median_of_an_even_number_is_between_the_middle_two() {
        let spread = Spread::of(vec![4.0, 1.0, 2.0, 3.0]);
        assert_eq!(spread, Some(Spread { median: 2.5, min: 1.0, max: 4.0 }));
        assert_eq!(Spread::of(Vec::new()), None);
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
