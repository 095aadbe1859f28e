//! The figures of the guide: written from recorded timings, never typed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use stopwatch::text;

use super::{
    charts, exercises,
    page::{CHAPTERS, Finding, mend},
    pictures, predictions, python, recipes,
    recorded::{IN_PYTHON, TIMINGS, timings, timings_in_python, trim},
};
use crate::{
    chapters::Workspace,
    report::{ChapterSummary, Summary, files::write, markdown, words},
    timings::Timings,
};

/// Takes these timings as the recorded ones; where there is no Python, there are no timings for it.
pub(super) fn write_recorded(
    root: &Path,
    timings: &Timings,
    in_python: Option<Timings>,
) -> Result<()> {
    let mut timings = timings.clone();
    timings.chapters.iter_mut().flat_map(|chapter| &mut chapter.reports).for_each(trim);
    write(root.join(TIMINGS), &timings.to_json()?)?;
    let file = root.join(IN_PYTHON);
    match in_python {
        Some(mut in_python) => {
            python::trim(&mut in_python);
            write(file, &in_python.to_json()?)?;
        }
        None if file.exists() => fs::remove_file(file)?,
        None => {}
    }
    redraw(root)
}

/// Writes again what follows from the recorded timings.
pub(super) fn redraw(root: &Path) -> Result<()> {
    let files = recorded(root)?;
    if files.is_empty() {
        bail!("nothing is recorded yet\nType first: cargo xtask book --record");
    }
    write_generated(root, files)
}

/// Writes what the pages include into a folder like `chapters`, or what is generated into the workspace.
pub(super) fn write_generated(
    folder: &Path,
    files: impl IntoIterator<Item = (impl AsRef<Path>, String)>,
) -> Result<()> {
    for (name, text) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        write(file, text.as_bytes())?;
    }
    Ok(())
}

/// What is generated of the recorded timings: what pages include, and the pictures in exercises.
fn recorded(root: &Path) -> Result<Vec<(PathBuf, String)>> {
    let Some(timings) = timings(root)? else {
        return Ok(Vec::new());
    };
    let in_python = python::generated(&timings, timings_in_python(root)?.as_ref());
    let of_pages = generated(&timings)
        .into_iter()
        .chain(in_python)
        .chain(recipes::generated(root)?)
        .chain(charts::generated(root)?);
    let of_pages = of_pages.map(|(name, text)| (Path::new(CHAPTERS).join(name), text));
    Ok(of_pages.chain(exercises::generated(root, &timings)?).collect())
}

/// What the pages include of timings in Rust, with the names of the files in a folder like `chapters`.
pub(super) fn generated(timings: &Timings) -> [(&'static str, String); 4] {
    let summary = Summary::of(timings);
    let in_rust = summary.chapters.iter().filter(|chapter| chapter.measured.is_rust());
    let statements: String = in_rust.flat_map(statements).collect();
    [
        ("generated/statements.md", statements),
        ("generated/timings.md", markdown::body(&summary)),
        pictures::generated(&summary),
        predictions::generated(&summary),
    ]
}

/// One sentence for each version, and one for the notebook, each as an anchor to include.
fn statements(chapter: &ChapterSummary) -> Vec<String> {
    let ChapterSummary { measured, rows, sentences, .. } = chapter;
    let name = measured.short_name();
    let anchored = |what: &str, sentence: &str| {
        format!("<!-- ANCHOR: {name}-{what} -->\n{sentence}\n<!-- ANCHOR_END: {name}-{what} -->\n")
    };
    let notebook: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let phrase = words::phrase(measured, &row.version);
            Some(format!("{} {phrase}", text::duration(row.notebook_s?)))
        })
        .collect();
    let note =
        measured.about.notebook_note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    let notebook = (!notebook.is_empty()).then(|| {
        anchored("notebook", &format!("The notebook measured {}{note}.", notebook.join(", ")))
    });
    let versions = rows.iter().zip(sentences);
    let versions = versions.map(|(row, sentence)| anchored(&row.version, sentence));
    versions.chain(notebook).collect()
}

/// Files that are not what the recorded timings say.
pub(super) fn differences(root: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (file, expected) in recorded(root)? {
        let text = fs::read_to_string(root.join(&file)).unwrap_or_default();
        // Lines end as they do on this platform.
        let lines = text.lines().map(Some).chain([None]);
        let difference = (1..).zip(lines.zip(expected.lines().map(Some).chain([None])));
        if let Some((line, _)) = difference.into_iter().find(|(_, (is, should))| is != should) {
            findings.push(Finding {
                mend: mend(&file),
                file,
                line,
                what: "this is not what the recorded timings say".to_owned(),
            });
        }
    }
    Ok(findings)
}

/// Predictions that were wrong by more than a factor of two without a reason given.
pub(super) fn unexplained(workspace: &Workspace, timings: &Timings) -> Vec<Finding> {
    let is_explained = |chapter: &str, version: &str| {
        let chapter = workspace.chapters.iter().find(|it| it.name == chapter);
        chapter.is_none_or(|chapter| chapter.about.why_off.contains_key(version))
    };
    let mut findings = Vec::new();
    for ChapterSummary { measured, rows, .. } in &Summary::of(timings).chapters {
        for row in rows.iter().filter(|row| row.is_off() && measured.is_rust()) {
            if !is_explained(&measured.chapter, &row.version) {
                findings.push(Finding {
                    file: TIMINGS.into(),
                    line: 1,
                    what: format!(
                        "{} of {} is more than a factor of two from its prediction",
                        row.version, measured.chapter
                    ),
                    mend: "mend the prediction, or say why in the chapter's Cargo.toml, under `why-off`"
                        .to_owned(),
                });
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prediction_that_is_off_is_named_unless_somebody_says_why() {
        let mut workspace = Workspace::read().unwrap();
        let mut recorded = timings(&workspace.root).unwrap().unwrap();
        let name = recorded.chapters[0].chapter.clone();
        recorded.chapters.truncate(1);
        assert_eq!(unexplained(&workspace, &recorded).len(), 0);
        let run = &mut recorded.chapters[0].reports[0].versions[0];
        run.predicted_s = run.wall_s.map(|wall_s| 3.0 * wall_s);
        let version = run.name.clone();
        let found: Vec<String> =
            unexplained(&workspace, &recorded).iter().map(Finding::to_string).collect();
        let off = format!("{version} of {name} is more than a factor of two from its prediction");
        assert!(matches!(&found[..], [found] if found.contains(&off)), "{found:?}");
        let chapter = workspace.chapters.iter_mut().find(|chapter| chapter.name == name).unwrap();
        chapter.about.why_off.insert(version, "it is a test".to_owned());
        assert_eq!(unexplained(&workspace, &recorded).len(), 0);
    }
}
