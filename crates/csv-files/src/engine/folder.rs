//! A folder of workbooks.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use stopwatch::text::{excerpt, shown};

/// The name of a workbook, as it may be printed.
pub(crate) fn name(file: &Path) -> Result<String> {
    Ok(excerpt(&file.file_name().context("it has no name")?.to_string_lossy()))
}

/// What is in a folder.
#[derive(Debug)]
pub struct Folder {
    /// The workbooks, in order of their names.
    pub workbooks: Vec<PathBuf>,
    /// The names of other files, as they may be printed.
    pub others: Vec<String>,
}

/// Looks for the workbooks in a folder.
///
/// # Errors
/// When the folder cannot be read, and when there are none in it.
pub fn in_folder(folder: &Path) -> Result<Folder> {
    const KINDS: [&str; 4] = ["xlsx", "xlsm", "xlsb", "xls"];
    let read = || -> std::io::Result<Vec<PathBuf>> {
        folder.read_dir()?.map(|entry| Ok(entry?.path())).collect()
    };
    let shown_folder = shown(&folder.display().to_string()).into_owned();
    let mut files =
        read().with_context(|| format!("could not read {shown_folder}"))?;
    files.retain(|file| {
        // While Excel has a workbook open, it keeps a small file beside it; others hide theirs.
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        !name.starts_with("~$") && !name.starts_with('.')
    });
    files.sort();
    let (workbooks, others): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| {
            let kind = file
                .extension()
                .unwrap_or_default()
                .to_string_lossy()
                .to_lowercase();
            KINDS.contains(&kind.as_str()) && file.is_file()
        });
    let kinds = KINDS.join(", ");
    ensure!(
        !workbooks.is_empty(),
        "there are no workbooks ({kinds}) in {shown_folder}"
    );
    let others = others.iter().map(|file| name(file)).collect::<Result<_>>()?;
    Ok(Folder { workbooks, others })
}
