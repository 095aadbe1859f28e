//! What is solved, and which hints were shown. It lies in the target folder: no pull changes it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use stopwatch::report::write_atomically;

use super::catalogue::{Catalogue, Exercise};

pub(super) struct Progress {
    file: PathBuf,
    kept: Kept,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    solved: BTreeSet<String>,
    /// How many hints were shown, of each.
    hints: BTreeMap<String, usize>,
    /// Of which the solution was asked for, and not shown.
    asked: BTreeSet<String>,
}

impl Progress {
    /// What is kept; nothing where that cannot be read.
    pub(super) fn read(target: &Path) -> Self {
        let file = target.join("exercises/progress.json");
        let kept = fs::read(&file).ok().and_then(|json| serde_json::from_slice(&json).ok());
        Self { file, kept: kept.unwrap_or_default() }
    }

    pub(super) fn is_solved(&self, exercise: &Exercise) -> bool {
        self.kept.solved.contains(&exercise.name)
    }

    /// The first exercise that is not solved.
    pub(super) fn next<'c>(&self, catalogue: &'c Catalogue) -> Option<&'c Exercise> {
        catalogue.exercises.iter().find(|exercise| !self.is_solved(exercise))
    }

    /// Notes that an exercise was checked. Who has solved one may break it again, and try.
    pub(super) fn note(&mut self, exercise: &Exercise, passed: bool) -> Result<()> {
        match passed && self.kept.solved.insert(exercise.name.clone()) {
            true => self.write(),
            false => Ok(()),
        }
    }

    /// The place of the hint to show next: the last one again, when all were shown.
    pub(super) fn next_hint(&mut self, exercise: &Exercise, hints: usize) -> Result<usize> {
        let shown = self.kept.hints.entry(exercise.name.clone()).or_default();
        let next = (*shown).min(hints - 1);
        *shown = next + 1;
        self.write()?;
        Ok(next)
    }

    /// Whether the solution is shown: of what is solved, and to who has asked before.
    pub(super) fn may_see_solution(&mut self, exercise: &Exercise) -> Result<bool> {
        let has_asked = !self.kept.asked.insert(exercise.name.clone());
        self.write()?;
        Ok(has_asked || self.is_solved(exercise))
    }

    fn write(&self) -> Result<()> {
        let json = serde_json::to_vec_pretty(&self.kept)?;
        let folder = self.file.parent().unwrap_or(&self.file);
        let written = fs::create_dir_all(folder).and_then(|()| write_atomically(&self.file, &json));
        written.with_context(|| format!("could not write {}", self.file.display()))
    }
}
