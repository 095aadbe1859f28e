//! The form of a report.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of the JSON form. It changes when a field changes its meaning, or when one that was
/// always there goes away.
pub const SCHEMA: u32 = 2;

/// The language of a report that names none.
pub const RUST: &str = "Rust";

/// Everything that one run of one chapter measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA`] when this report was written.
    pub schema: u32,
    /// The chapter's package, such as `chapter-02-threads`.
    pub chapter: String,
    /// What ran it: [`RUST`], or an interpreter such as `CPython 3.14`.
    #[serde(default = "rust")]
    pub language: String,
    /// The versions that ran, in their order.
    pub versions: Vec<Run>,
    /// What was measured besides the versions, to be drawn as curves.
    #[serde(default)]
    pub charts: Vec<Chart>,
    /// The versions that could not run here: they need a package, or a newer Python.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

fn rust() -> String {
    RUST.to_owned()
}

/// A version that could not run, which is no failure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Skipped {
    /// The version.
    pub name: String,
    /// What it lacks.
    pub reason: String,
}

/// Curves that share their axes, such as the speedup over the number of workers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// What it shows, in a few words.
    pub title: String,
    /// What the first number of a point is: `workers`.
    pub x: String,
    /// Whether these numbers grow by factors, so that equal factors are equally far apart.
    #[serde(default)]
    pub x_is_logarithmic: bool,
    /// What the second number of a point is: `times as fast as one worker`.
    pub y: String,
    /// What was measured comes first, what it is compared with after it; at most four.
    pub curves: Vec<Curve>,
    /// What it means, in a sentence or two.
    pub in_words: String,
}

/// One curve of a [`Chart`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// What distinguishes it from the others: `measured`.
    pub name: String,
    /// Its points, in order of their first number.
    pub points: Vec<(f64, f64)>,
}

impl Chart {
    /// The first numbers of all points, in their order, each once.
    pub fn positions(&self) -> Vec<f64> {
        let points = self.curves.iter().flat_map(|curve| &curve.points);
        let mut positions: Vec<f64> = points.map(|(x, _)| *x).collect();
        positions.sort_by(f64::total_cmp);
        positions.dedup();
        positions
    }
}

/// One version of a lesson, run once or in rounds. All times are in seconds since this run began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The version, such as `threads`.
    pub name: String,
    /// The version that this one is compared with: the first of those that do the same job.
    pub baseline: String,
    /// How many threads or processes did tasks.
    pub workers: usize,
    /// The wall time that the reader guessed before it ran (`--guess`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guess_s: Option<f64>,
    /// The wall time that the chapter predicted, where it predicts one.
    pub predicted_s: Option<f64>,
    /// The wall time measured; `None` when it was only predicted (`--predict`).
    pub wall_s: Option<f64>,
    /// When it began, in seconds since 1970, where that was written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began_unix_s: Option<f64>,
    /// CPU time, user and system, of the process and of its children that have ended; on Windows of
    /// the process and of its workers, as far as they have answered.
    pub cpu_s: Option<f64>,
    /// How long threads and workers waited for a core in tasks: ready to compute, while others did. What is
    /// shorter than a millisecond is left out; `None` where the system does not tell, which is
    /// everywhere but on Linux.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_for_core_s: Option<f64>,
    /// The most memory that the process held at one instant of the run, in bytes; `None` where the
    /// system does not tell, which is everywhere but on Linux.
    #[serde(default)]
    pub peak_memory_bytes: Option<u64>,
    /// How long it takes until one worker begins, where that was measured: a thread, a process.
    #[serde(default)]
    pub start_up_s: Option<f64>,
    /// The wall time of every round, where the version was run in several; the rest is of the round in
    /// the middle.
    #[serde(default)]
    pub rounds_s: Vec<f64>,
    /// The most tasks that were in flight at one instant.
    pub most_in_flight: usize,
    /// Tasks that were still running when the version ended.
    pub unfinished: usize,
    /// What the version returned; of a large answer only the size and a hash.
    pub answer: Value,
    /// Why the version failed, one reason a line; empty when all went well.
    pub failures: Vec<String>,
    /// What follows from these figures, in words, where the chapter says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// The tasks in order of their start.
    pub tasks: Vec<Task>,
    /// Where tasks were left out for want of room: from each of these instants on, in seconds, so many
    /// were in flight.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_flight: Vec<(f64, usize)>,
}

/// One piece of work: a bar on the timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// What the bar is labelled with.
    pub name: String,
    /// The thread or process that did it: a row on the timeline.
    pub lane: String,
    /// When it began, in seconds since the run began.
    pub start_s: f64,
    /// When it ended; `None` when it was still running as the version ended.
    pub end_s: Option<f64>,
    /// How much of that time its thread or process computed; `None` where nobody can say: of a task that
    /// is unfinished, that ended on another thread, or that shared its thread with others, as async
    /// tasks do.
    #[serde(default)]
    pub cpu_s: Option<f64>,
}

impl Report {
    /// An empty report, to which versions are added as they end.
    pub fn new(chapter: &str) -> Self {
        let (versions, charts, skipped) = (Vec::new(), Vec::new(), Vec::new());
        let (chapter, language) = (chapter.to_owned(), rust());
        Self { schema: SCHEMA, chapter, language, versions, charts, skipped }
    }

    /// The versions of each job, in their order.
    pub fn jobs(&self) -> impl Iterator<Item = &[Run]> {
        self.versions.chunk_by(|a, b| a.baseline == b.baseline)
    }

    /// How many times faster than its baseline a version was: baseline's wall time over its own.
    ///
    /// `None` for the baseline itself, where either failed or was not measured, and for a version
    /// that ended before its work was done: not waiting is not being fast. And a baseline without the
    /// answer that the version has did not do the same work.
    pub fn speedup(&self, run: &Run) -> Option<f64> {
        if run.name == run.baseline || !run.did_its_work() {
            return None;
        }
        let baseline = self.versions.iter().find(|other| other.name == run.baseline)?;
        let has_no_answer = baseline.answer.is_null() && !run.answer.is_null();
        if has_no_answer || !baseline.did_its_work() {
            return None;
        }
        Some(baseline.measured_s()? / run.measured_s()?)
    }
}

impl Run {
    /// A version that has not run, and is compared with no other.
    pub fn not_measured(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            baseline: name.to_owned(),
            workers: 0,
            guess_s: None,
            predicted_s: None,
            wall_s: None,
            began_unix_s: None,
            cpu_s: None,
            waiting_for_core_s: None,
            peak_memory_bytes: None,
            start_up_s: None,
            rounds_s: Vec::new(),
            most_in_flight: 0,
            unfinished: 0,
            answer: Value::Null,
            failures: Vec::new(),
            remarks: Vec::new(),
            tasks: Vec::new(),
            in_flight: Vec::new(),
        }
    }

    /// By which factor the reader's guess was off, too long or too short; 1 for a guess that was right.
    pub fn guess_off(&self) -> Option<f64> {
        let factor = self.guess_s? / self.measured_s().filter(|wall_s| *wall_s > 0.0)?;
        Some(factor.max(1.0 / factor))
    }

    /// Whether every task had ended when the version did, as far as that can be seen: of threads that
    /// nobody waited for, some may not even have begun.
    pub fn did_its_work(&self) -> bool {
        self.unfinished == 0 && !self.tasks.is_empty()
    }

    /// How many cores computed for it, on average: its CPU time over its wall time, where it was measured
    /// and did not fail.
    pub fn cores_busy(&self) -> Option<f64> {
        Some(self.cpu_s? / self.measured_s().filter(|wall_s| *wall_s > 0.0)?)
    }

    /// Whether its tasks seem to have taken turns to compute: several were in flight, each computed for
    /// a part of its time, and all together kept one core busy.
    pub fn seems_to_take_turns(&self) -> bool {
        const WHOLE: f64 = 0.75;
        let computes_in_part = |task: &&Task| task.computed_share().is_some_and(|it| it < WHOLE);
        let in_part_s: f64 =
            self.tasks.iter().filter(computes_in_part).filter_map(|task| task.cpu_s).sum();
        self.most_in_flight > 1
            && self.cores_busy().is_some_and(|cores| (0.9..1.1).contains(&cores))
            && self.cpu_s.is_some_and(|cpu_s| in_part_s > 0.8 * cpu_s)
    }

    /// Of the time in which its tasks did not compute, the part in which they waited for a core, from 0 to 1;
    /// `None` where nobody can say.
    pub fn waiting_for_core_share(&self) -> Option<f64> {
        let not_computed_s = |task: &Task| Some(task.end_s? - task.start_s - task.cpu_s?);
        let not_computed_s: f64 = self.tasks.iter().filter_map(not_computed_s).sum();
        let share = self.waiting_for_core_s? / not_computed_s;
        (not_computed_s > 0.0).then_some(share.clamp(0.0, 1.0))
    }

    /// The wall time in seconds, where the version was measured and did not fail.
    pub fn measured_s(&self) -> Option<f64> {
        self.wall_s.filter(|_| self.failures.is_empty())
    }
}

impl Task {
    /// How much of its time its thread or process computed, from 0 to 1; `None` where nobody can say.
    pub fn computed_share(&self) -> Option<f64> {
        let length_s = self.end_s? - self.start_s;
        (length_s > 0.0).then_some((self.cpu_s? / length_s).clamp(0.0, 1.0))
    }
}

/// The versions that did their work, each with its wall time in seconds.
///
/// Where the others have an answer, one without has not done the same work.
pub(crate) fn comparable<'r>(
    runs: impl IntoIterator<Item = &'r Run>,
) -> impl Iterator<Item = (&'r Run, f64)> {
    let runs: Vec<&Run> = runs.into_iter().collect();
    let has_answers = runs.iter().any(|run| !run.answer.is_null());
    let whole = runs
        .into_iter()
        .filter(move |run| run.did_its_work() && !(has_answers && run.answer.is_null()));
    whole.filter_map(|run| Some((run, run.measured_s()?)))
}

/// The version that was done first, of those that did the same work, with its wall time in seconds.
pub fn fastest<'r>(runs: impl IntoIterator<Item = &'r Run>) -> Option<(&'r Run, f64)> {
    comparable(runs).min_by(|(_, a), (_, b)| a.total_cmp(b))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run(name: &str, wall_s: f64) -> Run {
        Run {
            baseline: "sequential".to_owned(),
            predicted_s: Some(wall_s),
            wall_s: Some(wall_s),
            cpu_s: Some(0.001),
            tasks: vec![Task {
                name: "file".to_owned(),
                lane: "main".to_owned(),
                start_s: 0.0,
                end_s: Some(wall_s),
                cpu_s: None,
            }],
            ..Run::not_measured(name)
        }
    }

    #[test]
    fn a_version_without_the_answer_of_the_others_is_not_the_fastest() {
        let answer = |name, wall_s| Run { answer: json!(8), ..run(name, wall_s) };
        let runs = [answer("sequential", 2.0), run("lost-updates", 0.5), answer("atomic", 1.0)];
        assert_eq!(fastest(&runs).unwrap().0.name, "atomic");
        assert_eq!(fastest(&runs[1..2]).unwrap().0.name, "lost-updates");
    }

    #[test]
    fn cores_busy_are_cpu_time_over_wall_time_and_never_zero_for_want_of_either() {
        let run = |cpu_s, wall_s| Run { cpu_s, wall_s, ..Run::not_measured("threads") };
        assert_eq!(run(Some(3.0), Some(2.0)).cores_busy(), Some(1.5));
        for unknown in [run(None, Some(2.0)), run(Some(3.0), None), run(Some(0.0), Some(0.0))] {
            assert_eq!(unknown.cores_busy(), None);
        }
    }

    #[test]
    fn speedup_compares_with_the_baseline_and_leaves_out_failures() {
        let mut report = Report::new("chapter-02-threads");
        report.versions = vec![run("sequential", 10.0), run("threads", 2.0)];
        assert_eq!(report.speedup(&report.versions[1]), Some(5.0));
        assert_eq!(report.speedup(&report.versions[0]), None);
        report.versions[1].failures.push("broke".to_owned());
        assert_eq!(report.speedup(&report.versions[1]), None);
    }

    #[test]
    fn nothing_is_compared_with_a_baseline_that_has_lost_the_answer() {
        let mut report = Report::new("chapter-13-mistakes");
        report.versions = vec![run("sequential", 1.0), run("threads", 2.0)];
        report.versions[1].answer = 5.into();
        assert_eq!(report.speedup(&report.versions[1]), None);
        report.versions[0].answer = 5.into();
        assert_eq!(report.speedup(&report.versions[1]), Some(0.5));
    }

    #[test]
    fn a_version_that_does_not_wait_for_its_tasks_has_no_speedup() {
        let mut report = Report::new("chapter-02-threads");
        report.versions = vec![run("sequential", 10.0), run("threads", 0.001)];
        report.versions[1].unfinished = 1;
        assert_eq!(report.speedup(&report.versions[1]), None);
        report.versions[1].unfinished = 0;
        report.versions[1].tasks.clear();
        assert_eq!(report.speedup(&report.versions[1]), None);
    }
}
