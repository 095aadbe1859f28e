//! What chapters leave to chance, as their Cargo.toml says under `by-chance`: nothing else may differ
//! between two runs of a command.

use super::{
    difference::Mask,
    page::{Finding, OUTPUT},
    programs::chapter,
    recorded::Recorded,
};
use crate::chapters::{ByChance, Workspace};

/// What is chance in what a command printed and measured. Of a recipe it is the times: they depend on
/// the Python that a machine happens to have.
pub(super) fn of(workspace: &Workspace, run: &Recorded) -> ByChance {
    let name = chapter(&run.command);
    match workspace.chapters.iter().find(|chapter| name == Some(chapter.name.as_str())) {
        Some(chapter) => chapter.about.by_chance.clone(),
        None => {
            let versions = run.report.iter().flat_map(|report| &report.versions);
            let times = versions.map(|run| run.name.clone()).collect();
            ByChance { times, ..ByChance::default() }
        }
    }
}

/// What is said to be chance but hides nothing in any recorded run: it would hide the next mistake.
pub(super) fn unused(workspace: &Workspace, recorded: &[Recorded]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for it in &workspace.chapters {
        let runs = || recorded.iter().filter(|run| chapter(&run.command) == Some(&it.name));
        let ByChance { lines, overlap, tasks, times } = &it.about.by_chance;
        let is_printed = |forms: &[String]| runs().any(|run| Mask::new(forms).is_in(&run.text));
        let is_run = |version: &&String| runs().any(|run| knows(run, version));
        let unused = lines.iter().filter(|forms| !is_printed(forms)).flatten();
        let versions = [overlap, tasks, times].into_iter().flatten();
        let unused = unused.chain(versions.filter(|version| !is_run(version)));
        findings.extend(unused.map(|unused| Finding {
            file: OUTPUT.into(),
            line: 1,
            what: format!("nothing that was recorded of {} has `{unused}`", it.name),
            mend:
                "take it out of the chapter's Cargo.toml, where it is under `by-chance`".to_owned(),
        }));
    }
    findings
}

/// Whether several workers did the tasks of this version: with one, there is nothing for chance to
/// decide.
fn knows(run: &Recorded, version: &str) -> bool {
    let mut versions = run.report.iter().flat_map(|report| &report.versions);
    versions.any(|run| run.name == version && run.most_in_flight > 1)
}
