//! All chapters, one at a time: two at once would slow each other down.

use std::{
    fs::{self, File},
    path::PathBuf,
    time::Duration,
};

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};

use stopwatch::{eprintln, text};

use super::program::{How, Program};
use crate::{
    chapters::{self, Built, Chapter, Workspace},
    timings::{ChapterTimings, Provenance, Timings, busy_percent},
};

/// Holds the workspace's timings for this process alone, for as long as the file is there.
pub(crate) fn wait_until_alone(workspace: &Workspace) -> Result<File> {
    let scratch = scratch(workspace);
    fs::create_dir_all(&scratch)
        .with_context(|| format!("could not make the folder {}", scratch.display()))?;
    let file = scratch.join("lock");
    let lock =
        File::create(&file).with_context(|| format!("could not write {}", file.display()))?;
    if lock.try_lock().is_err() {
        eprintln!("Waiting for another `cargo xtask` that is measuring in this workspace ...");
        lock.lock().context("could not wait for it")?;
    }
    Ok(lock)
}

/// Where the programs leave their reports and their output.
fn scratch(workspace: &Workspace) -> PathBuf {
    workspace.target.join("measuring")
}

/// Measures the chapters, whatever goes wrong with one of them. `keep` is called before the first and
/// after each, with all that is measured so far: a run may be cut off at any time.
pub(crate) fn all(
    workspace: &Workspace,
    chapters: &[Chapter],
    how: How,
    keep: impl Fn(&Timings),
) -> Result<Timings> {
    let provenance = Provenance::of(&workspace.root);
    let mut timings = Timings::new(provenance, how.runs, how.quick, chapters.len());
    keep(&timings);
    let names = chapters.iter().map(|chapter| chapter.name.as_str());
    let programs = chapters::build(workspace, names)?;
    timings.busy_percent = busy_percent();
    let scratch = scratch(workspace);
    for (index, chapter) in chapters.iter().enumerate() {
        let place = format!("[{}/{}] {}", index + 1, chapters.len(), chapter.name);
        let mut measured = ChapterTimings::new(chapter);
        match programs.get(&chapter.name) {
            None => measured.failure = Some("it does not build".to_owned()),
            Some(Built { path, opt_level }) => {
                measured.opt_level = Some(opt_level.clone());
                let program = Program { chapter, path, how, scratch: &scratch };
                measure(&program, &mut measured, &place);
            }
        }
        timings.chapters.push(measured);
        keep(&timings);
    }
    timings.busy_percent = timings.busy_percent.max(busy_percent());
    Ok(timings)
}

/// Runs one chapter as often as asked, with a line that says for how long already.
fn measure(program: &Program, timings: &mut ChapterTimings, place: &str) {
    let runs = program.how.runs;
    let predicted = program.predict();
    let versions: Vec<String> = predicted.iter().map(|run| run.name.clone()).collect();
    let seconds: f64 = predicted.iter().filter_map(|run| run.predicted_s).sum();
    let expected = match seconds * f64::from(runs) {
        0.0 => String::new(),
        seconds => format!(" of about {}", text::duration(seconds)),
    };
    let style = ProgressStyle::with_template("{spinner} {prefix}: {elapsed}{msg}");
    let progress = ProgressBar::new_spinner()
        .with_style(style.expect("the template is right"))
        .with_prefix(place.to_owned())
        .with_message(expected);
    // Where stderr is not a terminal the line is hidden, and only the one below stays.
    progress.enable_steady_tick(Duration::from_millis(100));
    for run in 0..runs {
        timings.add(match runs {
            2.. if !versions.is_empty() => program.measure_each(&versions, run as usize),
            _ => program.measure(&versions),
        });
    }
    progress.finish_and_clear();
    match &timings.failure {
        None => eprintln!("{place}: {}", text::duration(timings.total_s())),
        Some(failure) => eprintln!("{place}: {}", text::sentence(failure)),
    }
}
