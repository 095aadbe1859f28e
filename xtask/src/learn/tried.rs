//! Builds what the reader has written, and has it checked.

use std::{collections::BTreeMap, fs, process::Command};

use anyhow::{Context, Result};
use serde::Deserialize;

use stopwatch::{println, text};

use super::{
    catalogue::Exercise,
    desk::{self, Desk},
};
use crate::chapters::{Built, cargo, programs};

/// What we need to know of what the checker found; the rest it has printed.
#[derive(Deserialize)]
struct Verdict {
    passed: bool,
}

/// Builds exercises in one go. One that does not compile has no program; Cargo has then said why.
pub(super) fn build(desk: &Desk, exercises: &[&Exercise]) -> Result<BTreeMap<String, Built>> {
    desk.make_package(exercises)?;
    let mut cargo = cargo();
    cargo.args(["build", "--keep-going", "--quiet", "--bins"]);
    cargo.arg("--target-dir").arg(&desk.target).current_dir(desk.folder());
    programs(&mut cargo)
}

/// Has an exercise checked, which prints what is found. Whether it is solved.
pub(super) fn run(exercise: &Exercise, programs: &BTreeMap<String, Built>) -> Result<bool> {
    let shown = desk::shown(exercise);
    let Some(program) = programs.get(&exercise.name) else {
        println!("{shown} does not compile yet. The compiler has said above what it misses.");
        return Ok(false);
    };
    let file = tempfile::NamedTempFile::new()?;
    let status = Command::new(&program.path)
        .env("EXERCISE_VERDICT", file.path())
        .status()
        .with_context(|| format!("could not start {}", program.path.display()))?;
    match serde_json::from_slice::<Verdict>(&fs::read(&file)?) {
        Ok(verdict) => Ok(verdict.passed),
        Err(_) => {
            let status = text::sentence(&status.to_string());
            println!("{shown} ended ({status}) before anything was checked.");
            println!("Its `main` has to call `check`, as it did when it was handed out.");
            Ok(false)
        }
    }
}
