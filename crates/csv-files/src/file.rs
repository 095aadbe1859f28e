//! A CSV file, and the pieces in which it is read.

use std::{
    fs::File,
    io::{self, ErrorKind, Read, Seek, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use crate::{cut, rows::Rows};

/// In bytes. A longer row is very likely a quote that is never closed.
pub const LONGEST_ROW: usize = if cfg!(test) { 100 } else { 1 << 20 };
/// From so many bytes it is guessed where a row begins.
const LOOKED_AT: u64 = if cfg!(test) { 30 } else { 1 << 14 };

/// A CSV file whose first row has been read: the names of its columns.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CsvFile {
    path: PathBuf,
    columns: Vec<String>,
    /// Where the rows begin, and the file ends.
    rows: Range<u64>,
    /// So many lines are before the rows.
    lines_before: u64,
}

impl CsvFile {
    /// Opens a file and reads the names of its columns.
    ///
    /// # Errors
    /// When there is no such file, or what there is has no first row.
    pub fn open(path: &Path) -> Result<Self> {
        Self::read_columns(path).with_context(|| format!("could not read {}", path.display()))
    }

    fn read_columns(path: &Path) -> Result<Self> {
        let about = path.metadata()?;
        ensure!(!about.is_dir(), "it is a folder; for a folder of workbooks there is --workbooks");
        ensure!(about.is_file(), "it is not a plain file, and cannot be read in pieces");
        let mut file = Self {
            path: path.to_owned(),
            columns: Vec::new(),
            rows: 0..about.len(),
            lines_before: 0,
        };
        let mut rows = Rows::of_whole_file(&file)?;
        let name = |name| Some(str::from_utf8(name).ok()?.trim().to_owned());
        let names: Option<_> = match rows.next_row() {
            Ok(None) => bail!("it is empty"),
            Ok(Some(names)) => names.iter().map(name).collect(),
            Err(stop) => bail!("its first row: {}", stop.reason),
        };
        let (start, lines_before) = (rows.at(), rows.lines());
        file.columns = names.context("its first row is not UTF-8")?;
        (file.rows.start, file.lines_before) = (start, lines_before);
        Ok(file)
    }

    /// The names of its columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Its name.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many lines there are before the rows.
    pub(crate) fn lines_before(&self) -> u64 {
        self.lines_before
    }

    /// All rows, in one piece.
    pub fn whole(&self) -> Range<u64> {
        self.rows.clone()
    }

    /// All rows in about so many pieces of about the same length, cut where a row begins, if the
    /// guess is right.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn pieces(&self, many: usize) -> io::Result<Vec<Range<u64>>> {
        let Range { start, end } = self.whole();
        let mut starts = vec![start];
        for about in (start..end).step_by(((end - start) as usize).div_ceil(many).max(1)).skip(1) {
            let mut bytes = Vec::new();
            self.read_from(about)?.take(LOOKED_AT).read_to_end(&mut bytes)?;
            let row = cut::first_row(&bytes).map(|row| about + row as u64);
            // One row may reach over several pieces.
            starts.extend(row.filter(|row| starts.last() < Some(row) && *row < end));
        }
        let ends = starts.iter().copied().skip(1).chain([end]);
        Ok(starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect())
    }

    /// Its bytes from here on.
    pub(crate) fn read_from(&self, at: u64) -> io::Result<File> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(at))?;
        Ok(file)
    }

    /// How many blank lines there are from here to the next row.
    pub(crate) fn blank_lines(&self, at: u64) -> io::Result<u64> {
        let mut lines = 0;
        let mut file = io::BufReader::with_capacity(256, self.read_from(at)?);
        let mut byte = [0];
        loop {
            match file.read_exact(&mut byte) {
                Ok(()) if byte == *b"\n" => lines += 1,
                Err(error) if error.kind() != ErrorKind::UnexpectedEof => return Err(error),
                _ => return Ok(lines),
            }
        }
    }

    /// Reads the file once, so that the first version has no disk to wait for that the others have
    /// not. Of a very large file the system may not keep all.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn warm_up(&self) -> io::Result<()> {
        const LARGEST: u64 = 1 << 30;
        let mut buffer = vec![0; 1 << 18];
        let mut file = self.read_from(0)?.take(LARGEST);
        while file.read(&mut buffer)? > 0 {}
        Ok(())
    }
}
