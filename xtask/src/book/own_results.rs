//! `cargo xtask book --mine`: what the reader measured, as the book takes it.

use std::{fs, path::PathBuf};

use anyhow::{Result, bail};

use stopwatch::{Report, report::kept_guesses};

use super::{
    charts, python,
    recorded::{self, files, trim},
    statements::{generated, write_generated},
};
use crate::{
    chapters::Workspace,
    report::{
        files::{log_file, write},
        guesses, words,
    },
    timings::Timings,
};

/// Writes the reader's own results as the book can take them, and says in which folder.
pub(super) fn write_own_results(workspace: &Workspace) -> Result<PathBuf> {
    let own = workspace.target.join("timings");
    let file = own.join("timings.json");
    if !file.exists() {
        bail!("there are no results of your own yet\nType first: cargo xtask all");
    }
    let mut timings = Timings::read(&file)?;
    let guesses = kept_guesses(&workspace.target)?;
    timings.chapters.iter_mut().flat_map(|chapter| &mut chapter.reports).for_each(|report| {
        trim(report);
        take_guesses(report, &guesses);
    });
    let results = workspace.target.join("my-results");
    if results.exists() {
        fs::remove_dir_all(&results)?;
    }
    fs::create_dir_all(results.join("output"))?;
    let [statements, (table_file, mut table), pictures, predictions] = generated(&timings);
    if !guesses.is_empty() {
        table += &format!("\n## Your guesses\n\n{}", guesses::markdown(&guesses));
    }
    write_generated(&results, [statements, (table_file, table), pictures, predictions])?;
    write_generated(&results, charts::own(&workspace.root, &timings)?)?;
    let in_python = own.join("python/timings.json");
    if in_python.exists() {
        let in_python = Timings::read(&in_python)?;
        write_generated(&results, python::generated(&in_python, Some(&in_python)))?;
    }
    for file in files(&workspace.root)? {
        let recorded = fs::read_to_string(workspace.root.join(&file))?;
        let command = recorded.lines().next().unwrap_or_default();
        // What was run with other flags, or with each version in a run of its own, stays as it was
        // recorded.
        let chapter = timings.chapters.iter().find(|chapter| {
            let is_whole = timings.runs == 1 && !timings.quick && chapter.failure.is_none();
            is_whole && command == format!("$ cargo run -p {}", chapter.chapter)
        });
        let log = chapter.and_then(|it| fs::read_to_string(log_file(&own, &it.chapter, 1)).ok());
        if let (Some(log), Some(name)) = (log, file.file_name()) {
            write(results.join("output").join(name), format!("{command}\n{log}").as_bytes())?;
        }
    }
    let there = recorded::timings(&workspace.root)?;
    let there = there.map(|recorded| format!(", on {}", words::machine(&recorded.provenance)));
    let notice = format!(
        "> **With your own results.** {} Machine: {}. What is not among them is as it was \
         recorded{}, and says so.\n",
        words::how(&timings),
        words::machine(&timings.provenance),
        there.unwrap_or_default(),
    );
    write(results.join("notice.md"), notice.as_bytes())?;
    write(results.join("recorded.md"), b"*This is as it was recorded.*\n")?;
    Ok(results)
}

/// Writes the reader's guesses beside what was measured, where these are of another run.
fn take_guesses(report: &mut Report, guesses: &[Report]) {
    let kept = guesses.iter().find(|kept| kept.chapter == report.chapter);
    for run in &mut report.versions {
        let guessed = kept.and_then(|kept| kept.versions.iter().find(|it| it.name == run.name));
        run.guess_s = run.guess_s.or(guessed.and_then(|run| run.guess_s));
    }
}

#[cfg(test)]
mod tests {
    use stopwatch::Run;

    use super::*;

    #[test]
    fn a_kept_guess_stands_beside_its_version_unless_that_was_guessed_itself() {
        let report = |guesses: [Option<f64>; 3]| {
            let versions = ["sequential", "threads", "pool"].into_iter().zip(guesses);
            let run = |(name, guess_s)| Run { guess_s, ..Run::not_measured(name) };
            let versions = versions.map(run).collect();
            Report { versions, ..Report::new("chapter-02-threads") }
        };
        let mut measured = report([Some(9.0), None, None]);
        take_guesses(&mut measured, &[Report::new("chapter-01-sequential")]);
        assert_eq!(measured, report([Some(9.0), None, None]));
        take_guesses(&mut measured, &[report([Some(1.0), Some(2.0), None])]);
        assert_eq!(measured, report([Some(9.0), Some(2.0), None]));
    }
}
