//! A folder of workbooks, as Excel writes them: each is read by itself.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use calamine::{Data, Range, Reader};
use rayon::prelude::*;
use serde::Serialize;

use crate::{
    question::{Question, Wanted},
    sums::Sums,
};

/// What is asked of every workbook, by the names of columns: in each, they may stand elsewhere.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The column by which is summed.
    pub by: String,
    /// What is summed.
    pub sums: Vec<Wanted>,
    /// Whether the first bad row of a workbook makes it a broken one.
    pub strict: bool,
}

/// The answer of all workbooks that could be read, and what is wrong with the others.
#[derive(Debug, Default, Serialize)]
pub struct Books {
    pub sums: Sums,
    pub broken: Vec<String>,
}

// ANCHOR: task
/// Sums the rows of a workbook's first sheet.
pub fn sum_workbook(file: &Path, asked: &Asked) -> Result<Sums> {
    let name = file.file_name().context("it has no name")?.to_string_lossy();
    let _task = stopwatch::task(&*name);
    let mut workbook = calamine::open_workbook_auto(file)?;
    let sheet = workbook.worksheet_range_at(0).context("it has no sheet")??;
    sum_sheet(&name, &sheet, asked)
}
// ANCHOR_END: task

// ANCHOR: sequential
/// One workbook after the other.
pub fn sum_workbooks_sequentially(files: &[PathBuf], asked: &Asked) -> Result<Books> {
    join(files, files.iter().map(|file| sum_workbook(file, asked)).collect())
}
// ANCHOR_END: sequential

// ANCHOR: rayon
/// All cores, each with a workbook.
pub fn sum_workbooks_with_rayon(files: &[PathBuf], asked: &Asked) -> Result<Books> {
    join(files, files.par_iter().map(|file| sum_workbook(file, asked)).collect())
}
// ANCHOR_END: rayon

/// Adds up what could be read, and names what could not.
fn join(files: &[PathBuf], parts: Vec<Result<Sums>>) -> Result<Books> {
    let mut books = Books::default();
    for (file, part) in files.iter().zip(parts) {
        match part {
            Ok(sums) => books.sums.append(sums, 0).map_err(anyhow::Error::msg)?,
            Err(error) => books.broken.push(format!("{}: {error}", file.display())),
        }
    }
    Ok(books)
}

fn sum_sheet(name: &str, sheet: &Range<Data>, asked: &Asked) -> Result<Sums> {
    let mut rows = sheet.rows();
    let columns: Vec<String> =
        rows.next().context("its first sheet is empty")?.iter().map(text).collect();
    let question = Question::new(&columns, &asked.by, &asked.sums)?.strict(asked.strict);
    // A sheet may begin below its first line.
    let first_line = sheet.start().map_or(0, |(row, _)| u64::from(row)) + 2;
    let mut sums = Sums::default();
    for (row, line) in rows.zip(first_line..) {
        let cells: Vec<String> = row.iter().map(text).collect();
        match question.read(cells.len(), |column| cells[column].as_bytes()) {
            Ok((group, amounts)) => {
                sums.add(group, amounts.as_slice()).map_err(anyhow::Error::msg)?;
            }
            Err(reason) => {
                let reason = format!("{reason} ({name})");
                let refused = question.count_bad_row(&mut sums.bad_rows, reason, || line);
                refused.map_err(|row| anyhow::anyhow!("line {}: {}", row.line, row.reason))?;
            }
        }
    }
    Ok(sums)
}

/// A cell as its text. Workbooks store 19.99 as the nearest number that a computer has, and that is
/// written as `19.99`.
fn text(cell: &Data) -> String {
    cell.to_string()
}

/// The workbooks in a folder, in order of their names.
///
/// # Errors
/// When the folder cannot be read, and when there are none in it.
pub fn in_folder(folder: &Path) -> Result<Vec<PathBuf>> {
    const KINDS: [&str; 4] = ["xlsx", "xlsm", "xlsb", "xls"];
    let read = || -> std::io::Result<Vec<PathBuf>> {
        folder.read_dir()?.map(|entry| Ok(entry?.path())).collect()
    };
    let mut files = read().with_context(|| format!("could not read {}", folder.display()))?;
    files.retain(|file| {
        let kind = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        // While Excel has a workbook open, it keeps a small file beside it.
        let is_lock = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
        KINDS.contains(&kind.as_str()) && !is_lock
    });
    ensure!(
        !files.is_empty(),
        "there are no workbooks ({}) in {}",
        KINDS.join(", "),
        folder.display()
    );
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rust_xlsxwriter::Workbook;

    use super::*;

    fn asked() -> Asked {
        let sums = vec![Wanted::parse("units"), Wanted::parse("revenue")];
        Asked { by: "region".to_owned(), sums, strict: false }
    }

    /// A workbook whose sheet begins at this line and column.
    fn make(file: &Path, (line, column): (u32, u16), rows: &[[&str; 3]]) {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write_row(line, column, ["region", "units", "price"]).unwrap();
        for (row, at) in rows.iter().zip(line + 1..) {
            for (cell, column) in row.iter().zip(column..) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write(at, column, number).unwrap(),
                    Err(_) => sheet.write(at, column, *cell).unwrap(),
                };
            }
        }
        workbook.save(file).unwrap();
    }

    #[test]
    fn every_workbook_is_summed_and_cents_are_exact() {
        let folder = tempfile::tempdir().unwrap();
        let rows = [["North", "3", "0.1"], ["South", "1", "1234.56"], ["North", "", "2"]];
        make(&folder.path().join("b.xlsx"), (0, 0), &rows);
        make(&folder.path().join("a.xlsx"), (4, 2), &[["North", "1", "0.2"], ["North", "x", "2"]]);
        fs::write(folder.path().join("~$a.xlsx"), "Excel has it open").unwrap();
        fs::write(folder.path().join("notes.txt"), "no workbook").unwrap();
        let files = in_folder(folder.path()).unwrap();
        for sum in [sum_workbooks_sequentially, sum_workbooks_with_rayon] {
            let books = stopwatch::measure("version", || sum(&files, &asked()).unwrap()).1.unwrap();
            assert_eq!(books.broken, [""; 0]);
            let north = &books.sums.groups["North"];
            assert_eq!((north.rows, north.sums[1].to_string()), (2, "0.5".to_owned()));
            assert_eq!(books.sums.groups["South"].sums[1].to_string(), "1234.56");
            let bad_rows = books.sums.bad_rows.first.iter();
            let bad_rows: Vec<_> = bad_rows.map(|row| (row.line, row.reason.as_str())).collect();
            let expected = [
                (7, "its units is not a number: \"x\" (a.xlsx)"),
                (4, "its units is empty (b.xlsx)"),
            ];
            assert_eq!(bad_rows, expected);
        }
    }

    #[test]
    fn a_broken_workbook_is_named_and_the_others_are_summed() {
        let folder = tempfile::tempdir().unwrap();
        make(&folder.path().join("whole.xlsx"), (0, 0), &[["North", "1", "2"]]);
        fs::write(folder.path().join("broken.xlsx"), "no workbook").unwrap();
        let files = in_folder(folder.path()).unwrap();
        for sum in [sum_workbooks_sequentially, sum_workbooks_with_rayon] {
            let books = stopwatch::measure("version", || sum(&files, &asked()).unwrap()).1.unwrap();
            assert_eq!((books.broken.len(), books.sums.groups.len()), (1, 1));
            assert!(books.broken[0].contains("broken.xlsx: "), "{:?}", books.broken);
        }
    }

    #[test]
    fn a_folder_without_workbooks_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(in_folder(folder.path()).unwrap_err().to_string().contains("no workbooks"));
        assert!(in_folder(&folder.path().join("missing")).is_err());
    }
}
