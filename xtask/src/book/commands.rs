//! The commands that the guide shows: whether they run, and print what the guide says.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use stopwatch::{Report, println};

use super::{
    by_chance,
    difference::{Comparison, Difference, Mask},
    measured::Measurements,
    page::{CodeBlock, Finding, Page},
    programs::Programs,
    recipes,
    recorded::{self, Recorded},
};
use crate::chapters::{ByChance, Workspace};

/// A console block with this word shows what is not to be run here: it needs the internet, or goes
/// on until somebody ends it. Its flags are checked all the same.
const NOT_RUN: &str = "not-run";

/// A command as a page shows it.
struct Shown<'p> {
    page: &'p Page,
    line: usize,
    command: &'p str,
    run: bool,
}

/// Runs every command once, and compares every recorded run with a new one.
pub(super) fn check(workspace: &Workspace, pages: &[Page]) -> Result<Vec<Finding>> {
    let shown: Vec<Shown> = pages
        .iter()
        .flat_map(|page| page.code_blocks.iter().flat_map(|block| shown(page, block)))
        .collect();
    let recorded = recorded::runs(&workspace.root)?;
    let commands = shown.iter().map(|shown| shown.command);
    let programs =
        Programs::build(workspace, commands.chain(recorded.iter().map(|it| it.command.as_str())))?;

    let same_cores = recorded::timings(&workspace.root)?
        .is_none_or(|timings| timings.provenance.cores == stopwatch::cores());
    if !same_cores {
        println!("Recorded on another number of cores: figures are not compared.");
    }
    let mut findings = by_chance::unused(workspace, &recorded);
    for it in &recorded {
        println!("$ {}", it.command);
        if !programs.can_start(&it.command) {
            println!("Skipped: there is no Python.");
            continue;
        }
        let by_chance = by_chance::of(workspace, it);
        findings.extend(different_run(&programs, it, &by_chance, same_cores));
    }

    let already: BTreeSet<&str> = recorded.iter().map(|it| it.command.as_str()).collect();
    let mut results: BTreeMap<(&str, bool), Result<(), String>> = BTreeMap::new();
    for Shown { page, line, command, run } in &shown {
        if already.contains(command) || !programs.can_start(command) {
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

/// Runs a recorded command again, with the figures that were recorded, and finds where it prints or
/// measures something else.
fn different_run(
    programs: &Programs,
    recorded: &Recorded,
    by_chance: &ByChance,
    same_cores: bool,
) -> Option<Finding> {
    let Recorded { file, command, report, .. } = recorded;
    let (line, what, mend) = match programs.measure(command, report.as_ref()) {
        Err(error) => (
            1,
            format!("the command does not run: {error:#}"),
            "correct the command on the first line of the file",
        ),
        Ok(now) => {
            if let Some(lacking) = recipes::lacks(now.report.as_ref()) {
                println!("Skipped: {lacking}.");
                return None;
            }
            let Difference { line, what } =
                difference(recorded, &now.text, now.report.as_ref(), by_chance, same_cores)?;
            (line, what, "if that is right, type: cargo xtask book --record")
        }
    };
    Some(Finding { file: file.clone(), line, what, mend: mend.to_owned() })
}

/// What a command now prints or measures differently from what was recorded.
fn difference(
    recorded: &Recorded,
    text: &str,
    report: Option<&Report>,
    by_chance: &ByChance,
    same_cores: bool,
) -> Option<Difference> {
    let command = &recorded.command;
    let measurements = Measurements { by_chance, same_cores };
    let other_figures = match (&recorded.report, report) {
        (Some(recorded), Some(report)) => measurements.difference(recorded, report),
        (Some(_), None) => Some("there is no report now".to_owned()),
        (None, Some(_)) => Some("no report was recorded with it".to_owned()),
        (None, None) => None,
    };
    if let Some(what) = other_figures {
        let what = format!("`{command}` measures something else: {what}");
        return Some(Difference { line: 1, what });
    }
    let masks = by_chance.lines.iter().map(|forms| Mask::new(forms)).collect();
    let comparison = Comparison { masks, same_cores };
    let Difference { line, what } = comparison.difference(&recorded.text, text)?;
    Some(Difference { line, what: format!("`{command}` prints something else: {what}") })
}

/// The commands of a console block, a line each, without their comments.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Every recorded run, with what is chance in it.
    fn recorded_runs() -> Vec<(Recorded, ByChance)> {
        let workspace = Workspace::read().unwrap();
        let runs = recorded::runs(&workspace.root).unwrap();
        let with_chance = |run: Recorded| {
            let by_chance = by_chance::of(&workspace, &run);
            (run, by_chance)
        };
        runs.into_iter().map(with_chance).collect()
    }

    /// Whether the check notices that a command would now print another text.
    fn is_caught(run: &Recorded, text: &str, by_chance: &ByChance) -> bool {
        difference(run, text, run.report.as_ref(), by_chance, true).is_some()
    }

    /// The recorded text with another line at this place, or with none.
    fn with_line(text: &str, place: usize, line: &str) -> String {
        let lines = text.split_inclusive('\n').enumerate();
        lines.map(|(number, right)| if number == place { line } else { right }).collect()
    }

    #[test]
    fn a_recorded_run_is_what_was_recorded() {
        for (run, by_chance) in recorded_runs() {
            assert!(!is_caught(&run, &run.text, &by_chance), "{}", run.command);
        }
    }

    #[test]
    fn whatever_is_said_to_be_chance_is_in_a_recorded_run() {
        let workspace = Workspace::read().unwrap();
        let unused = by_chance::unused(&workspace, &recorded::runs(&workspace.root).unwrap());
        assert!(unused.is_empty(), "{}", unused[0]);
    }

    #[test]
    fn in_every_recorded_run_a_missing_line_and_one_too_many_are_caught() {
        for (run, by_chance) in recorded_runs() {
            for (place, line) in run.text.split_inclusive('\n').enumerate() {
                for other in [String::new(), line.repeat(2)] {
                    let text = with_line(&run.text, place, &other);
                    assert!(is_caught(&run, &text, &by_chance), "{}: {line}", run.command);
                }
            }
        }
    }

    #[test]
    fn in_every_recorded_run_another_word_is_caught() {
        for (run, by_chance) in recorded_runs() {
            for (place, line) in run.text.split_inclusive('\n').enumerate() {
                for word in line.split(|letter: char| !letter.is_alphabetic()) {
                    if word.is_empty() {
                        continue;
                    }
                    let other = line.replacen(word, &format!("{word}x"), 1);
                    let text = with_line(&run.text, place, &other);
                    assert!(is_caught(&run, &text, &by_chance), "{}: {other}", run.command);
                }
            }
        }
    }

    #[test]
    fn in_every_recorded_run_a_version_that_vanished_is_caught() {
        for (run, by_chance) in recorded_runs() {
            let report = run.report.clone();
            for (place, version) in report.iter().flat_map(|it| &it.versions).enumerate() {
                let mut without = report.clone().unwrap();
                without.versions.remove(place);
                let found = difference(&run, &run.text, Some(&without), &by_chance, true);
                assert!(found.is_some(), "{}: {}", run.command, version.name);
            }
        }
    }
}
