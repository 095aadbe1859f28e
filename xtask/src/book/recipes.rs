//! The recipes in Python, of the page on slow scripts: with which Python they run, and what they measured.

use std::path::{Path, PathBuf};

use anyhow::Result;

use stopwatch::{Report, text};

use super::{
    python::anchored,
    recorded::{self, Recorded},
};
use crate::{chapters::Workspace, report::words, timings::Verdict};

/// How to get the packages that some need.
pub(super) const INSTALL: &str = "Type first: python3 crates/practice-data/peers/compare.py";

/// What stands for the Python of all recipes, beside their names.
const PYTHON: &str = "python";

/// The Python that runs them: the one in which the chapters' peers are installed, and with them what some
/// recipes need, or else the one that a reader would start.
pub(crate) fn python(workspace: &Workspace) -> Option<PathBuf> {
    let candidates = [workspace.target.join("peers/bin/python"), PathBuf::from("python3")];
    let found = interpreters::interpreters(&candidates, interpreters::LONGEST);
    found.usable.into_iter().next().map(|python| python.path)
}

/// What a recipe lacked on this machine, if it lacked anything.
pub(super) fn lacks(report: Option<&Report>) -> Option<&str> {
    report?.skipped.first().map(|skipped| skipped.reason.as_str())
}

/// What pages include: a sentence for each recipe, and the Python with which all were measured.
pub(super) fn generated(root: &Path) -> Result<Option<(&'static str, String)>> {
    let (mut sentences, mut language) = (String::new(), None);
    for Recorded { file, command, report, .. } in recorded::runs(root)? {
        let Some(report) = report.filter(|_| command.starts_with("python3 ")) else { continue };
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        sentences += &anchored(&name, Some(sentence(&report)));
        language = Some(report.language);
    }
    Ok(language
        .map(|language| ("generated/recipes.md", sentences + &anchored(PYTHON, Some(language)))))
}

/// "4.1 s one by one, 0.22 s in threads: 18.9 times faster"
fn sentence(report: &Report) -> String {
    let measured: Vec<(&str, f64)> =
        report.versions.iter().filter_map(|run| Some((&*run.name, run.wall_s?))).collect();
    let took = measured.iter().map(|(name, wall_s)| format!("{} {name}", text::duration(*wall_s)));
    let took = took.collect::<Vec<_>>().join(", ");
    match measured[..] {
        [(_, slow), .., (_, mended)] => {
            format!("{took}: {}", words::change(slow / mended, Verdict::Unknown))
        }
        _ => took,
    }
}

#[cfg(test)]
mod tests {
    use stopwatch::Run;

    use super::*;

    #[test]
    fn the_last_form_of_a_recipe_is_compared_with_the_first() {
        let mut report = Report::new("recipe-cores");
        let runs = [("one by one", 2.0), ("in threads", 2.1), ("in processes", 1.0)];
        report.versions = runs
            .map(|(name, wall_s)| Run { wall_s: Some(wall_s), ..Run::not_measured(name) })
            .into();
        let expected = "2.0 s one by one, 2.1 s in threads, 1.0 s in processes: 2.0 times faster";
        assert_eq!(sentence(&report), expected);
    }
}
