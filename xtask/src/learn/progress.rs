//! What is solved, and which hints were shown. It lies in the target folder: no pull changes it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::ErrorKind,
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
    pub(super) fn read(target: &Path) -> Result<Self> {
        let file = target.join("exercises/progress.json");
        Ok(Self { kept: Kept::read(&file)?, file })
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
        if passed && !self.is_solved(exercise) {
            self.change(|kept| kept.solved.insert(exercise.name.clone()))?;
        }
        Ok(())
    }

    /// The place of the hint to show next: the last one again, when all were shown.
    pub(super) fn next_hint(&mut self, exercise: &Exercise, hints: usize) -> Result<usize> {
        self.change(|kept| {
            let shown = kept.hints.entry(exercise.name.clone()).or_default();
            let next = (*shown).min(hints - 1);
            *shown = next + 1;
            next
        })
    }

    /// Whether the solution is shown: of what is solved, and to who has asked before.
    pub(super) fn may_see_solution(&mut self, exercise: &Exercise) -> Result<bool> {
        if self.is_solved(exercise) {
            return Ok(true);
        }
        self.change(|kept| !kept.asked.insert(exercise.name.clone()))
    }

    /// Changes what is kept now, which may be more than this process knows of: another terminal may check
    /// exercises as well.
    fn change<T>(&mut self, change: impl FnOnce(&mut Kept) -> T) -> Result<T> {
        let folder = self.file.parent().unwrap_or(&self.file);
        fs::create_dir_all(folder)
            .with_context(|| format!("could not make {}", folder.display()))?;
        let lock = File::create(self.file.with_extension("lock"));
        // Some network drives have no locks. There, only what two processes note in one instant is lost.
        let _held = lock.and_then(|lock| lock.lock().map(|()| lock));
        self.kept = Kept::read(&self.file)?;
        let answer = change(&mut self.kept);
        let json = serde_json::to_vec_pretty(&self.kept)?;
        write_atomically(&self.file, &json)
            .with_context(|| format!("could not write {}", self.file.display()))?;
        Ok(answer)
    }
}

impl Kept {
    fn read(file: &Path) -> Result<Self> {
        let json = match fs::read(file) {
            Ok(json) => json,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                return Err(error).with_context(|| format!("could not read {}", file.display()));
            }
        };
        serde_json::from_slice(&json).map_err(|_| {
            let file = file.display();
            anyhow::anyhow!(
                "{file}, which keeps what is solved, is damaged\nDelete it, and type \
                `cargo xtask learn --check` to have all checked that you have written."
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::chapters::Workspace;

    #[test]
    fn what_several_note_at_once_is_all_kept() {
        let catalogue = Catalogue::read(&Workspace::read().unwrap().root).unwrap();
        let target = tempfile::tempdir().unwrap();
        let open = || Progress::read(target.path()).unwrap();
        thread::scope(|scope| {
            for exercise in &catalogue.exercises {
                // As it is before anybody has noted anything.
                let mut progress = open();
                scope.spawn(move || progress.note(exercise, true).unwrap());
            }
        });
        let progress = open();
        assert!(catalogue.exercises.iter().all(|exercise| progress.is_solved(exercise)));
        assert!(progress.next(&catalogue).is_none());
    }
}
