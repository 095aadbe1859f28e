//! One chapter: its program in Rust, and its script in Python with every interpreter.

use std::{
    collections::BTreeMap,
    fmt::Display,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};

use interpreters::{Interpreter, Interpreters};
use stopwatch::{Report, eprintln, report::RUST, text};

use super::{
    flags,
    program::{How, Program, names},
    server::{self, Server},
};
use crate::{
    chapters::{Built, Chapter, Workspace, script},
    timings::ChapterTimings,
};

/// A chapter to be measured.
pub(super) struct Job<'j> {
    workspace: &'j Workspace,
    chapter: &'j Chapter,
    how: How,
    script: PathBuf,
    /// What runs the script; empty where there is none.
    pub(super) pythons: &'j [Interpreter],
}

/// Where the programs leave their reports and their output.
pub(super) fn scratch(workspace: &Workspace) -> PathBuf {
    workspace.target.join("measuring")
}

impl<'j> Job<'j> {
    pub(super) fn new(
        workspace: &'j Workspace,
        chapter: &'j Chapter,
        how: How,
        interpreters: &'j Interpreters,
    ) -> Self {
        let script = workspace.root.join(script(&chapter.name));
        let pythons = if script.exists() { interpreters.usable.as_slice() } else { &[] };
        Self { workspace, chapter, how, script, pythons }
    }

    /// Whether its script downloads.
    pub(super) fn has_server(&self) -> bool {
        !self.pythons.is_empty() && !self.chapter.about.python.server.is_empty()
    }

    /// The server that its script downloads from, if it does.
    pub(super) fn server(&self, programs: &BTreeMap<String, Built>) -> Result<Option<Server>> {
        if !self.has_server() {
            return Ok(None);
        }
        let program = programs.get(server::PACKAGE).context("the practice API does not build")?;
        let flags = flags::of_server(&self.chapter.about, self.how.quick);
        Server::start(&program.path, &flags).map(Some)
    }

    pub(super) fn in_rust(
        &self,
        programs: &BTreeMap<String, Built>,
        place: &str,
    ) -> ChapterTimings {
        let beside_python = !self.pythons.is_empty();
        let flags = flags::of_program(&self.chapter.about, self.how.quick, beside_python);
        let mut timings = ChapterTimings::new(self.chapter, RUST, flags.clone());
        match programs.get(&self.chapter.name) {
            None => timings.failure = Some("it does not build".to_owned()),
            Some(Built { path, opt_level }) => {
                timings.opt_level = Some(opt_level.clone());
                measure(&self.program(RUST, path, flags), &mut timings, place);
            }
        }
        timings
    }

    /// The same with an interpreter, whose answers have to be those of Rust.
    pub(super) fn in_python(
        &self,
        python: &Interpreter,
        server: Result<&Option<Server>, impl Display>,
        in_rust: Option<&Report>,
        place: &str,
    ) -> ChapterTimings {
        let about = &self.chapter.about;
        let mut flags = flags::of_script(about, self.how.quick);
        let mut timings = ChapterTimings::new(self.chapter, &python.language, flags.clone());
        match server {
            Err(error) => timings.failure = Some(format!("{error:#}")),
            Ok(server) => {
                flags
                    .extend(server.iter().flat_map(|it| ["--base-url".to_owned(), it.url.clone()]));
                let program = Program {
                    script: Some(&self.script),
                    expected: in_rust.filter(|_| about.python.other_answers.is_none()),
                    ..self.program(&python.language, &python.path, flags)
                };
                measure(&program, &mut timings, place);
            }
        }
        timings
    }

    fn program<'p>(&'p self, language: &'p str, path: &'p Path, flags: Vec<String>) -> Program<'p> {
        Program {
            chapter: self.chapter,
            language,
            path,
            script: None,
            flags,
            how: self.how,
            target: &self.workspace.target,
            scratch: scratch(self.workspace),
            expected: None,
        }
    }
}

/// Runs a program as often as asked, with a line that says how long it has been running.
fn measure(program: &Program, timings: &mut ChapterTimings, place: &str) {
    let How { runs, .. } = program.how;
    let predicted = program.predict();
    let versions = predicted.as_ref().map(names).unwrap_or_default();
    let of_versions = predicted.iter().flat_map(|report| &report.versions);
    let seconds: f64 = of_versions.filter_map(|run| run.predicted_s).sum();
    let expected = match seconds * f64::from(runs) {
        0.0 => String::new(),
        seconds => format!(" of about {}", text::duration(seconds)),
    };
    let place = format!("{place} {}", timings.title());
    let style = ProgressStyle::with_template("{spinner} {prefix}: {elapsed}{msg}");
    let progress = ProgressBar::new_spinner()
        .with_style(style.expect("the template is right"))
        .with_prefix(place.clone())
        .with_message(expected);
    // Where stderr is not a terminal the line is hidden, and only the one below stays.
    progress.enable_steady_tick(Duration::from_millis(100));
    for run in 0..runs {
        timings.add(match &predicted {
            Some(predicted) if runs > 1 && !versions.is_empty() => {
                program.measure_each(predicted, run as usize)
            }
            _ => program.measure(&versions),
        });
    }
    progress.finish_and_clear();
    match &timings.failure {
        None if timings.versions().is_empty() => eprintln!("{place}: skipped"),
        None => eprintln!("{place}: {}", text::duration(timings.total_s())),
        Some(failure) => eprintln!("{place}: {}", text::sentence(failure)),
    }
}
