//! A folder of workbooks, as Excel writes them: each is read on its own.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};
use rayon::prelude::*;
use serde::Serialize;

use stopwatch::text::shown;

use crate::{
    Request, Sums,
    engine::{folder::name, sheet},
};

/// The answer of all workbooks that could be read, and what
/// is wrong with the others.
#[derive(Debug, Default, Serialize)]
pub struct FolderSums {
    pub sums: Sums,
    pub broken: Vec<String>,
    /// The sheets that were not read, by workbook.
    pub unread: Vec<String>,
}

/// The answer of one workbook, and the names of the sheets that were not read.
#[derive(Debug)]
pub struct WorkbookSums {
    pub sums: Sums,
    pub unread: Vec<String>,
}

// ANCHOR: task
/// Sums the rows of a sheet of a workbook.
pub fn sum_workbook(file: &Path, request: &Request) -> Result<WorkbookSums> {
    let name = name(file)?;
    let _task = stopwatch::task(&name);
    let workbook = sheet::open(file)?;
    let (sheet, unread) = sheet::choose(&workbook, request.sheet.as_deref())?;
    Ok(WorkbookSums {
        sums: sheet::sum(workbook, &sheet, &name, request)?,
        unread,
    })
}
// ANCHOR_END: task

// ANCHOR: sequential
/// One workbook after another.
pub fn sum_workbooks_sequentially(
    files: &[PathBuf],
    request: &Request,
) -> Result<FolderSums> {
    join(
        files,
        files.iter().map(|file| sum_any_workbook(file, request)).collect(),
    )
}
// ANCHOR_END: sequential

// ANCHOR: rayon
/// All cores, each with a workbook.
pub fn sum_workbooks_with_rayon(
    files: &[PathBuf],
    request: &Request,
) -> Result<FolderSums> {
    join(
        files,
        files.par_iter().map(|file| sum_any_workbook(file, request)).collect(),
    )
}
// ANCHOR_END: rayon

/// The same, for a workbook that is so damaged that its reader gives up.
///
/// # Errors
/// What is wrong with it.
pub fn sum_any_workbook(
    file: &Path,
    request: &Request,
) -> Result<WorkbookSums> {
    catch_unwind(AssertUnwindSafe(|| sum_workbook(file, request)))
        .unwrap_or_else(|_| bail!("it cannot be read: it is damaged"))
}

/// Adds up what could be read, and names what could not.
fn join(
    files: &[PathBuf],
    parts: Vec<Result<WorkbookSums>>,
) -> Result<FolderSums> {
    let mut folder = FolderSums::default();
    for (file, part) in files.iter().zip(parts) {
        match part {
            Ok(workbook) => {
                folder.sums.append(workbook.sums, 0)?;
                if !workbook.unread.is_empty() {
                    let sheets = workbook.unread.join(", ");
                    folder.unread.push(format!("{sheets} of {}", name(file)?));
                }
            }
            Err(error) => {
                folder.broken.push(format!(
                    "{}: {error:#}",
                    shown(&file.display().to_string())
                ));
            }
        }
    }
    Ok(folder)
}

#[cfg(test)]
mod tests;
