//! What was recorded, in `chapters/output`: what commands printed and measured, and the timings of all
//! chapters.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use stopwatch::{Report, Run, overlap};

use super::page::{OUTPUT, files_in, shown};
use crate::timings::{ChapterTimings, Timings};

/// How a recorded run begins.
const PROMPTS: [&str; 2] = ["$ cargo ", "$ python3 "];

/// The timings from which the figures of the guide come.
pub(super) const TIMINGS: &str = "chapters/output/timings.json";

/// Those of the chapters in Python, and of the same work in Rust.
pub(super) const IN_PYTHON: &str = "chapters/output/python.json";

/// No sentence of the guide needs more tasks of a version than this.
pub(super) const MOST_TASKS: usize = 200;

/// A recorded run: its command, what that printed, and what it measured.
pub(super) struct Recorded {
    pub(super) file: PathBuf,
    /// Without the prompt.
    pub(super) command: String,
    pub(super) text: String,
    /// From the timings, if the command runs a whole chapter; otherwise from a file beside the text, if
    /// the command wrote one.
    pub(super) report: Option<Report>,
}

/// The recorded runs.
pub(super) fn runs(root: &Path) -> Result<Vec<Recorded>> {
    let timings = timings(root)?;
    let read = |file: PathBuf| -> Result<Recorded> {
        let text = fs::read_to_string(root.join(&file))
            .with_context(|| format!("could not read {}", shown(&file)))?;
        let Some(command) = command(&text).map(str::to_owned) else {
            bail!("{} does not begin with `{}…`", shown(&file), PROMPTS.join("…` or `"));
        };
        let beside = root.join(report_file(&file));
        let report = match timings.as_ref().and_then(|timings| whole_chapter(timings, &command)) {
            Some(chapter) => chapter.reports.first().cloned(),
            None if beside.exists() => Some(Report::read(&beside)?),
            None => None,
        };
        Ok(Recorded { file, command, text, report })
    };
    files(root)?.into_iter().map(read).collect()
}

/// The command of a recorded run, which is its first line.
pub(super) fn command(text: &str) -> Option<&str> {
    let first = text.lines().next()?;
    PROMPTS.iter().any(|prompt| first.starts_with(prompt)).then(|| &first["$ ".len()..])
}

/// What was measured of the chapter that a command runs whole; `None` for any other command.
pub(super) fn whole_chapter<'t>(timings: &'t Timings, command: &str) -> Option<&'t ChapterTimings> {
    let is_its = |chapter: &&ChapterTimings| command == format!("cargo run -p {}", chapter.chapter);
    timings.chapters.iter().find(is_its)
}

/// Where the report of a recorded run is, if it is not the run of a whole chapter.
pub(super) fn report_file(text: &Path) -> PathBuf {
    text.with_extension("json")
}

/// Leaves out the tasks that nobody needs: a version may have tens of thousands. How many were in flight is
/// kept, and can be drawn.
pub(super) fn trim(report: &mut Report) {
    const STEPS: usize = 200;
    for run in report.versions.iter_mut().filter(|run| run.tasks.len() >= MOST_TASKS) {
        let steps = overlap::in_steps(&overlap::changes(&run.tasks), STEPS);
        run.in_flight = steps.iter().map(|step| (step.at_s, step.in_flight)).collect();
        run.tasks.truncate(MOST_TASKS);
    }
}

/// Whether all of its tasks are recorded, or what is there in their place to be drawn.
pub(super) fn can_be_drawn(run: &Run) -> bool {
    run.tasks.len() < MOST_TASKS || !run.in_flight.is_empty()
}

/// The files of the recorded runs, from the workspace's root.
pub(super) fn files(root: &Path) -> Result<Vec<PathBuf>> {
    files_in(root, Path::new(OUTPUT), "txt")
}

/// The recorded timings, where there are any.
pub(super) fn timings(root: &Path) -> Result<Option<Timings>> {
    read(&root.join(TIMINGS))
}

/// Those with Python, where there are any.
pub(super) fn timings_in_python(root: &Path) -> Result<Option<Timings>> {
    read(&root.join(IN_PYTHON))
}

fn read(file: &Path) -> Result<Option<Timings>> {
    file.exists().then(|| Timings::read(file)).transpose()
}
