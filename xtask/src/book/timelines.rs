//! The timelines of the catalogue of mistakes, each job on its own, to be shown beside its code.

use stopwatch::timeline::{self, Canvas, Rows};

use super::recorded::MOST_TASKS;
use crate::timings::Timings;

/// The chapter whose page shows every job on its own.
const CATALOGUE: &str = "13-mistakes";

/// The timelines of each job as a terminal shows them, as an anchor with the name of its first version.
/// A job with more tasks than are recorded has none.
pub(super) fn generated(timings: &Timings) -> (&'static str, String) {
    let chapters = timings.chapters.iter().filter(|chapter| chapter.is_rust());
    let catalogue = chapters.filter(|chapter| chapter.short_name() == CATALOGUE);
    let reports = catalogue.filter_map(|chapter| chapter.reports.first());
    let jobs = reports.flat_map(|report| report.jobs());
    let is_whole = |job: &&[stopwatch::Run]| job.iter().all(|run| run.tasks.len() < MOST_TASKS);
    let canvas = Canvas { width: 80, ascii: false };
    let timelines = jobs.filter(is_whole).map(|job| {
        let (name, picture) = (&job[0].name, timeline::draw(job, Rows::Lanes, canvas));
        format!("<!-- ANCHOR: {name} -->\n{picture}<!-- ANCHOR_END: {name} -->\n")
    });
    ("generated/timelines.md", timelines.collect())
}

#[cfg(test)]
mod tests {
    use stopwatch::{Report, Run, Task, report::RUST};

    use super::*;
    use crate::{
        book::recorded,
        chapters::{About, Chapter, Workspace},
        timings::{ChapterTimings, Outcome},
    };

    /// Timings of the catalogue alone: each job has one version with this many tasks.
    fn catalogue(jobs: &[(&str, usize)]) -> Timings {
        let chapter = Chapter { name: format!("chapter-{CATALOGUE}"), about: About::default() };
        let mut report = Report::new(&chapter.name);
        for (name, tasks) in jobs {
            let task = Task {
                name: "file".to_owned(),
                lane: "main".to_owned(),
                start_s: 0.0,
                end_s: Some(1.0),
                cpu_s: None,
            };
            let run = Run::not_measured(name);
            report.versions.push(Run { tasks: vec![task; *tasks], wall_s: Some(1.0), ..run });
        }
        let mut measured = ChapterTimings::new(&chapter, RUST, Vec::new());
        measured.add(Outcome { report: Some(report), failure: None, log: Vec::new() });
        let root = Workspace::read().unwrap().root;
        let mut timings = recorded::timings(&root).unwrap().unwrap();
        timings.chapters = vec![measured];
        timings
    }

    #[test]
    fn each_job_has_its_timelines_unless_its_tasks_are_cut() {
        let jobs = [("join-mistake", 1), ("thread-mistake", MOST_TASKS), ("false-mistake", 2)];
        let (_, timelines) = generated(&catalogue(&jobs));
        let anchors: Vec<&str> =
            timelines.lines().filter(|line| line.starts_with("<!-- ANCHOR:")).collect();
        let expected = ["<!-- ANCHOR: join-mistake -->", "<!-- ANCHOR: false-mistake -->"];
        assert_eq!(anchors, expected, "{timelines}");
        assert!(timelines.contains("  main"), "{timelines}");
    }
}
