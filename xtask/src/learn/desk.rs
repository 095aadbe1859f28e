//! The folder in which the reader works: `exercises/`, beside the workspace and not part of it.
//!
//! Git ignores it, so that no pull touches it; and it is a workspace of its own, so that what does not compile
//! there breaks nothing here. Editors understand it when it is opened, and Cargo knows `cargo xtask` in it, too.

use std::{
    collections::BTreeSet,
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
        let (manifest, lock) =
            (read(&self.root.join("Cargo.toml"))?, read(&self.root.join("Cargo.lock"))?);
        let package = package(&manifest, &lock, &catalogue.exercises)?;
        write(&self.folder().join("Cargo.toml"), &package)?;
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
fn package(workspace: &str, lock: &str, exercises: &[Exercise]) -> Result<String> {
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
    Ok(manifest + "\n" + &profile(workspace, lock))
}

/// How the workspace compiles, less what it says of packages that are not needed here: Cargo would warn of them.
fn profile(workspace: &str, lock: &str) -> String {
    const PACKAGES_BEGIN: &str = "[profile.dev.package]";
    let needed = needed(lock, &[&["exercises"], PACKAGES].concat());
    let lines = workspace.lines().skip_while(|line| *line != "[profile.dev]");
    let lines = lines.take_while(|line| *line != "[profile.bench]");
    let lines: Vec<&str> = lines.filter(|line| !line.starts_with('#')).collect();
    let packages = lines.iter().position(|line| *line == PACKAGES_BEGIN).unwrap_or(lines.len());
    let (for_all, for_packages) = lines.split_at(packages);
    let is_needed =
        |line: &&&str| line.split_once(" = ").is_none_or(|(package, _)| needed.contains(package));
    for_all
        .iter()
        .chain(for_packages.iter().filter(is_needed))
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// These packages and, as Cargo.lock says, all that they need.
fn needed<'l>(lock: &'l str, packages: &[&'l str]) -> BTreeSet<&'l str> {
    let mut needed: BTreeSet<&str> = packages.iter().copied().collect();
    let mut to_look_up = packages.to_vec();
    while let Some(package) = to_look_up.pop() {
        let name = format!("name = \"{package}\"");
        let entries =
            lock.split("[[package]]").filter(|entry| entry.lines().any(|line| line == name));
        for line in entries.flat_map(str::lines) {
            let dependency =
                line.strip_prefix(" \"").and_then(|line| line.split([' ', '"']).next());
            to_look_up.extend(dependency.filter(|dependency| needed.insert(dependency)));
        }
    }
    needed
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

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
[[package]]
name = "exercises"
dependencies = [
 "stopwatch",
]

[[package]]
name = "stopwatch"
dependencies = [
 "rustix 1.1.4",
]

[[package]]
name = "rustix"

[[package]]
name = "sysinfo"
"#;

    #[test]
    fn settings_for_packages_are_those_of_what_exercises_need() {
        let workspace = "[profile.dev]\nopt-level = 2\n\n[profile.dev.package]\n# Why.\n\
            rustix = { opt-level = 0 }\nsysinfo = { opt-level = 0 }\n\n[profile.bench]\n";
        let profile = profile(workspace, LOCK);
        assert!(profile.contains("[profile.dev]\nopt-level = 2\n"), "{profile}");
        assert!(
            profile.contains("[profile.dev.package]\nrustix = { opt-level = 0 }\n"),
            "{profile}"
        );
        assert!(!profile.contains("sysinfo") && !profile.contains('#'), "{profile}");
    }
}
