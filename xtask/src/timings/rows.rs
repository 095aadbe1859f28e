//! A chapter's versions, each over all runs: what every form shows.

use std::collections::BTreeMap;

use stopwatch::{
    Run,
    spread::{Spread, Verdict},
};

use super::figures::ChapterTimings;

/// One version over all runs: the wall time as median, least and most.
pub(crate) struct Row {
    pub(crate) version: String,
    pub(crate) language: String,
    /// The version that it is compared with: the first of those that do the same job.
    pub(crate) baseline: String,
    pub(crate) workers: usize,
    pub(crate) predicted_s: Option<f64>,
    /// `None` when any run of the version failed.
    pub(crate) wall_s: Option<Spread>,
    pub(crate) cpu_s: Option<f64>,
    /// How many cores computed for it, on average.
    pub(crate) cores_busy: Option<f64>,
    /// The baseline's median over this version's; `None` for the baseline itself.
    pub(crate) speedup: Option<f64>,
    /// What the runs say about this version and the baseline.
    pub(crate) verdict: Verdict,
    /// The least over all runs: what every run reached.
    pub(crate) most_in_flight: usize,
    pub(crate) unfinished: usize,
    /// Whether every run waited for its tasks.
    pub(crate) did_its_work: bool,
    pub(crate) notebook_s: Option<f64>,
    pub(crate) failed: bool,
}

/// The versions of a chapter in their order.
pub(crate) fn rows(chapter: &ChapterTimings) -> Vec<Row> {
    let mut rows: Vec<Row> =
        chapter.versions().into_iter().map(|version| row(chapter, version)).collect();
    let walls: BTreeMap<String, Spread> = rows
        .iter()
        .filter(|row| row.did_its_work)
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

/// One version, not yet compared with its baseline.
fn row(chapter: &ChapterTimings, version: String) -> Row {
    let runs: Vec<&Run> = chapter.runs_of(&version).collect();
    let spread = |value: fn(&Run) -> Option<f64>| {
        Spread::of(runs.iter().filter_map(|run| value(run)).collect())
    };
    let failed = runs.iter().any(|run| !run.failures.is_empty());
    Row {
        workers: runs.iter().map(|run| run.workers).max().unwrap_or(0),
        predicted_s: spread(|run| run.predicted_s).map(|predicted| predicted.median),
        wall_s: spread(Run::measured_s).filter(|_| !failed),
        cpu_s: spread(|run| run.cpu_s).map(|cpu| cpu.median),
        cores_busy: spread(Run::cores_busy).filter(|_| !failed).map(|cores| cores.median),
        speedup: None,
        verdict: Verdict::Unknown,
        most_in_flight: runs.iter().map(|run| run.most_in_flight).min().unwrap_or(0),
        did_its_work: runs.iter().all(|run| run.did_its_work()),
        unfinished: runs.iter().map(|run| run.unfinished).sum(),
        notebook_s: chapter.about.notebook.get(&version).copied(),
        failed,
        baseline: runs.first().map(|run| run.baseline.clone()).unwrap_or_default(),
        version,
        language: chapter.language.clone(),
    }
}

impl Row {
    /// A row for a chapter that failed without any known version.
    pub(crate) fn failed(chapter: &ChapterTimings) -> Self {
        Self { failed: true, ..row(chapter, String::new()) }
    }

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

    /// The run whose wall time is nearest to the median: one to draw.
    pub(crate) fn typical_run<'t>(&self, chapter: &'t ChapterTimings) -> Option<&'t Run> {
        let distance = |run: &Run| match (run.wall_s, self.wall_s) {
            (Some(wall_s), Some(spread)) => (wall_s - spread.median).abs(),
            _ => 0.0,
        };
        chapter.runs_of(&self.version).min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }
}

#[cfg(test)]
mod tests {
    use stopwatch::{Report, Task, report::RUST};

    use super::*;
    use crate::chapters::{About, Chapter};

    fn task() -> Task {
        let (name, lane) = ("file".to_owned(), "main".to_owned());
        Task { name, lane, start_s: 0.0, end_s: Some(0.1), cpu_s: None }
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
        let mut timings = ChapterTimings::new(
            &Chapter { name: "chapter-02-threads".to_owned(), about },
            RUST,
            Vec::new(),
        );
        timings.reports = reports;
        timings
    }

    #[test]
    fn speedup_is_a_ratio_of_medians() {
        let reports = [(10.0, 2.0), (12.0, 3.0), (11.0, 2.2)];
        let reports =
            reports.map(|(one, five)| report(&[("sequential", one), ("threads", five)])).to_vec();
        let rows = rows(&timings(reports));
        assert_eq!(rows[0].speedup, None);
        assert_eq!(rows[1].speedup, Some(5.0));
        assert_eq!(rows[1].notebook_s, Some(4.01));
    }

    #[test]
    fn a_version_that_failed_once_has_no_time() {
        let good = report(&[("sequential", 10.0), ("threads", 2.0)]);
        let mut failed = good.clone();
        failed.versions[1].failures.push("broke".to_owned());
        let rows = rows(&timings(vec![good, failed]));
        assert_eq!(rows[1].wall_s, None);
        assert_eq!(rows[1].speedup, None);
        assert!(rows[1].failed && !rows[0].failed);
    }
}
