//! A CSV file, and the pieces in which it is read.

use std::{
    cmp::Ordering,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    path::PathBuf,
    sync::Arc,
    time::SystemTime,
};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use tempfile::TempPath;

use stopwatch::text::{count, shown};

use super::lines::{Lines, is_line_end};
use crate::{
    Query, RowError,
    cut::{self, Found},
};

/// How much of a file is looked at at once, in bytes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Sizes {
    /// The longest row that is read, so that memory does not grow with the file.
    pub row: usize,
    /// How much of it is used to guess where a row begins.
    pub guess: usize,
    /// How much of a piece the fast version has in memory: less than a core's own cache.
    pub window: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { row: 1 << 20, guess: 1 << 14, window: 1 << 18 }
    }
}

/// A CSV file whose first row has been read: the names of its columns.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CsvFile {
    /// What it is called.
    pub(super) named: PathBuf,
    /// Where its text is: in another file, if it had to be unpacked.
    pub(super) path: PathBuf,
    /// Deletes what was unpacked, when nobody needs it any more.
    #[serde(skip)]
    pub(super) unpacked: Option<Arc<TempPath>>,
    pub(super) delimiter: u8,
    pub(super) columns: Vec<String>,
    /// Where the rows begin, and the file ends.
    pub(super) rows: Range<u64>,
    /// How many lines are before the rows.
    pub(super) lines_before: u64,
    /// When it was last written to before it was opened, where the system tells.
    pub(super) written: Option<SystemTime>,
    pub(super) sizes: Sizes,
}

impl CsvFile {
    /// The names of its columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Its name, as it may be printed.
    pub fn name(&self) -> String {
        shown(&self.named.display().to_string()).into_owned()
    }

    /// Whether it was compressed, or in another encoding.
    pub fn is_unpacked(&self) -> bool {
        self.unpacked.is_some()
    }

    /// What separates two cells.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The same file, read in other amounts than by default.
    #[must_use]
    pub fn with_sizes(self, sizes: Sizes) -> Self {
        Self { sizes, ..self }
    }

    /// How much of it is looked at at once.
    pub(crate) fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// How many lines there are before the rows.
    pub(crate) fn lines_before(&self) -> u64 {
        self.lines_before
    }

    /// All rows, in one piece.
    pub fn whole(&self) -> Range<u64> {
        self.rows.clone()
    }

    /// All rows in about as many pieces as asked for, of about the same length. Each begins where a
    /// row does, if the guess is right.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn pieces(&self, many: usize) -> io::Result<Vec<Range<u64>>> {
        let Range { start, end } = self.whole();
        let length = (end - start).div_ceil(many as u64).max(1);
        let mut starts = vec![start];
        for about in (1..many as u64).map(|piece| start + piece * length) {
            let mut bytes = Vec::new();
            self.read_from(about)?
                .take(self.sizes.guess as u64)
                .read_to_end(&mut bytes)?;
            let row = cut::first_row(&bytes, self.delimiter)
                .map(|row| about + row as u64);
            // One row may reach over several pieces.
            starts.extend(
                row.filter(|row| starts.last() < Some(row) && *row < end),
            );
        }
        let ends = starts.iter().copied().skip(1).chain([end]);
        Ok(starts
            .iter()
            .copied()
            .zip(ends)
            .map(|(start, end)| start..end)
            .collect())
    }

    /// Its bytes from here on.
    pub(crate) fn read_from(&self, at: u64) -> io::Result<Bytes> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(at))?;
        Ok(Bytes { file, at, end: self.rows.end })
    }

    /// Whether the byte before this one is a CR.
    pub(crate) fn is_after_cr(&self, at: u64) -> io::Result<bool> {
        let Some(before) = at.checked_sub(1) else { return Ok(false) };
        let mut byte = [0];
        self.read_from(before)?.read_exact(&mut byte)?;
        Ok(byte == *b"\r")
    }

    /// How many lines end in a part of it.
    pub(crate) fn lines_in(&self, part: Range<u64>) -> io::Result<u64> {
        let mut lines =
            Lines { ended: 0, after_cr: self.is_after_cr(part.start)? };
        self.count_lines(&mut lines, part)?;
        Ok(lines.ended)
    }

    /// Goes on counting, in a part of it.
    pub(crate) fn count_lines(
        &self,
        lines: &mut Lines,
        part: Range<u64>,
    ) -> io::Result<()> {
        if part.is_empty() {
            return Ok(());
        }
        let mut bytes = self.read_from(part.start)?.take(part.end - part.start);
        let mut buffer = vec![0; 1 << 14];
        loop {
            match bytes.read(&mut buffer)? {
                0 => return Ok(()),
                read => lines.count(&buffer[..read]),
            }
        }
    }

    /// Where the row is that begins here, or after blank lines from here on.
    pub(crate) fn row_at(&self, at: u64) -> io::Result<Found> {
        cut::find_row(self.read_from(at)?, self.delimiter)
    }

    /// What is wrong with the row that begins here, or after blank lines from here on, and on which
    /// line: the first from here on is 1.
    pub(crate) fn explain(
        &self,
        error: &RowError,
        at: u64,
    ) -> io::Result<(u64, String)> {
        let row = self.row_at(at)?;
        let (at_fault, reason) = match (error, row.open_quote) {
            (RowError::NoEnd, Some(quote)) => {
                (quote, "a quote opens here that is never closed".to_owned())
            }
            (RowError::NoEnd, None) => {
                let (bytes, max) = (
                    count(row.ends - row.begins),
                    count(self.sizes.row as u64),
                );
                (
                    row.begins,
                    format!(
                        "its row has {bytes} bytes; more than {max} are not read"
                    ),
                )
            }
            (error, _) => (row.begins, error.to_string()),
        };
        Ok((1 + self.lines_in(at..at + at_fault)?, reason))
    }

    /// The name of the last column, if it is asked for and the last line has no end: nobody can tell
    /// whether `12` was meant to be `125`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn may_be_truncated(
        &self,
        query: &Query,
    ) -> io::Result<Option<String>> {
        let last = self.columns.len() - 1;
        if self.rows.is_empty() || !query.asks_for(last) {
            return Ok(None);
        }
        let mut byte = [0];
        self.read_from(self.rows.end - 1)?.read_exact(&mut byte)?;
        Ok((!is_line_end(byte[0])).then(|| query.shown(last)))
    }

    /// Makes sure that it is still the file that was opened: in one that is being written to, the last
    /// row may be cut off in the middle of a number.
    ///
    /// # Errors
    /// When it has changed, and when it is gone.
    pub(crate) fn check_unchanged(&self) -> Result<()> {
        let about = self
            .path
            .metadata()
            .with_context(|| format!("could not read {}", self.name()))?;
        let (before, now) = (self.rows.end, about.len());
        let how = match now.cmp(&before) {
            Ordering::Less => "became shorter",
            Ordering::Greater => "became longer",
            Ordering::Equal if about.modified().ok() != self.written => {
                "was written to"
            }
            Ordering::Equal => return Ok(()),
        };
        bail!(
            "{}: it {how} while it was read; its rows may not be whole",
            self.name()
        )
    }

    /// Reads the file once, so that the first version does not wait for a disk that the others need not
    /// wait for. The system may not keep all of a very large file.
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

/// The bytes of a file, up to where it ended when it was opened.
pub(crate) struct Bytes {
    file: File,
    at: u64,
    end: u64,
}

impl Bytes {
    /// Where in the file the next one is.
    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    /// Whether there is no next one.
    pub(crate) fn is_at_end(&self) -> bool {
        self.at >= self.end
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(self.end.saturating_sub(self.at))
            .unwrap_or(usize::MAX);
        let room = buffer.len().min(rest);
        let read = self.file.read(&mut buffer[..room])?;
        if read == 0 && room > 0 {
            return Err(io::Error::other(
                "it became shorter while it was read",
            ));
        }
        self.at += read as u64;
        Ok(read)
    }
}
