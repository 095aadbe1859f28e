//! `cargo xtask book --record`: all that the guide shows, from one new run.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use interpreters::Interpreter;
use stopwatch::println;

use super::{
    browser, check, one_run,
    page::shown,
    programs::{Programs, as_in_a_book},
    recipes,
    recorded::{self, Recorded},
    statements,
};
use crate::{
    chapters::{self, Chapter, Workspace},
    process,
    report::{
        files::{log_file, write},
        words,
    },
    timings::Timings,
};

/// Runs the notebook.
const NOTEBOOK: &str = "tests/python/notebook.py";

/// Records anew all that the guide shows: the figures, what the chapters print and the pictures, of
/// one run of all chapters, and what the other recorded commands print.
pub(super) fn record(workspace: &Workspace) -> Result<()> {
    let recorded = recorded::runs(&workspace.root)?;
    let programs = Programs::build(workspace, recorded.iter().map(|it| it.command.as_str()))?;
    // First of all: what is written changes what git says of the folder.
    let out = workspace.target.join("recording");
    let timings = measure(workspace, &["all"], &out)?;
    // A disturbed run would be refused in the end. The long rest need not be waited for.
    check::report(&statements::unexplained(workspace, &timings)).context("nothing was recorded")?;
    let pythons = pythons(workspace);
    let in_python = match pythons.is_empty() {
        true => None,
        false => Some(measure(workspace, &["all", "--python"], &out.join("python"))?),
    };
    let mut runs = Vec::new();
    for Recorded { file, command, text, .. } in &recorded {
        println!("$ {command}");
        let (printed, report) = match log_of(command, &timings, &out) {
            Some(log) => (log, None),
            None => {
                let run = programs.measure(command, None);
                let run = run.with_context(|| format!("`{command}`"))?;
                (run.text, run.report)
            }
        };
        if let Some(lacking) = recipes::lacks(report.as_ref()) {
            bail!("`{command}` was skipped: {lacking}; nothing was recorded\n{}", recipes::INSTALL);
        }
        let is_new = text.lines().count() <= 1;
        if !is_new && ending(text) != ending(&printed) {
            let (was, is) = (ending(text), ending(&printed));
            let file = shown(file);
            bail!(
                "`{command}` ended with {is}, and not with {was}; nothing was recorded\n\
                 If that is right, leave only the first line of {file}, and try again."
            );
        }
        runs.push((workspace.root.join(file), printed, report));
    }
    for (file, text, report) in runs {
        match (recorded::report_file(&file), report) {
            (file, Some(mut report)) => {
                recorded::trim(&mut report);
                report.write(&file)?;
            }
            // What is left of a command that wrote one.
            (file, None) if file.exists() => fs::remove_file(&file)?,
            _ => {}
        }
        write(file, text.as_bytes())?;
    }
    statements::write_recorded(&workspace.root, &timings, in_python)?;
    let pictures = browser::take_pictures(workspace, &out)?;
    one_run::write_down(&workspace.root, &timings, pictures)?;
    println!("Recorded {} runs, and the timings of all chapters.", recorded.len());
    println!("Machine: {}.", words::machine(&timings.provenance));
    match pythons.first() {
        Some(python) => record_notebook(workspace, python),
        None => {
            println!("Nothing was run in Python, and so the guide has no figures of it now.");
            Ok(())
        }
    }
}

/// What can run the chapters' scripts, if there are any.
fn pythons(workspace: &Workspace) -> Vec<Interpreter> {
    let has_script =
        |chapter: &Chapter| workspace.root.join(chapters::script(&chapter.name)).exists();
    match workspace.chapters.iter().any(has_script) {
        true => interpreters::interpreters(&[PathBuf::new()], interpreters::LONGEST).usable,
        false => Vec::new(),
    }
}

/// Runs the notebook, which then shows what it measured. Where Jupyter is missing, it stays as it was.
fn record_notebook(workspace: &Workspace, python: &Interpreter) -> Result<()> {
    const SKIPPED: i32 = 77;
    if !workspace.root.join(NOTEBOOK).exists() {
        return Ok(());
    }
    println!("$ python3 {NOTEBOOK} --record");
    let mut command = Command::new(&python.path);
    command.args([NOTEBOOK, "--record"]).current_dir(&workspace.root);
    let status = command.status().with_context(|| format!("could not run {NOTEBOOK}"))?;
    if !status.success() && status.code() != Some(SKIPPED) {
        bail!("the notebook was not recorded: {NOTEBOOK} ended with {status}");
    }
    Ok(())
}

/// Measures all chapters anew.
fn measure(workspace: &Workspace, args: &[&str], out: &Path) -> Result<Timings> {
    println!("$ cargo xtask {}", args.join(" "));
    let mut all = Command::new(env::current_exe()?);
    all.args(args).arg("--out").arg(out).current_dir(&workspace.root);
    process::run(as_in_a_book(&mut all)).context("nothing was recorded")?;
    Timings::read(&out.join("timings.json"))
}

/// What a chapter printed when the timings were taken, as a file of `chapters/output` has it; `None`
/// of every other command.
fn log_of(command: &str, timings: &Timings, folder: &Path) -> Option<String> {
    let chapter = &recorded::whole_chapter(timings, command)?.chapter;
    let log = fs::read_to_string(log_file(folder, chapter, 1)).ok()?;
    Some(format!("$ {command}\n{log}"))
}

/// How a recorded run ended: its last line, where it did not end well.
fn ending(text: &str) -> &str {
    let last = text.lines().next_back().unwrap_or_default();
    if last.starts_with('(') { last } else { "success" }
}
