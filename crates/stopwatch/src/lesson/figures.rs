//! The figures of a lesson: those that were measured, and those that are shown.
//!
//! They are the same, unless `STOPWATCH_FIGURES=FILE` names the report of an earlier run. Then the
//! figures of that run are shown, so that two runs print the same except where the words, the answers
//! or the drawings have changed. `cargo xtask book --check` compares what is printed this way, and
//! apart from that the report of what was measured.

use std::{collections::BTreeMap, env, iter, path::Path};

use crate::{
    measure::rounds,
    report::{Chart, Curve, Report, Run, Skipped, Task},
};

const FIGURES: &str = "STOPWATCH_FIGURES";

pub(super) struct Figures {
    /// What was measured in the rounds so far, by version.
    rounds: BTreeMap<String, Vec<Run>>,
    shown: Report,
    earlier: Option<Earlier>,
    /// Whether the tasks themselves are what was measured, so that none may stand for another.
    tasks_are_figures: bool,
}

/// The report of an earlier run, whose figures are shown, and what was measured now.
struct Earlier {
    report: Report,
    measured: Report,
}

impl Figures {
    /// # Panics
    /// When the figures asked for cannot be read: those measured now would pass for them.
    pub(super) fn new(chapter: &str) -> Self {
        let report = env::var_os(FIGURES).map(|file| {
            let report = Report::read(Path::new(&file));
            report.unwrap_or_else(|error| panic!("{FIGURES}: {error:#}"))
        });
        Self::with(chapter, report)
    }

    fn with(chapter: &str, report: Option<Report>) -> Self {
        let earlier = report.map(|report| Earlier { report, measured: Report::new(chapter) });
        let (rounds, shown) = (BTreeMap::new(), Report::new(chapter));
        Self { rounds, shown, earlier, tasks_are_figures: false }
    }

    /// From here on, the tasks are what was measured, too: states of threads that were watched.
    pub(super) fn take_tasks_for_figures(&mut self) {
        self.tasks_are_figures = true;
    }

    /// What is shown of the versions so far.
    pub(super) fn shown(&self) -> &Report {
        &self.shown
    }

    /// What was measured so far.
    pub(super) fn measured(&self) -> &Report {
        self.earlier.as_ref().map_or(&self.shown, |earlier| &earlier.measured)
    }

    /// From here on, shows the figures of this run, unless somebody asked for those of another.
    pub(super) fn show_those_of(&mut self, report: Report) {
        if self.earlier.is_none() {
            let measured = Report::new(&self.shown.chapter);
            self.earlier = Some(Earlier { report, measured });
        }
    }

    /// Whether what is shown is what was measured.
    pub(super) fn are_measured(&self) -> bool {
        self.earlier.is_none()
    }

    /// Keeps what was measured; where a version has run in several rounds, what they say together.
    /// Returns what is shown of it.
    pub(super) fn keep(&mut self, run: Run) -> &Run {
        let rounds = self.rounds.entry(run.name.clone()).or_default();
        rounds.push(run);
        let mut typical = rounds::typical(rounds).expect("there is a round now");
        if let Some(Earlier { report, measured }) = &mut self.earlier {
            put(measured, typical.clone());
            typical = with_figures_of(report, typical, self.tasks_are_figures);
        }
        put(&mut self.shown, typical)
    }

    /// Keeps that a version could not run. Where the figures of an earlier run are shown, so is what this
    /// version did then.
    pub(super) fn keep_skipped(&mut self, name: &str, reason: &str) -> Option<&Run> {
        let skipped = Skipped { name: name.to_owned(), reason: reason.to_owned() };
        let Some(Earlier { report, measured }) = &mut self.earlier else {
            self.shown.skipped.push(skipped);
            return None;
        };
        measured.skipped.push(skipped);
        let earlier = report.versions.iter().find(|run| run.name == name)?;
        Some(put(&mut self.shown, earlier.clone()))
    }

    /// What is shown of a version that has not run yet.
    pub(super) fn predicted_s(&self, known: &Run) -> Option<f64> {
        match &self.earlier {
            Some(Earlier { report, .. }) => {
                with_figures_of(report, known.clone(), self.tasks_are_figures).predicted_s
            }
            None => known.predicted_s,
        }
    }

    /// Keeps a version that is only predicted.
    pub(super) fn keep_predicted(&mut self, known: Run) {
        self.reports().for_each(|report| report.versions.push(known.clone()));
    }

    /// Keeps a chart, with what its curves mean in words.
    pub(super) fn add_chart(&mut self, mut chart: Chart, in_words: impl Fn(&[Curve]) -> String) {
        chart.in_words = in_words(&chart.curves);
        if let Some(Earlier { report, measured }) = &mut self.earlier {
            measured.charts.push(chart.clone());
            if let Some(earlier) = report.charts.get(measured.charts.len() - 1) {
                chart.curves.clone_from(&earlier.curves);
                chart.in_words = in_words(&chart.curves);
            }
        }
        self.shown.charts.push(chart);
    }

    /// Adds failures to the version that ran last.
    pub(super) fn add_failures(&mut self, failures: &[String]) {
        for run in self.reports().filter_map(|report| report.versions.last_mut()) {
            run.failures.extend_from_slice(failures);
        }
    }

    /// Adds what follows from the figures of the version that ran last. Where the figures of an earlier
    /// run are shown, that run has said it.
    pub(super) fn add_remarks(&mut self, remarks: Vec<String>) {
        let measured = self.earlier.as_mut().map(|earlier| &mut earlier.measured);
        if let Some(run) = measured.unwrap_or(&mut self.shown).versions.last_mut() {
            run.remarks.extend(remarks);
        }
    }

    pub(super) fn compare_answers(&mut self) {
        self.reports().for_each(Report::compare_answers);
    }

    fn reports(&mut self) -> impl Iterator<Item = &mut Report> {
        let measured = self.earlier.as_mut().map(|earlier| &mut earlier.measured);
        iter::once(&mut self.shown).chain(measured)
    }
}

/// A version with the figures that an earlier report has of it, if it knows the version. Names, answers
/// and failures are not figures.
fn with_figures_of(report: &Report, run: Run, tasks_are_figures: bool) -> Run {
    let Some(earlier) = report.versions.iter().find(|it| it.name == run.name) else {
        return run;
    };
    let tasks = match tasks_are_figures {
        true => earlier.tasks.clone(),
        false => tasks_in_the_time_of(earlier, &run),
    };
    let Run { name, baseline, answer, failures, .. } = run;
    Run { name, baseline, answer, failures, tasks, ..earlier.clone() }
}

/// The tasks of an earlier run. Where it no longer has all of them, those of this run stand in,
/// stretched to the time that it took then.
fn tasks_in_the_time_of(earlier: &Run, run: &Run) -> Vec<Task> {
    let (true, Some(then_s), Some(now_s)) =
        (earlier.tasks.len() < run.tasks.len(), earlier.wall_s, run.wall_s)
    else {
        return earlier.tasks.clone();
    };
    let then = |at_s: f64| at_s * then_s / now_s;
    let tasks = run.tasks.iter().map(|task| Task {
        start_s: then(task.start_s),
        end_s: task.end_s.map(then),
        cpu_s: task.cpu_s.map(then),
        ..task.clone()
    });
    tasks.collect()
}

/// Puts a run in the place of the earlier one of the same version, or after all others.
fn put(report: &mut Report, run: Run) -> &Run {
    let versions = &mut report.versions;
    let place = versions.iter().position(|it| it.name == run.name).unwrap_or(versions.len());
    match versions.get_mut(place) {
        Some(there) => *there = run,
        None => versions.push(run),
    }
    &versions[place]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(wall_s: f64, answer: u32, failure: &str) -> Run {
        Run {
            predicted_s: Some(wall_s),
            wall_s: Some(wall_s),
            answer: answer.into(),
            failures: vec![failure.to_owned()],
            ..Run::not_measured("threads")
        }
    }

    fn chart(speedup: f64, x: &str) -> Chart {
        let curve = Curve { name: "measured".to_owned(), points: vec![(2.0, speedup)] };
        Chart { x: x.to_owned(), curves: vec![curve], ..Chart::default() }
    }

    /// The figures of a lesson that shows those of an earlier run.
    fn of_earlier() -> Figures {
        let mut report = Report::new("chapter-02-threads");
        report.versions.push(run(2.0, 1, "it was cut off"));
        report.charts.push(chart(1.9, "workers"));
        Figures::with("chapter-02-threads", Some(report))
    }

    #[test]
    fn what_is_shown_is_what_was_measured() {
        let mut figures = Figures::with("chapter-02-threads", None);
        assert_eq!(figures.predicted_s(&run(5.0, 7, "")), Some(5.0));
        assert_eq!(*figures.keep(run(5.0, 7, "")), run(5.0, 7, ""));
        assert_eq!(figures.shown(), figures.measured());
    }

    #[test]
    fn earlier_figures_are_shown_but_never_earlier_answers_or_failures() {
        let mut figures = of_earlier();
        assert_eq!(figures.predicted_s(&run(5.0, 7, "")), Some(2.0));
        assert_eq!(*figures.keep(run(5.0, 7, "it broke")), run(2.0, 7, "it broke"));
        assert_eq!(figures.measured().versions, [run(5.0, 7, "it broke")]);
    }

    #[test]
    fn a_version_that_the_earlier_run_did_not_have_is_shown_as_it_was_measured() {
        let pool = Run { wall_s: Some(5.0), ..Run::not_measured("pool") };
        assert_eq!(*of_earlier().keep(pool.clone()), pool);
    }

    #[test]
    fn a_version_that_cannot_run_is_shown_as_it_ran_earlier_and_was_not_measured() {
        let mut figures = of_earlier();
        let shown = figures.keep_skipped("threads", "it needs Python").cloned();
        assert_eq!(shown, Some(run(2.0, 1, "it was cut off")));
        assert_eq!(figures.keep_skipped("pool", "it needs Python"), None);
        let measured = figures.measured();
        assert_eq!((measured.versions.len(), measured.skipped.len()), (0, 2));
        let mut alone = Figures::with("chapter-02-threads", None);
        assert_eq!(alone.keep_skipped("threads", "it needs Python"), None);
        assert_eq!(alone.shown().skipped[0].reason, "it needs Python");
    }

    #[test]
    fn tasks_that_the_earlier_report_lacks_are_drawn_in_its_time() {
        let task = |end_s| Task {
            name: "file_1.csv".to_owned(),
            lane: "thread 1".to_owned(),
            start_s: 0.0,
            end_s: Some(end_s),
            cpu_s: Some(end_s / 2.0),
        };
        let mut figures = of_earlier();
        let now = Run { tasks: vec![task(2.5), task(5.0)], ..run(5.0, 7, "") };
        assert_eq!(figures.keep(now).tasks, [task(1.0), task(2.0)]);
    }

    #[test]
    fn the_words_of_a_chart_are_todays_about_the_curves_that_are_shown() {
        let in_words = |curves: &[Curve]| format!("{} times as fast", curves[0].points[0].1);
        let mut figures = of_earlier();
        figures.add_chart(chart(1.2, "threads"), in_words);
        let with_words = |chart: Chart| Chart { in_words: in_words(&chart.curves), ..chart };
        assert_eq!(figures.shown().charts, [with_words(chart(1.9, "threads"))]);
        assert_eq!(figures.measured().charts, [with_words(chart(1.2, "threads"))]);
    }
}
