//! The figures of the guide: written from recorded timings, and never typed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use stopwatch::text;

use super::{
    output::{self, PROMPT},
    page::Finding,
};
use crate::{
    chapters::Workspace,
    table,
    timings::{ChapterTimings, Row, Timings, log_file, write},
    words,
};

/// The run of all chapters from which the figures come.
pub(super) const RECORDED: &str = "chapters/output/timings.json";

/// The recorded timings, where there are any.
pub(crate) fn recorded(root: &Path) -> Result<Option<Timings>> {
    let file = root.join(RECORDED);
    file.exists().then(|| Timings::read(&file)).transpose()
}

/// Takes these timings as the recorded ones.
pub(crate) fn write_recorded(root: &Path, timings: &Timings) -> Result<()> {
    /// No sentence of the guide needs more tasks of a version than these.
    const MOST_TASKS: usize = 200;

    write_generated(&root.join("chapters"), timings)?;
    let mut timings = timings.clone();
    for report in timings.chapters.iter_mut().flat_map(|chapter| &mut chapter.reports) {
        report.versions.iter_mut().for_each(|run| run.tasks.truncate(MOST_TASKS));
    }
    write(root.join(RECORDED), &serde_json::to_vec_pretty(&timings)?)
}

/// What the pages include, with the names of the files in a folder like `chapters`.
fn generated(timings: &Timings) -> [(&'static str, String); 2] {
    let statements: String = timings.chapters.iter().flat_map(statements).collect();
    [
        ("generated/statements.md", statements),
        ("generated/timings.md", table::markdown_body(timings)),
    ]
}

fn write_generated(folder: &Path, timings: &Timings) -> Result<()> {
    for (name, text) in generated(timings) {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        write(file, text.as_bytes())?;
    }
    Ok(())
}

/// One sentence for each version, and one for the notebook, each as an anchor to include.
fn statements(chapter: &ChapterTimings) -> Vec<String> {
    let name = chapter.short_name();
    let anchored = |what: &str, sentence: &str| {
        format!("<!-- ANCHOR: {name}-{what} -->\n{sentence}\n<!-- ANCHOR_END: {name}-{what} -->\n")
    };
    let rows = chapter.rows();
    let notebook: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let phrase = words::phrase(chapter, &row.version);
            Some(format!("{} {phrase}", text::duration(row.notebook_s?)))
        })
        .collect();
    let note =
        chapter.about.notebook_note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    let notebook = (!notebook.is_empty()).then(|| {
        anchored("notebook", &format!("The notebook measured {}{note}.", notebook.join(", ")))
    });
    let versions = rows.iter().map(|row| anchored(&row.version, &words::statement(chapter, row)));
    versions.chain(notebook).collect()
}

/// Files that are not what the recorded timings say.
pub(crate) fn differences(root: &Path) -> Result<Vec<Finding>> {
    let Some(timings) = recorded(root)? else {
        return Ok(Vec::new());
    };
    let mut findings = Vec::new();
    for (name, expected) in generated(&timings) {
        let file = Path::new("chapters").join(name);
        let text = fs::read_to_string(root.join(&file)).unwrap_or_default();
        // Lines end as the platform likes them.
        let lines = text.lines().map(Some).chain([None]);
        let difference = (1..).zip(lines.zip(expected.lines().map(Some).chain([None])));
        if let Some((line, _)) = difference.into_iter().find(|(_, (is, should))| is != should) {
            findings.push(Finding {
                mend: output::mend(&file),
                file,
                line,
                what: format!("this is not what {RECORDED} says"),
            });
        }
    }
    Ok(findings)
}

/// Predictions that were wrong by more than a factor of two, with nobody saying why.
pub(crate) fn unexplained(workspace: &Workspace) -> Result<Vec<Finding>> {
    let Some(timings) = recorded(&workspace.root)? else {
        return Ok(Vec::new());
    };
    let is_explained = |chapter: &str, version: &str| {
        let chapter = workspace.chapters.iter().find(|it| it.name == chapter);
        chapter.is_none_or(|chapter| chapter.about.why_off.contains_key(version))
    };
    let mut findings = Vec::new();
    for chapter in &timings.chapters {
        for row in chapter.rows().into_iter().filter(Row::is_off) {
            if !is_explained(&chapter.chapter, &row.version) {
                findings.push(Finding {
                    file: RECORDED.into(),
                    line: 1,
                    what: format!(
                        "{} of {} is more than a factor of two from its prediction",
                        row.version, chapter.chapter
                    ),
                    mend: "mend the prediction, or say why in the chapter's Cargo.toml, under `why-off`"
                        .to_owned(),
                });
            }
        }
    }
    Ok(findings)
}

/// Writes the reader's own results as the book can take them, and says in which folder.
pub(crate) fn write_own_results(workspace: &Workspace) -> Result<PathBuf> {
    let own = workspace.target.join("timings");
    let file = own.join("timings.json");
    if !file.exists() {
        bail!("there are no results of your own yet\nType first: cargo xtask all");
    }
    let timings = Timings::read(&file)?;
    let results = workspace.target.join("my-results");
    if results.exists() {
        fs::remove_dir_all(&results)?;
    }
    fs::create_dir_all(results.join("output"))?;
    write_generated(&results, &timings)?;
    for file in output::files(&workspace.root)? {
        let recorded = fs::read_to_string(workspace.root.join(&file))?;
        let command = recorded.lines().next().unwrap_or_default();
        // What was run with other flags, or in several runs of one version each, stays as it was
        // recorded.
        let chapter = timings.chapters.iter().find(|chapter| {
            let is_whole = timings.runs == 1 && !timings.quick && chapter.failure.is_none();
            is_whole && command == format!("{PROMPT}run -p {}", chapter.chapter)
        });
        let log = chapter.and_then(|it| fs::read_to_string(log_file(&own, &it.chapter, 1)).ok());
        if let (Some(log), Some(name)) = (log, file.file_name()) {
            write(results.join("output").join(name), format!("{command}\n{log}").as_bytes())?;
        }
    }
    let notice = format!(
        "> **With your own results.** {} Machine: {}. What is not among them is as it was \
         recorded.\n",
        table::how(&timings),
        timings.provenance.machine(),
    );
    write(results.join("notice.md"), notice.as_bytes())?;
    Ok(results)
}
