//! Builds what the reader has written, and has it checked.

use std::{
    collections::BTreeMap,
    fs,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};
use serde::Deserialize;
use wait_timeout::ChildExt;

use stopwatch::{cargo, println, text};

use super::{
    catalogue::Exercise,
    desk::{self, Desk},
};
use crate::chapters::{Built, programs};

/// What we need to know of what the checker found; the rest it has printed.
#[derive(Deserialize)]
struct Verdict {
    passed: bool,
}

/// A program that has not begun to check within this time never will. What it checks has limits of its own.
const TO_BEGIN: Duration = Duration::from_secs(10);

/// Builds exercises in one go. One that does not compile has no program; Cargo has then said why. What
/// takes longer, the first time, shows how far it is.
pub(super) fn build(desk: &Desk, exercises: &[&Exercise]) -> Result<BTreeMap<String, Built>> {
    let mut cargo = cargo();
    cargo.args(["build", "--keep-going", "--no-default-features"]);
    if exercises.iter().all(|exercise| desk.has_built(exercise)) {
        cargo.arg("--quiet");
    }
    cargo.args(desk.used(exercises).iter().flat_map(|package| ["--features", package]));
    cargo.args(exercises.iter().flat_map(|exercise| ["--bin", &exercise.name]));
    cargo.arg("--target-dir").arg(&desk.target).current_dir(desk.folder());
    programs(&mut cargo)
}

/// Has an exercise checked, which prints what is found. Whether it is solved.
pub(super) fn run(exercise: &Exercise, programs: &BTreeMap<String, Built>) -> Result<bool> {
    let shown = desk::shown(exercise);
    let Some(program) = programs.get(&exercise.name) else {
        println!("{shown} does not compile yet. What it misses stands above.");
        return Ok(false);
    };
    let file = tempfile::NamedTempFile::new()?;
    let mut child = Command::new(&program.path)
        .env("EXERCISE_VERDICT", file.path())
        .stdin(Stdio::null())
        .spawn()
        .with_context(|| format!("could not start {}", program.path.display()))?;
    let ended = match child.wait_timeout(TO_BEGIN)? {
        None if fs::metadata(&file)?.len() == 0 => {
            child.kill()?;
            child.wait()?;
            format!("was stopped after {} s", TO_BEGIN.as_secs())
        }
        status => {
            let status = status.map_or_else(|| child.wait(), Ok)?;
            format!("ended ({})", text::sentence(&status.to_string()))
        }
    };
    if let Ok(Some(verdict)) = serde_json::from_slice::<Option<Verdict>>(&fs::read(&file)?) {
        return Ok(verdict.passed);
    }
    println!("{shown} {ended} before anything was checked.");
    println!("Its `main` has to call `check`, as it did when it was handed out.");
    Ok(false)
}
