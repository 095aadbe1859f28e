//! `cargo xtask check`: what CI runs, in its order. It stops at the first step that fails, and says at
//! the end what was skipped.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use stopwatch::{cargo, println};

use crate::{book, chapters::Workspace, process};

/// The arguments of cargo for each step.
const STEPS: &[&[&str]] = &[
    &["fmt", "--all", "--check"],
    &["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"],
    &["test", "--workspace"],
    // What needs a model checker is behind a feature, so that nobody else waits until that is compiled.
    &[
        "clippy",
        "--package",
        "chapter-05-shared-memory",
        "--features",
        "loom",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ],
    &["test", "--package", "chapter-05-shared-memory", "--features", "loom", "--test", "in_loom"],
    &["doc", "--workspace", "--no-deps"],
    // The module of chapter 15, which is compiled with a feature only.
    &["clippy", "--package", "from-rust", "--features", "module", "--", "--deny", "warnings"],
    // In another folder, so that short tasks do not replace the figures of a real run.
    &["xtask", "all", "--quick", "--out", "target/check"],
];

/// The steps for the book. Its runs were recorded on Linux: other systems have other words for a killed
/// process.
const BOOK_STEPS: &[&[&str]] = &[
    &[
        "clippy",
        "--package",
        "book",
        "--features",
        "mdbook",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ],
    &["test", "--package", "book", "--features", "mdbook"],
    &["xtask", "book", "--check"],
];

const BROWSER_STEP: &[&str] = &["xtask", "book", "--test-in-browser"];

/// What was installed and so has to be there, separated by commas: a check that needs it may not be
/// skipped.
const REQUIRED: &str = "REQUIRED_CHECKS";

pub(crate) fn check() -> Result<()> {
    let workspace = Workspace::read()?;
    let required = env::var(REQUIRED).unwrap_or_default();
    let mut skipped = Skipped::new(&workspace.target, &required)?;
    for args in STEPS {
        step(&workspace.root, args, &mut skipped)?;
    }
    match cfg!(target_os = "linux") {
        true => check_book(&workspace, &mut skipped)?,
        false => skipped.add("linux", "the book was recorded there")?,
    }
    println!("\n{}", skipped.last_line());
    Ok(())
}

fn check_book(workspace: &Workspace, skipped: &mut Skipped) -> Result<()> {
    for args in BOOK_STEPS {
        step(&workspace.root, args, skipped)?;
    }
    if book::python(workspace).is_none() {
        skipped.add("python", "the recipes did not run")?;
    }
    match book::chromium() {
        Some(_) => step(&workspace.root, BROWSER_STEP, skipped),
        None => skipped.add("browser", "the pages were not looked at in one"),
    }
}

fn step(root: &Path, args: &[&str], skipped: &mut Skipped) -> Result<()> {
    println!("\n$ cargo {}", args.join(" "));
    let mut cargo = cargo();
    // Clippy has a flag for this; for the documentation it has to be set here.
    cargo.args(args).env("RUSTDOCFLAGS", "--deny warnings").current_dir(root);
    process::run(cargo.env("SKIPPED_CHECKS", &skipped.file))?;
    skipped.read()
}

/// What was skipped, because this machine lacks something for it.
struct Skipped {
    /// Tests note here what they skip, a line each: what it needs, and why that is not there.
    file: PathBuf,
    /// What must not be missing.
    required: Vec<String>,
    /// The reasons, by what was needed.
    why: BTreeMap<String, String>,
}

impl Skipped {
    fn new(target: &Path, required: &str) -> Result<Self> {
        let file = target.join("skipped-checks.txt");
        fs::write(&file, "").with_context(|| format!("could not write {}", file.display()))?;
        let required = required.split(',').map(str::to_owned).collect();
        Ok(Self { file, required, why: BTreeMap::new() })
    }

    /// Reads what tests have noted.
    fn read(&mut self) -> Result<()> {
        let noted = fs::read_to_string(&self.file)
            .with_context(|| format!("could not read {}", self.file.display()))?;
        for (need, why) in noted.lines().filter_map(|line| line.split_once(": ")) {
            self.add(need, why)?;
        }
        Ok(())
    }

    /// Adds a check that was skipped; an error where it may not be.
    fn add(&mut self, need: &str, why: &str) -> Result<()> {
        if self.required.iter().any(|required| required == need) {
            bail!(
                "a check was skipped for want of {need}: {why}\n{REQUIRED} says that it is there."
            );
        }
        self.why.insert(need.to_owned(), why.to_owned());
        Ok(())
    }

    fn last_line(&self) -> String {
        let why: Vec<String> =
            self.why.iter().map(|(need, why)| format!("{need} ({why})")).collect();
        match why.is_empty() {
            true => "All checks passed.".to_owned(),
            false => {
                format!("All checks passed, but for those skipped for want of {}.", why.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skipped(required: &str, noted: &str) -> (Result<()>, String) {
        let target = tempfile::tempdir().unwrap();
        let mut skipped = Skipped::new(target.path(), required).unwrap();
        fs::write(&skipped.file, noted).unwrap();
        (skipped.read(), skipped.last_line())
    }

    #[test]
    fn what_tests_have_skipped_is_in_the_last_line_once() {
        assert_eq!(skipped("", "").1, "All checks passed.");
        let (read, last_line) = skipped("peers", "script: none\nmount: no: not I\nscript: none\n");
        read.unwrap();
        let expected = "All checks passed, but for those skipped for want of mount (no: not I), \
                        script (none).";
        assert_eq!(last_line, expected);
    }

    #[test]
    fn what_was_installed_may_not_be_skipped() {
        let (read, _) = skipped("peers,script", "script: none\n");
        let error = read.unwrap_err().to_string();
        assert!(error.starts_with("a check was skipped for want of script: none"), "{error}");
    }
}
