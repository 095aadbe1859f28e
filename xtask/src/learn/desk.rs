//! The folder in which the reader works: `exercises/`, beside the workspace and not part of it.
//!
//! Git ignores it, so that no pull touches it; and it is a workspace of its own, so that what does not compile
//! there breaks nothing here. Editors understand it when it is opened, and Cargo knows `cargo xtask` in it, too.

use std::{
    env::consts::EXE_SUFFIX,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use stopwatch::report::write_atomically;

use super::catalogue::{Catalogue, Exercise};
use crate::chapters::{EXERCISES, Workspace};

/// Crates that exercises may use besides. They are built for the exercises that do.
const PACKAGES: &[&str] = &["rayon", "tokio"];

/// Cargo looks for its settings in all folders above, too: these take the place of the workspace's.
const SETTINGS: &str =
    "[alias]\nxtask = \"run --manifest-path ../Cargo.toml --package xtask --\"\n";

pub(super) struct Desk {
    root: PathBuf,
    /// Cargo's target folder, which is that of the workspace.
    pub(super) target: PathBuf,
}

/// The file of an exercise as a reader knows it.
pub(super) fn shown(exercise: &Exercise) -> String {
    format!("{EXERCISES}/{}.rs", exercise.name)
}

impl Desk {
    pub(super) fn new(workspace: &Workspace) -> Self {
        Self { root: workspace.root.clone(), target: workspace.target.clone() }
    }

    pub(super) fn folder(&self) -> PathBuf {
        self.root.join(EXERCISES)
    }

    pub(super) fn file(&self, exercise: &Exercise) -> PathBuf {
        self.folder().join(&exercise.name).with_extension("rs")
    }

    /// Makes the package of which the exercises are programs, and hands out what is not there: all of it the
    /// first time, what is new later, and what was deleted.
    pub(super) fn set_up(&self, catalogue: &Catalogue) -> Result<()> {
        let manifest = read(&self.root.join("Cargo.toml"))?;
        write(&self.folder().join("Cargo.toml"), &package(&manifest, &catalogue.exercises)?)?;
        write(&self.folder().join(".cargo/config.toml"), SETTINGS)?;
        self.take_over_versions()?;
        let mut missing = catalogue.exercises.iter().filter(|it| !self.file(it).exists());
        missing.try_for_each(|exercise| self.hand_out(exercise))
    }

    /// Hands out an exercise, in place of what the reader has made of it.
    pub(super) fn hand_out(&self, exercise: &Exercise) -> Result<()> {
        write(&self.file(exercise), &exercise.start)
    }

    /// What both need is built once if it is of one version. Cargo then leaves out what exercises do not use.
    fn take_over_versions(&self) -> Result<()> {
        let (ours, theirs) = (self.root.join("Cargo.lock"), self.folder().join("Cargo.lock"));
        let changed = |file: &Path| fs::metadata(file).and_then(|file| file.modified()).ok();
        match changed(&theirs) >= changed(&ours) {
            true => Ok(()),
            false => write(&theirs, &read(&ours)?),
        }
    }

    /// Whether there is a program of an exercise, perhaps of another day.
    pub(super) fn has_built(&self, exercise: &Exercise) -> bool {
        let program = format!("{}{EXE_SUFFIX}", exercise.name);
        self.target.join("debug").join(program).exists()
    }

    /// The crates that the reader's files name, of those that they may use besides.
    pub(super) fn used(&self, exercises: &[&Exercise]) -> Vec<&'static str> {
        let texts: Vec<String> =
            exercises.iter().filter_map(|it| fs::read_to_string(self.file(it)).ok()).collect();
        let is_used = |package: &&&str| texts.iter().any(|text| text.contains(**package));
        PACKAGES.iter().filter(is_used).copied().collect()
    }
}

/// The manifest of the package, after that of the workspace.
fn package(workspace: &str, exercises: &[Exercise]) -> Result<String> {
    let mut manifest = format!(
        "# Made by `cargo xtask learn`, again whenever it is typed.\n[workspace]\n\n[package]\n\
        name = \"your-exercises\"\nversion = \"0.0.0\"\nedition = \"2024\"\nautobins = false\n\n\
        [features]\ndefault = {PACKAGES:?}\n\n\
        [dependencies]\nexercises = {{ path = \"../crates/exercises\" }}\n"
    );
    for package in PACKAGES {
        let beginning = format!("{package} = ");
        let version = workspace.lines().find_map(|line| line.strip_prefix(&beginning));
        let version = version.with_context(|| format!("the workspace does not have {package}"))?;
        manifest += &match version.strip_prefix('{') {
            Some(table) => format!("{package} = {{ optional = true,{table}\n"),
            None => format!("{package} = {{ optional = true, version = {version} }}\n"),
        };
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
