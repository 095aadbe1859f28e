//! The files in which timings are kept and passed on: the list of them all, and how they are written.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use stopwatch::report::write_atomically;

use super::{Summary, csv, hyperfine, markdown, page, trace};

/// Every export. A new one is a file beside this one, and a line here.
pub(super) const EXPORTS: &[Export] = &[
    always("timings.json", |summary| summary.timings.to_json()),
    always("timings.csv", csv::export),
    always("timings.md", markdown::export),
    always("report.html", page::export),
    on_request("export-trace", trace::HELP, trace::export),
    on_request("export-hyperfine", hyperfine::HELP, hyperfine::export),
];

/// A form in which timings leave the program.
pub(super) struct Export {
    pub(super) to: To,
    pub(super) contents: Contents,
}

type Contents = fn(&Summary) -> Result<Vec<u8>>;

/// Where an export goes.
pub(super) enum To {
    /// The file with this name in the folder of the timings.
    Folder(&'static str),
    /// The file that comes after this flag.
    Flag { name: &'static str, help: &'static str },
}

const fn always(file: &'static str, contents: Contents) -> Export {
    Export { to: To::Folder(file), contents }
}

const fn on_request(name: &'static str, help: &'static str, contents: Contents) -> Export {
    Export { to: To::Flag { name, help }, contents }
}

/// What `timings.json` was before the last run replaced it.
const BEFORE: &str = "timings-before.json";

/// Makes the folder for timings before anything is measured: without it, nothing could be kept. Timings
/// that are there already stay beside the new ones.
pub(crate) fn prepare(folder: &Path) -> Result<()> {
    let logs = folder.join("logs");
    fs::create_dir_all(&logs)
        .with_context(|| format!("could not make the folder {}", logs.display()))?;
    let (now, before) = (folder.join("timings.json"), folder.join(BEFORE));
    if now.exists() {
        fs::rename(&now, &before)
            .with_context(|| format!("could not write {}", before.display()))?;
    }
    Ok(())
}

/// Writes the exports that every run has, and what the chapters printed to `logs/`.
///
/// Every file is whole at every instant, the old one or the new one.
pub(crate) fn save(summary: &Summary, folder: &Path) -> Result<()> {
    for Export { to, contents } in EXPORTS {
        if let To::Folder(name) = to {
            write(folder.join(name), &contents(summary)?)?;
        }
    }
    for chapter in &summary.timings.chapters {
        let name = match chapter.is_rust() {
            true => chapter.chapter.clone(),
            false => file_name(&format!("{}.{}", chapter.chapter, chapter.language)),
        };
        let file = |run| log_file(folder, &name, run);
        for (run, log) in (1..).zip(&chapter.logs) {
            write(file(run), log)?;
        }
        // An earlier measurement with more runs left more logs, which do not belong to this one.
        for run in chapter.logs.len() + 1.. {
            if fs::remove_file(file(run)).is_err() {
                break;
            }
        }
    }
    Ok(())
}

/// A name that every system accepts for a file.
fn file_name(name: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || ".-_".contains(letter);
    name.replace(|letter| !is_plain(letter), "-")
}

/// Where the output of a chapter's first, second … run is kept.
pub(crate) fn log_file(folder: &Path, chapter: &str, run: usize) -> PathBuf {
    let name = match run {
        1 => format!("{chapter}.log"),
        run => format!("{chapter}.{run}.log"),
    };
    folder.join("logs").join(name)
}

pub(crate) fn write(file: impl AsRef<Path>, contents: &[u8]) -> Result<()> {
    let file = file.as_ref();
    write_atomically(file, contents).with_context(|| format!("could not write {}", file.display()))
}
