//! The chapters of the workspace, as Cargo knows them, and their programs.

use std::{
    collections::BTreeMap,
    env, fmt,
    io::BufReader,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result};
use cargo_metadata::{Message, MetadataCommand, Package};
use serde::{Deserialize, Serialize};

use stopwatch::cargo;

/// Every package whose name begins with this is a chapter.
pub(crate) const PREFIX: &str = "chapter-";

/// The folder in which the reader works on the exercises.
pub(crate) const EXERCISES: &str = "exercises";

/// The workspace in which the command was typed.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// The names of all its packages.
    pub(crate) packages: Vec<String>,
    /// In order of their numbers.
    pub(crate) chapters: Vec<Chapter>,
}

/// One chapter.
#[derive(Clone)]
pub(crate) struct Chapter {
    /// The package and its binary, such as `chapter-02-threads`.
    pub(crate) name: String,
    pub(crate) about: About,
}

/// What a chapter's Cargo.toml says for us under `package.metadata.chapter`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct About {
    /// The flags that make it quick.
    pub(crate) quick: Vec<String>,
    /// The extra flags of a full run: for charts of the report.
    pub(crate) full: Vec<String>,
    /// What its tasks are, for a sentence: `downloads`.
    pub(crate) tasks: String,
    /// The words with which the names of its tasks begin, where each is a kind of its own.
    pub(crate) kinds: Vec<String>,
    /// What a job is called in a sentence, by its first version, where that is not its tasks.
    pub(crate) jobs: BTreeMap<String, String>,
    /// What a version is called in a sentence, where that is not `in` and its name.
    pub(crate) phrases: BTreeMap<String, String>,
    /// What the notebook measured, in seconds, by version.
    pub(crate) notebook: BTreeMap<String, f64>,
    /// How the notebook measured differently.
    #[serde(alias = "notebook-note")]
    pub(crate) notebook_note: Option<String>,
    /// Why a version takes more than twice what is predicted, or less than half of it.
    #[serde(alias = "why-off")]
    pub(crate) why_off: BTreeMap<String, String>,
    /// What no two runs of it have in common.
    #[serde(alias = "by-chance", skip_serializing)]
    pub(crate) by_chance: ByChance,
    /// How its script in Python is run beside it.
    pub(crate) python: InPython,
}

/// How a chapter's script in Python is run beside the chapter: with the same flags, except for these.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct InPython {
    /// Sizes for both languages, where Python would need minutes for those of the chapter.
    pub(crate) sizes: Vec<String>,
    /// Flags that only the script has.
    pub(crate) flags: Vec<String>,
    /// The names of flags that it lacks.
    pub(crate) lacks: Vec<String>,
    /// The flags of the practice API that the script downloads from; the chapter starts its own. Flags
    /// with the same name in `quick` go to the server too.
    pub(crate) server: Vec<String>,
    /// Why its answers are not those of the chapter.
    #[serde(alias = "other-answers")]
    pub(crate) other_answers: Option<String>,
}

/// What races and measurements decide, so that no two runs need to be alike in it.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ByChance {
    /// Lines that it prints, each in all its forms, with a `#` for each number that may change.
    pub(crate) lines: Vec<Vec<String>>,
    /// The versions in which nobody knows beforehand which workers do a task, and how many at once.
    pub(crate) overlap: Vec<String>,
    /// The versions that do some tasks again and again, for as long as they run.
    pub(crate) tasks: Vec<String>,
    /// The versions whose times, predicted and measured, depend on how many cores are free.
    pub(crate) times: Vec<String>,
}

impl Default for About {
    fn default() -> Self {
        Self {
            quick: Vec::new(),
            full: Vec::new(),
            tasks: "tasks".to_owned(),
            kinds: Vec::new(),
            jobs: BTreeMap::new(),
            phrases: BTreeMap::new(),
            notebook: BTreeMap::new(),
            notebook_note: None,
            why_off: BTreeMap::new(),
            by_chance: ByChance::default(),
            python: InPython::default(),
        }
    }
}

impl About {
    /// Whether its tasks are what threads were seen doing, to be drawn as states.
    pub(crate) fn tasks_are_states(&self) -> bool {
        self.tasks == "states"
    }
}

impl Workspace {
    /// Reads the workspace of the current folder. The reader's exercises are one of their own: there the one
    /// around it is meant.
    pub(crate) fn read() -> Result<Self> {
        let mut cargo = MetadataCommand::new();
        let here = env::current_dir().unwrap_or_default();
        let exercises = here.ancestors().find(|folder| folder.ends_with(EXERCISES));
        let around = exercises.and_then(Path::parent);
        if let Some(around) = around.filter(|around| around.join("xtask").exists()) {
            cargo.current_dir(around);
        }
        let metadata = cargo.no_deps().exec().context("could not read the workspace")?;
        let mut chapters: Vec<Chapter> = metadata
            .packages
            .iter()
            .filter(|package| package.name.starts_with(PREFIX))
            .map(Chapter::read)
            .collect::<Result<_>>()?;
        chapters.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self {
            root: metadata.workspace_root.into(),
            target: metadata.target_directory.into(),
            packages: metadata.packages.iter().map(|package| package.name.to_string()).collect(),
            chapters,
        })
    }

    /// The chapters with these names or numbers, in the order of the guide; without names, all of them.
    pub(crate) fn select(&self, names: &[String]) -> Result<Vec<Chapter>> {
        if let Some(unknown) = names.iter().find(|name| !self.chapters.iter().any(|it| it.is(name)))
        {
            let known: Vec<&str> = self.chapters.iter().map(|it| it.name.as_str()).collect();
            let known = known.join(", ");
            let refused = format!("there is no chapter `{unknown}`\nThe chapters are {known}.");
            return Err(UsageError(refused).into());
        }
        let is_wanted =
            |chapter: &&Chapter| names.is_empty() || names.iter().any(|name| chapter.is(name));
        Ok(self.chapters.iter().filter(is_wanted).cloned().collect())
    }
}

impl Chapter {
    fn read(package: &Package) -> Result<Self> {
        let about: Option<About> = serde_json::from_value(package.metadata["chapter"].clone())
            .with_context(|| format!("{}: package.metadata.chapter", package.name))?;
        Ok(Self { name: package.name.to_string(), about: about.unwrap_or_default() })
    }

    /// Whether a reader means this chapter by `chapter-02-threads`, `02-threads`, `threads`, `02`
    /// or `2`.
    pub(crate) fn is(&self, name: &str) -> bool {
        let short = self.name.trim_start_matches(PREFIX);
        let (number, word) = short.split_once('-').unwrap_or((short, ""));
        let same_number = || name.parse::<u32>().is_ok_and(|name| number.parse() == Ok(name));
        [self.name.as_str(), short, word].contains(&name) || same_number()
    }
}

/// Where a chapter's script in Python is, if it has one.
pub(crate) fn script(chapter: &str) -> String {
    let word = chapter.trim_start_matches(PREFIX).replace('-', "_");
    format!("chapters/python/{word}.py")
}

/// A mistake in the command, not in the work: the exit code is 2.
#[derive(Debug)]
pub(crate) struct UsageError(pub(crate) String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// A program that Cargo has built.
pub(crate) struct Built {
    pub(crate) path: PathBuf,
    /// How far it was optimised; `0` means not at all.
    pub(crate) opt_level: String,
}

/// Builds packages in one go, and finds their programs. A package that does not build has none: Cargo
/// has then said why, and the others are built all the same.
pub(crate) fn build<'p>(
    workspace: &Workspace,
    packages: impl IntoIterator<Item = &'p str>,
) -> Result<BTreeMap<String, Built>> {
    let mut cargo = cargo();
    cargo.args(["build", "--keep-going"]).current_dir(&workspace.root);
    cargo.args(packages.into_iter().flat_map(|package| ["--package", package]));
    programs(&mut cargo)
}

/// Runs a build, and finds the programs that it made.
pub(crate) fn programs(cargo: &mut Command) -> Result<BTreeMap<String, Built>> {
    let mut cargo = cargo
        .arg("--message-format=json-render-diagnostics")
        .stdout(Stdio::piped())
        .spawn()
        .context("could not start cargo")?;
    let stdout = cargo.stdout.take().expect("stdout is piped");
    let mut programs = BTreeMap::new();
    for message in Message::parse_stream(BufReader::new(stdout)) {
        if let Message::CompilerArtifact(artifact) =
            message.context("could not follow the build")?
            && let Some(program) = artifact.executable
        {
            let opt_level = artifact.profile.opt_level;
            programs.insert(artifact.target.name, Built { path: program.into(), opt_level });
        }
    }
    cargo.wait().context("could not wait for cargo")?;
    Ok(programs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chapter(name: &str) -> Chapter {
        Chapter { name: name.to_owned(), about: About::default() }
    }

    fn workspace() -> Workspace {
        let chapters = vec![chapter("chapter-02-threads"), chapter("chapter-03-http-threads")];
        let packages = Vec::new();
        Workspace { root: PathBuf::new(), target: PathBuf::new(), packages, chapters }
    }

    #[test]
    fn a_chapter_is_found_by_number_and_by_every_form_of_its_name() {
        for name in ["2", "02", "threads", "02-threads", "chapter-02-threads"] {
            let chapters = workspace().select(&[name.to_owned()]).unwrap();
            let names: Vec<String> = chapters.into_iter().map(|chapter| chapter.name).collect();
            assert_eq!(names, ["chapter-02-threads"], "{name}");
        }
    }

    #[test]
    fn an_unknown_chapter_is_refused_with_the_known_ones() {
        let error = workspace().select(&["99".to_owned()]).err().unwrap();
        assert!(error.is::<UsageError>());
        assert!(error.to_string().contains("chapter-03-http-threads"), "{error}");
    }

    #[test]
    fn no_names_mean_all_chapters() {
        assert_eq!(workspace().select(&[]).unwrap().len(), 2);
    }
}
