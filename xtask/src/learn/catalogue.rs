//! The exercises, as they lie in `crates/exercises`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::chapters::UsageError;

/// All exercises, in the order of their names, which begin with the number of their chapter.
pub(super) struct Catalogue {
    pub(super) exercises: Vec<Exercise>,
}

/// One exercise.
pub(super) struct Exercise {
    /// The name of its file: `02_all_at_once`.
    pub(super) name: String,
    /// What to reach, in a sentence.
    pub(super) goal: String,
    /// What is handed out.
    pub(super) start: String,
    folder: PathBuf,
}

impl Catalogue {
    pub(super) fn read(root: &Path) -> Result<Self> {
        let folder = root.join("crates/exercises");
        let start = folder.join("start");
        let entries =
            fs::read_dir(&start).with_context(|| format!("could not read {}", start.display()))?;
        let mut exercises = Vec::new();
        for entry in entries {
            let file = entry?.path();
            if file.extension().is_some_and(|extension| extension == "rs") {
                exercises.push(Exercise::read(&folder, &file)?);
            }
        }
        exercises.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { exercises })
    }

    /// The exercise that a reader means by `02_all_at_once`, `all_at_once` or `all-at-once`.
    pub(super) fn find(&self, name: &str) -> Result<&Exercise> {
        let wanted = name.trim_end_matches(".rs").replace('-', "_");
        let is_it = |it: &&Exercise| it.name == wanted || it.name[3..] == wanted;
        self.exercises.iter().find(is_it).ok_or_else(|| {
            let known: Vec<&str> = self.exercises.iter().map(|it| it.name.as_str()).collect();
            let known = known.join(", ");
            let refused = format!("there is no exercise `{name}`\nThe exercises are {known}.");
            UsageError(refused).into()
        })
    }
}

impl Exercise {
    fn read(folder: &Path, file: &Path) -> Result<Self> {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let start = read(file)?;
        // Its title, an empty line, and the goal until the comment ends.
        let comment = start.lines().map_while(|line| line.strip_prefix("//"));
        let goal: Vec<&str> = comment.skip(2).map(str::trim).collect();
        Ok(Self { name, goal: goal.join(" "), start, folder: folder.to_owned() })
    }

    /// From a nudge to nearly the code.
    pub(super) fn hints(&self) -> Result<Vec<String>> {
        let hints = read(&self.folder.join("hints").join(&self.name).with_extension("md"))?;
        Ok(hints.split("\n---\n").map(|hint| hint.trim().to_owned()).collect())
    }

    pub(super) fn solution(&self) -> Result<String> {
        read(&self.folder.join("solutions").join(&self.name).with_extension("rs"))
    }
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapters::Workspace;

    #[test]
    fn an_exercise_is_found_by_every_form_of_its_name_and_no_other() {
        let catalogue = Catalogue::read(&Workspace::read().unwrap().root).unwrap();
        for name in ["02_all_at_once", "all_at_once", "all-at-once", "02_all_at_once.rs"] {
            assert_eq!(catalogue.find(name).unwrap().name, "02_all_at_once");
        }
        let error = catalogue.find("99").err().unwrap();
        assert!(
            error.is::<UsageError>() && error.to_string().contains("02_all_at_once"),
            "{error}"
        );
    }

    #[test]
    fn every_exercise_says_what_to_reach() {
        let catalogue = Catalogue::read(&Workspace::read().unwrap().root).unwrap();
        for Exercise { name, goal, .. } in &catalogue.exercises {
            assert!(goal.len() > 20 && goal.ends_with('.'), "{name}: {goal}");
        }
    }
}
