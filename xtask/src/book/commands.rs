//! The commands that the guide shows: they run, and print what the guide says.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use stopwatch::println;

use super::{
    difference::Comparison,
    page::{CodeBlock, Finding, Page},
    programs::Programs,
    recorded::{self, Recorded},
};
use crate::chapters::Workspace;

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

    let mut findings = Vec::new();
    let recorded_timings = recorded::timings(&workspace.root)?;
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
