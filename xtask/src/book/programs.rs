//! The programs that the guide starts: built in one go, and run as a page shows them.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fs::{self, File},
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use stopwatch::{Report, println};

use super::recipes;
use crate::{
    chapters::{self, Built, PREFIX, Workspace},
    process,
};

/// A command that takes longer is broken.
const LONGEST: Duration = Duration::from_secs(300);

/// The exit code of a program that does not take its flags.
const USAGE: i32 = 2;

/// What Cargo does by itself, and CI runs.
const CARGO: [&str; 6] = ["bench", "build", "clippy", "doc", "fmt", "test"];

/// What a command printed, as a file of `chapters/output` has it.
pub(super) struct Printed {
    pub(super) text: String,
    /// What it measured, if it is a chapter that got that far.
    pub(super) report: Option<Report>,
    status: ExitStatus,
    first_error: String,
}

/// The programs of the workspace that the guide starts.
pub(super) struct Programs<'w> {
    workspace: &'w Workspace,
    built: BTreeMap<String, Built>,
    python: Option<PathBuf>,
    scratch: PathBuf,
}

impl<'w> Programs<'w> {
    /// Builds what the commands need, in one go.
    pub(super) fn build<'c>(
        workspace: &'w Workspace,
        commands: impl Iterator<Item = &'c str>,
    ) -> Result<Self> {
        let packages: BTreeSet<&str> = commands
            .filter_map(|command| match starts(command) {
                Starts::Program { package, .. } => Some(package),
                _ => None,
            })
            // An unknown package would keep Cargo from building the others; it is reported later.
            .filter(|package| workspace.packages.iter().any(|known| known == package))
            .collect();
        let built = match packages.is_empty() {
            true => BTreeMap::new(),
            false => chapters::build(workspace, packages)?,
        };
        let scratch = workspace.target.join("checking");
        fs::create_dir_all(&scratch)?;
        Ok(Self { workspace, built, python: recipes::python(workspace), scratch })
    }

    /// Whether this machine has what starts the command.
    pub(super) fn can_start(&self, command: &str) -> bool {
        self.python.is_some() || !matches!(starts(command), Starts::Python { .. })
    }

    /// Runs a command as a page shows it. A command that is not to be run is asked for its help, which
    /// checks its flags.
    pub(super) fn try_out(&self, command: &str, run: bool) -> Result<(), String> {
        match starts(command) {
            Starts::Cargo => return Ok(()),
            Starts::Python { .. } if !run => return Ok(()),
            Starts::Other if run => return Err("it starts no program of this guide".to_owned()),
            Starts::Other => return Ok(()),
            Starts::Program { .. } | Starts::Xtask { .. } | Starts::Python { .. } => {}
        }
        if run {
            println!("$ {command}");
        }
        let more: &[&str] = if run { &[] } else { &["--help"] };
        let printed = self.program(command, more).and_then(|mut it| self.run(command, &mut it));
        let printed = printed.map_err(|error| format!("{error:#}"))?;
        match printed.status.success() {
            true => Ok(()),
            false => Err(format!("{}: {}", printed.status, printed.first_error)),
        }
    }

    /// Runs a command to record what it prints and measures, or to compare that with an earlier run,
    /// whose figures it then shows.
    pub(super) fn measure(&self, command: &str, figures: Option<&Report>) -> Result<Printed> {
        let folder = tempfile::tempdir_in(&self.scratch)?;
        let [earlier, now] = ["earlier.json", "now.json"].map(|name| folder.path().join(name));
        let program = || -> Result<Command> {
            let mut program = self.program(command, &[])?;
            if let Some(figures) = figures {
                figures.write(&earlier)?;
                program.env("STOPWATCH_FIGURES", &earlier);
            }
            Ok(program)
        };
        if runs_lesson(command) {
            let printed = self.run(command, program()?.arg("--export-json").arg(&now))?;
            let report = now.exists().then(|| Report::read(&now)).transpose()?;
            // With some flags, such as `--crash-threads`, it measures nothing, and says so.
            if report.is_some() || printed.status.code() != Some(USAGE) {
                return Ok(Printed { report, ..printed });
            }
        }
        self.run(command, &mut program()?)
    }

    /// The program that a command starts, with its arguments and some more.
    fn program(&self, command: &str, more: &[&str]) -> Result<Command> {
        let mut program = match starts(command) {
            Starts::Program { package, args } => {
                let Some(built) = self.built.get(package) else {
                    bail!("there is no program {package}, or it does not build");
                };
                let mut program = Command::new(&built.path);
                // Our program is asked for its help, not a command that it would run.
                let ours = if more.is_empty() { &args } else { before_a_command(&args) };
                program.args(ours);
                program
            }
            Starts::Xtask { args } => {
                if more.is_empty() && matches!(args.first(), Some(&"book" | &"check")) {
                    bail!("it would start this check again, within itself");
                }
                let mut program = Command::new(env::current_exe()?);
                program.args(&args);
                if matches!(args.first(), Some(&"all" | &"run")) {
                    // The reader's own timings stay as they are.
                    program.arg("--out").arg(self.scratch.join("timings"));
                }
                program
            }
            Starts::Python { args } => {
                let python = self.python.as_ref().context("there is no Python 3.9 or later")?;
                let mut program = Command::new(python);
                program.args(&args);
                program
            }
            Starts::Cargo | Starts::Other => bail!("it starts no program of this guide"),
        };
        program.args(more);
        Ok(program)
    }

    fn run(&self, command: &str, program: &mut Command) -> Result<Printed> {
        let folder = tempfile::tempdir_in(&self.scratch)?;
        let files = ["stdout", "stderr"].map(|name| folder.path().join(name));
        let child = as_in_a_book(program)
            .current_dir(&self.workspace.root)
            .stdin(Stdio::null())
            .stdout(File::create(&files[0])?)
            .stderr(File::create(&files[1])?)
            .spawn()?;
        let Some(status) = process::wait(child, LONGEST)? else {
            bail!("it still ran after {} s, and was ended", LONGEST.as_secs());
        };
        let [stdout, stderr] = files.map(|file| fs::read(file).unwrap_or_default());
        let stderr = String::from_utf8_lossy(&stderr);
        let mut text = format!("$ {command}\n{}", String::from_utf8_lossy(&stdout));
        if !status.success() {
            text += &stderr;
            text += &match status.code() {
                Some(code) => format!("(exit code {code})\n"),
                // Whether a core was dumped depends on the machine.
                None => format!("({})\n", status.to_string().replace(" (core dumped)", "")),
            };
        }
        let first_error = stderr.lines().find(|line| !line.trim().is_empty());
        let first_error = first_error.unwrap_or_default().to_owned();
        // The book shows Cargo's target folder where Cargo puts it by default.
        let text = text.replace(&self.workspace.target.display().to_string(), "target");
        Ok(Printed { text, report: None, status, first_error })
    }
}

/// The environment of a command whose output a book shows, wherever it is recorded.
pub(super) fn as_in_a_book(command: &mut Command) -> &mut Command {
    command.env("COLUMNS", "80").env("LC_ALL", "C.UTF-8").env_remove("RUST_BACKTRACE")
}

/// What a command of the guide starts.
enum Starts<'c> {
    /// `cargo run -p chapter-02-threads -- --tasks 8`
    Program {
        package: &'c str,
        args: Vec<&'c str>,
    },
    /// `cargo xtask all`
    Xtask {
        args: Vec<&'c str>,
    },
    /// `python3 chapters/python/recipes/downloads.py`
    Python {
        args: Vec<&'c str>,
    },
    /// `cargo test --workspace`
    Cargo,
    Other,
}

fn starts(command: &str) -> Starts<'_> {
    // As a shell would split them; no word of ours has a blank in it.
    let words: Vec<&str> =
        command.split_whitespace().map(|word| word.trim_matches(['"', '\''])).collect();
    match words.as_slice() {
        ["cargo", "run", "-p", package] => Starts::Program { package, args: Vec::new() },
        ["cargo", "run", "-p", package, "--", args @ ..] => {
            Starts::Program { package, args: args.to_vec() }
        }
        ["cargo", "xtask", args @ ..] => Starts::Xtask { args: args.to_vec() },
        ["python3", args @ ..] => Starts::Python { args: args.to_vec() },
        ["cargo", command, ..] if CARGO.contains(command) => Starts::Cargo,
        _ => Starts::Other,
    }
}

/// The package of the chapter that a command runs.
pub(super) fn chapter(command: &str) -> Option<&str> {
    match starts(command) {
        Starts::Program { package, .. } if package.starts_with(PREFIX) => Some(package),
        _ => None,
    }
}

/// Whether a command runs a lesson, and not a subcommand of a chapter such as `advise`.
fn runs_lesson(command: &str) -> bool {
    match starts(command) {
        Starts::Python { .. } => true,
        Starts::Program { package, args } => {
            package.starts_with(PREFIX) && args.first().is_none_or(|arg| arg.starts_with('-'))
        }
        _ => false,
    }
}

/// The arguments before the command that a program is to run. The command begins after `--`, or else
/// with the first word that is neither a flag nor the possible value of one.
fn before_a_command<'a>(args: &'a [&'a str]) -> &'a [&'a str] {
    let is_flag = |place: usize| args[place].starts_with('-');
    let is_free = |place: &usize| !is_flag(*place) && (*place == 0 || !is_flag(place - 1));
    let dashes = args.iter().position(|arg| *arg == "--");
    let end = dashes.or_else(|| (0..args.len()).find(is_free));
    &args[..end.unwrap_or(args.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_start_what_they_name() {
        let starts_program = |command, package, args: &[&str]| {
            matches!(starts(command),
            Starts::Program { package: it, args: its } if it == package && its == args)
        };
        assert!(starts_program("cargo run -p chapter-02-threads", "chapter-02-threads", &[]));
        assert!(starts_program("cargo run -p api -- --port 3000", "api", &["--port", "3000"]));
        assert!(
            matches!(starts("cargo xtask run 2"), Starts::Xtask { args } if args == ["run", "2"])
        );
        assert!(matches!(starts("cargo test --workspace"), Starts::Cargo));
        assert!(matches!(starts("python3 a.py"), Starts::Python { args } if args == ["a.py"]));
        assert!(matches!(starts("curl localhost"), Starts::Other));
    }

    #[test]
    fn a_lesson_is_told_from_other_commands_of_a_chapter() {
        assert!(runs_lesson("cargo run -p chapter-02-threads"));
        assert!(runs_lesson("cargo run -p chapter-02-threads -- --tasks 8"));
        assert!(!runs_lesson("cargo run -p chapter-08-rule-of-thumb -- advise sleep 1"));
        assert!(!runs_lesson("cargo run -p practice-api"));
        assert!(!runs_lesson("cargo xtask run 2"));
    }

    #[test]
    fn a_command_to_be_run_is_told_from_the_flags_in_front_of_it() {
        let before = |args: &str| {
            let args: Vec<&str> = args.split(' ').collect();
            before_a_command(&args).join(" ")
        };
        assert_eq!(before("advise -- python3 my_script.py"), "advise");
        assert_eq!(before("--html a.html python3 my_script.py"), "--html a.html");
        assert_eq!(before("python3 my_script.py"), "");
        assert_eq!(before("--attach 4711 --seconds 10"), "--attach 4711 --seconds 10");
    }
}
