//! The tasks that a script records by itself, with `chapters/python/stopwatch.py`.

use std::{
    collections::HashSet,
    env,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use tempfile::TempDir;

use stopwatch::{Report, Run, Task, overlap};

/// The variable in which `stopwatch.py` looks for the file of its report.
const EXPORT: &str = "STOPWATCH_EXPORT";

/// A place where a script that records tasks leaves them.
pub(crate) struct Place {
    /// Removed with the place.
    _folder: TempDir,
    file: PathBuf,
    /// Whether the user has named another one, which is to stay as it is.
    is_taken: bool,
    began: SystemTime,
}

impl Place {
    /// A place for the tasks of a program that is about to begin; `None` where there is no room for one.
    pub(crate) fn new() -> Option<Self> {
        let folder = tempfile::tempdir().ok()?;
        let file = folder.path().join("report.json");
        let is_taken = env::var_os(EXPORT).is_some();
        Some(Self { _folder: folder, file, is_taken, began: SystemTime::now() })
    }

    /// What the program has to be told.
    pub(crate) fn variables(&self) -> Vec<(&'static str, &Path)> {
        if self.is_taken {
            Vec::new()
        } else {
            vec![(EXPORT, self.file.as_path())]
        }
    }

    /// The tasks that it left, on the time axis of who watched it so long; `None` where it left none.
    pub(crate) fn tasks(&self, watched_s: f64) -> Option<Run> {
        let report = Report::read(&self.file).ok()?;
        let began_s = self.began.duration_since(UNIX_EPOCH).ok()?.as_secs_f64();
        on_its_axis(&report, began_s, watched_s)
    }
}

/// The tasks of all versions as one run, which began then.
fn on_its_axis(report: &Report, began_s: f64, watched_s: f64) -> Option<Run> {
    let mut tasks: Vec<Task> = Vec::new();
    for version in &report.versions {
        let Some(later_s) = version.began_unix_s.map(|at_s| at_s - began_s)
        else {
            continue;
        };
        let at = |at_s: f64| (at_s + later_s).clamp(0.0, watched_s);
        let ended_s = version.wall_s.map(at);
        tasks.extend(version.tasks.iter().cloned().map(|task| Task {
            start_s: at(task.start_s),
            // What a version left behind goes on to nobody knows when.
            end_s: task.end_s.map(at).or(ended_s),
            ..task
        }));
    }
    if tasks.is_empty() {
        return None;
    }
    tasks.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
    let lanes: HashSet<&str> =
        tasks.iter().map(|task| task.lane.as_str()).collect();
    let (workers, most_in_flight) =
        (lanes.len(), overlap::most_in_flight(&tasks));
    let run = Run::not_measured("tasks that it recorded");
    Some(Run { wall_s: Some(watched_s), workers, most_in_flight, tasks, ..run })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(began_unix_s: Option<f64>, end_s: Option<f64>) -> Run {
        let (name, lane) = ("load".to_owned(), "main".to_owned());
        let task = Task { name, lane, start_s: 0.5, end_s, cpu_s: None };
        Run {
            wall_s: Some(2.0),
            began_unix_s,
            tasks: vec![task],
            ..Run::not_measured("version")
        }
    }

    fn times(versions: Vec<Run>) -> Option<Vec<(f64, Option<f64>)>> {
        let report = Report { versions, ..Report::new("job.py") };
        let run = on_its_axis(&report, 100.0, 10.0)?;
        Some(run.tasks.iter().map(|task| (task.start_s, task.end_s)).collect())
    }

    #[test]
    fn tasks_of_all_versions_stand_where_they_were_on_the_clock() {
        let versions =
            vec![version(Some(104.0), Some(1.5)), version(Some(101.0), None)];
        assert_eq!(
            times(versions),
            Some(vec![(1.5, Some(3.0)), (4.5, Some(5.5))])
        );
    }

    #[test]
    fn a_version_that_does_not_say_when_it_was_stands_nowhere() {
        assert_eq!(times(vec![version(None, Some(1.0))]), None);
    }

    #[test]
    fn nothing_stands_outside_of_what_was_watched() {
        assert_eq!(
            times(vec![version(Some(99.0), Some(50.0))]),
            Some(vec![(0.0, Some(10.0))])
        );
    }
}
