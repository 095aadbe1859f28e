//! The commands that the guide shows: they run, and print what the guide says.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use stopwatch::println;

use super::{
    browser, generated, one_run,
    output::{self, Comparison, PROMPT},
    page::{self, CodeBlock, Finding, Page},
};
use crate::{
    chapters::{self, Built, Workspace},
    process,
    timings::{Timings, log_file, write},
};

/// A command that takes longer is broken.
const LONGEST: Duration = Duration::from_secs(300);

/// A console block with this word shows what is not to be run here: it needs the internet, or goes
/// on until somebody ends it. Its flags are checked all the same.
const NOT_RUN: &str = "not-run";

/// What Cargo itself knows how to do; CI does it.
const CARGO: [&str; 6] = ["bench", "build", "clippy", "doc", "fmt", "test"];

/// A command as a page shows it.
struct Shown<'p> {
    page: &'p Page,
    line: usize,
    command: &'p str,
    run: bool,
}

/// Runs every command once, and compares every recorded run with a new one.
pub(crate) fn check(workspace: &Workspace, pages: &[Page]) -> Result<Vec<Finding>> {
    let shown: Vec<Shown> = pages
        .iter()
        .flat_map(|page| page.code_blocks.iter().flat_map(|block| shown(page, block)))
        .collect();
    let recorded = recorded(&workspace.root)?;
    let commands = shown.iter().map(|shown| shown.command);
    let programs =
        Programs::build(workspace, commands.chain(recorded.iter().map(|it| it.command.as_str())))?;

    let mut findings = Vec::new();
    let recorded_timings = generated::recorded(&workspace.root)?;
    let same_cores =
        recorded_timings.is_none_or(|timings| timings.provenance.cores == stopwatch::cores());
    if !same_cores {
        println!("Recorded on another number of cores: figures are not compared.");
    }
    let comparison = Comparison::new(same_cores);
    for Recorded { file, command, text } in &recorded {
        println!("$ {command}");
        let finding = |line, what, mend: &str| Finding {
            file: file.clone(),
            line,
            what,
            mend: mend.to_owned(),
        };
        match programs.run(command, &[]) {
            Err(error) => {
                let mend = "correct the command on the first line of the file";
                findings.push(finding(1, format!("the command does not run: {error:#}"), mend));
            }
            Ok(printed) => {
                if let Some(difference) = comparison.difference(text, &printed.text) {
                    let what = format!("`{command}` prints something else: {}", difference.what);
                    let mend = "if the new output is right, type: cargo xtask book --record";
                    findings.push(finding(difference.line, what, mend));
                }
            }
        }
    }

    let already: BTreeSet<&str> = recorded.iter().map(|it| it.command.as_str()).collect();
    let mut results: BTreeMap<(&str, bool), Result<(), String>> = BTreeMap::new();
    for Shown { page, line, command, run } in &shown {
        if already.contains(command) {
            continue;
        }
        let result =
            results.entry((command, *run)).or_insert_with(|| programs.try_out(command, *run));
        if let Err(why) = result {
            let mend = "correct the command; if it cannot run here, write ```console,not-run";
            findings.push(page.finding(*line, format!("`{command}` does not run: {why}"), mend));
        }
    }
    Ok(findings)
}

/// Records anew all that the guide shows: the figures, what the chapters print and the pictures, of
/// one run of all chapters, and what the other recorded commands print.
pub(crate) fn record(workspace: &Workspace) -> Result<()> {
    let recorded = recorded(&workspace.root)?;
    let programs = Programs::build(workspace, recorded.iter().map(|it| it.command.as_str()))?;
    // First of all: what is written changes what git says of the folder.
    let out = workspace.target.join("recording");
    println!("$ cargo xtask all");
    let mut all = Command::new(env::current_exe()?);
    all.args(["all", "--out"]).arg(&out).current_dir(&workspace.root);
    process::run(as_in_a_book(&mut all)).context("nothing was recorded")?;
    let timings = Timings::read(&out.join("timings.json"))?;
    let mut texts = Vec::new();
    for Recorded { file, command, text } in &recorded {
        println!("$ {command}");
        let printed = match log_of(command, &timings, &out) {
            Some(log) => log,
            None => programs.run(command, &[]).with_context(|| format!("`{command}`"))?.text,
        };
        let is_new = text.lines().count() <= 1;
        if !is_new && ending(text) != ending(&printed) {
            let (was, is) = (ending(text), ending(&printed));
            let file = page::shown(file);
            bail!(
                "`{command}` ended with {is}, and not with {was}; nothing was recorded\n\
                 If that is right, leave only the first line of {file}, and try again."
            );
        }
        texts.push((file, printed));
    }
    for (file, text) in texts {
        write(workspace.root.join(file), text.as_bytes())?;
    }
    generated::write_recorded(&workspace.root, &timings)?;
    let pictures = browser::take_pictures(workspace, &out)?;
    one_run::write_down(&workspace.root, &timings, pictures)?;
    println!("Recorded {} runs, and the timings of all chapters.", recorded.len());
    println!("Machine: {}.", timings.provenance.machine());
    Ok(())
}

/// What a chapter printed when the timings were taken, as a file of `chapters/output` has it; `None`
/// of every other command.
fn log_of(command: &str, timings: &Timings, folder: &Path) -> Option<String> {
    let chapter = timings
        .chapters
        .iter()
        .map(|chapter| &chapter.chapter)
        .find(|chapter| command == format!("cargo run -p {chapter}"))?;
    let log = fs::read_to_string(log_file(folder, chapter, 1)).ok()?;
    Some(format!("$ {command}\n{log}"))
}

/// The environment of a command whose output a book shows, wherever it is recorded.
fn as_in_a_book(command: &mut Command) -> &mut Command {
    command.env("COLUMNS", "80").env("LC_ALL", "C.UTF-8").env_remove("RUST_BACKTRACE")
}

/// How a recorded run ended: its last line, where it did not end well.
fn ending(text: &str) -> &str {
    let last = text.lines().next_back().unwrap_or_default();
    if last.starts_with('(') { last } else { "success" }
}

/// A file of `chapters/output`.
struct Recorded {
    file: PathBuf,
    /// Without the prompt.
    command: String,
    text: String,
}

fn recorded(root: &Path) -> Result<Vec<Recorded>> {
    let read = |file: PathBuf| -> Result<Recorded> {
        let text = fs::read_to_string(root.join(&file))
            .with_context(|| format!("could not read {}", page::shown(&file)))?;
        let first = text.lines().next().unwrap_or_default();
        let Some(command) = first.strip_prefix(PROMPT) else {
            bail!("{} does not begin with `{PROMPT}…`", page::shown(&file));
        };
        Ok(Recorded { command: format!("cargo {command}"), file, text })
    };
    output::files(root)?.into_iter().map(read).collect()
}

/// The commands of a console block, a line each, without what a comment says of them.
fn shown<'p>(page: &'p Page, block: &'p CodeBlock) -> Vec<Shown<'p>> {
    let mut info = block.info.split(',');
    if info.next() != Some("console") {
        return Vec::new();
    }
    let run = info.all(|word| word != NOT_RUN);
    let lines = (block.line..).zip(block.text.lines());
    let commands = lines.map(|(line, text)| {
        let command = text.split(" #").next().unwrap_or_default().trim();
        Shown { page, line, command, run }
    });
    commands.filter(|shown| !shown.command.is_empty()).collect()
}

/// What a command printed, as a file of `chapters/output` has it.
struct Printed {
    text: String,
    status: ExitStatus,
    first_error: String,
}

/// The programs of the workspace that the guide starts.
struct Programs<'w> {
    workspace: &'w Workspace,
    built: BTreeMap<String, Built>,
    scratch: PathBuf,
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
    /// `cargo test --workspace`
    Cargo,
    Other,
}

fn starts(command: &str) -> Starts<'_> {
    // As the shell takes them; no word of ours has a blank in it.
    let words: Vec<&str> =
        command.split_whitespace().map(|word| word.trim_matches(['"', '\''])).collect();
    match words.as_slice() {
        ["cargo", "run", "-p", package] => Starts::Program { package, args: Vec::new() },
        ["cargo", "run", "-p", package, "--", args @ ..] => {
            Starts::Program { package, args: args.to_vec() }
        }
        ["cargo", "xtask", args @ ..] => Starts::Xtask { args: args.to_vec() },
        ["cargo", command, ..] if CARGO.contains(command) => Starts::Cargo,
        _ => Starts::Other,
    }
}

impl<'w> Programs<'w> {
    /// Builds what the commands need, in one go.
    fn build<'c>(
        workspace: &'w Workspace,
        commands: impl Iterator<Item = &'c str>,
    ) -> Result<Self> {
        let packages: BTreeSet<&str> = commands
            .filter_map(|command| match starts(command) {
                Starts::Program { package, .. } => Some(package),
                _ => None,
            })
            // An unknown one would keep Cargo from building the others; it is named later.
            .filter(|package| workspace.packages.iter().any(|known| known == package))
            .collect();
        let built = match packages.is_empty() {
            true => BTreeMap::new(),
            false => chapters::build(workspace, packages)?,
        };
        let scratch = workspace.target.join("checking");
        fs::create_dir_all(&scratch)?;
        Ok(Self { workspace, built, scratch })
    }

    /// Runs a command as a page shows it; what is not to be run is asked for its help, which checks
    /// its flags.
    fn try_out(&self, command: &str, run: bool) -> Result<(), String> {
        match starts(command) {
            Starts::Cargo => return Ok(()),
            Starts::Other if run => return Err("it starts no program of this guide".to_owned()),
            Starts::Other => return Ok(()),
            Starts::Program { .. } | Starts::Xtask { .. } => {}
        }
        if run {
            println!("$ {command}");
        }
        let more: &[&str] = if run { &[] } else { &["--help"] };
        let printed = self.run(command, more).map_err(|error| format!("{error:#}"))?;
        match printed.status.success() {
            true => Ok(()),
            false => Err(format!("{}: {}", printed.status, printed.first_error)),
        }
    }

    fn run(&self, command: &str, more: &[&str]) -> Result<Printed> {
        let mut program = match starts(command) {
            Starts::Program { package, args } => {
                let Some(built) = self.built.get(package) else {
                    bail!("there is no program {package}, or it does not build");
                };
                let mut program = Command::new(&built.path);
                // What is asked for its help is our program, not a command that it would run.
                let is_ours = |arg: &&&str| more.is_empty() || **arg != "--";
                program.args(args.iter().take_while(is_ours));
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
            Starts::Cargo | Starts::Other => bail!("it starts no program of this guide"),
        };
        let folder = tempfile::tempdir_in(&self.scratch)?;
        let files = ["stdout", "stderr"].map(|name| folder.path().join(name));
        let child = as_in_a_book(&mut program)
            .args(more)
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
        Ok(Printed { text, status, first_error })
    }
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
        assert!(matches!(starts("curl localhost"), Starts::Other));
    }
}
