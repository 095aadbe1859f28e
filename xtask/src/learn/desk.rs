//! The folder in which the reader works: `exercises/`, beside the workspace and not part of it.
//!
//! Git ignores it, so that no pull touches it; and it is a workspace of its own, so that what does not compile
//! there breaks nothing here. Its manifest and lock file are made again for each build, of this workspace's: what
//! both need is built once.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use stopwatch::report::write_atomically;

use super::catalogue::{Catalogue, Exercise};
use crate::chapters::Workspace;

const FOLDER: &str = "exercises";

/// Crates that exercises may use besides.
const PACKAGES: &[&str] = &["rayon", "tokio"];

pub(super) struct Desk {
    root: PathBuf,
    /// Cargo's target folder, which is that of the workspace.
    pub(super) target: PathBuf,
}

/// The file of an exercise as a reader knows it.
pub(super) fn shown(exercise: &Exercise) -> String {
    format!("{FOLDER}/{}.rs", exercise.name)
}

impl Desk {
    pub(super) fn new(workspace: &Workspace) -> Self {
        Self { root: workspace.root.clone(), target: workspace.target.clone() }
    }

    pub(super) fn folder(&self) -> PathBuf {
        self.root.join(FOLDER)
    }

    pub(super) fn file(&self, exercise: &Exercise) -> PathBuf {
        self.folder().join(&exercise.name).with_extension("rs")
    }

    /// Hands out what is not there: all of it the first time, what is new later, and what was deleted.
    pub(super) fn hand_out_missing(&self, catalogue: &Catalogue) -> Result<()> {
        let mut missing = catalogue.exercises.iter().filter(|it| !self.file(it).exists());
        missing.try_for_each(|exercise| self.hand_out(exercise))
    }

    /// Hands out an exercise, in place of what the reader has made of it.
    pub(super) fn hand_out(&self, exercise: &Exercise) -> Result<()> {
        write(&self.file(exercise), &exercise.start)
    }

    /// Makes the package of which these exercises are programs.
    pub(super) fn make_package(&self, exercises: &[&Exercise]) -> Result<()> {
        let manifest = read(&self.root.join("Cargo.toml"))?;
        write(&self.folder().join("Cargo.toml"), &package(&manifest, exercises)?)?;
        write(&self.folder().join("Cargo.lock"), &read(&self.root.join("Cargo.lock"))?)
    }
}

/// The manifest of the package, after that of the workspace.
fn package(workspace: &str, exercises: &[&Exercise]) -> Result<String> {
    let mut manifest =
        "# Made by `cargo xtask learn`, again for each check.\n[workspace]\n\n[package]\n\
        name = \"your-exercises\"\nversion = \"0.0.0\"\nedition = \"2024\"\nautobins = false\n\n\
        [dependencies]\nexercises = { path = \"../crates/exercises\" }\n"
            .to_owned();
    for package in PACKAGES {
        let is_dependency = |line: &&str| line.starts_with(&format!("{package} = "));
        let uses = exercises.iter().map(|exercise| exercise.uses(package));
        if uses.collect::<Result<Vec<_>>>()?.contains(&true) {
            let line = workspace.lines().find(is_dependency);
            manifest += line.with_context(|| format!("the workspace does not have {package}"))?;
            manifest += "\n";
        }
    }
    for Exercise { name, .. } in exercises {
        manifest += &format!("\n[[bin]]\nname = \"{name}\"\npath = \"{name}.rs\"\n");
    }
    Ok(manifest + "\n" + &profile(workspace))
}

/// How the workspace compiles, less what it says of packages that are not part of this one.
fn profile(workspace: &str) -> String {
    let lines = workspace.lines().skip_while(|line| *line != "[profile.dev]");
    let lines = lines.take_while(|line| *line != "[profile.bench]");
    let is_elsewhere = |line: &str| {
        ["#", "chapter-", "xtask "].iter().any(|beginning| line.starts_with(beginning))
    };
    lines.filter(|line| !is_elsewhere(line)).map(|line| line.to_owned() + "\n").collect()
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))
}

/// Writes a file, if it is another one: Cargo and editors look at the time of the last change.
fn write(file: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(file).is_ok_and(|there| there == text) {
        return Ok(());
    }
    let folder = file.parent().unwrap_or(file);
    let written = fs::create_dir_all(folder).and_then(|()| write_atomically(file, text.as_bytes()));
    written.with_context(|| format!("could not write {}", file.display()))
}
