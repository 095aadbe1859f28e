//! The rows of a piece of a file, read with the csv crate.

use std::{
    fs::File,
    io::{self, Read},
    ops::Range,
};

use csv::{ByteRecord, Reader, ReaderBuilder, Terminator};

use practice_data::BadRow;

use crate::file::{CsvFile, LONGEST_ROW};

/// Reads row after row.
///
/// Rows end with a line break, LF or CRLF. (The csv crate would take a CR alone for one, too; within
/// a cell that is more often dirt.) A row may have any number of cells: who asks it a question looks
/// at that.
pub struct Rows<'f> {
    file: &'f CsvFile,
    piece: Range<u64>,
    csv: Reader<Source>,
    row: ByteRecord,
    /// The csv reader's first byte, in the file, and how many lines it reads that are not ours.
    base: (u64, u64),
}

impl<'f> Rows<'f> {
    /// The rows that begin in a piece of a file, of which the first begins where the piece does.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn of(file: &'f CsvFile, piece: &Range<u64>) -> io::Result<Self> {
        // What is taken for a byte-order mark at the start of a file is a cell's text elsewhere. The
        // reader must not see it first: it sees the line break before it, and skips that.
        let base = (piece.start.saturating_sub(1), 1);
        Self::new(file, piece.clone(), base)
    }

    /// All rows of a file, the names of its columns being the first.
    pub(crate) fn of_whole_file(file: &'f CsvFile) -> io::Result<Self> {
        Self::new(file, file.whole(), (0, 0))
    }

    fn new(file: &'f CsvFile, piece: Range<u64>, base: (u64, u64)) -> io::Result<Self> {
        let source = Source { file: file.read_from(base.0)?, may_read: 0 };
        let csv = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(1 << 16)
            .from_reader(source);
        Ok(Self { file, piece, csv, row: ByteRecord::new(), base })
    }

    /// The next row that begins in the piece.
    ///
    /// # Errors
    /// The row at which nothing goes on: the file cannot be read, or the row is too long.
    pub fn next_row(&mut self) -> Result<Option<&ByteRecord>, BadRow> {
        loop {
            let begins = self.at();
            if begins >= self.piece.end {
                return Ok(None);
            }
            self.csv.get_mut().may_read = LONGEST_ROW + 1;
            match self.csv.read_byte_record(&mut self.row) {
                Err(error) => return Err(self.stop(error.to_string())),
                Ok(_) if self.at() - begins > LONGEST_ROW as u64 => {
                    return Err(self.stop(TOO_LONG.to_owned()));
                }
                Ok(false) => return Ok(None),
                Ok(true) if is_blank_line(self.row.len(), &self.row[0]) => {}
                Ok(true) => return Ok(Some(&self.row)),
            }
        }
    }

    /// The line of the row that was read last, counted from the piece's first line, which is 1.
    pub fn line(&self) -> u64 {
        let Some(position) = self.row.position() else { return 1 };
        // The csv reader counts blank lines before a row as part of it.
        let blank_lines = self.file.blank_lines(self.base.0 + position.byte()).unwrap_or(0);
        position.line() + blank_lines - self.base.1
    }

    /// Where in the file the next row begins.
    pub fn at(&self) -> u64 {
        (self.base.0 + self.csv.position().byte()).max(self.piece.start)
    }

    /// How many lines the rows had that were read.
    pub fn lines(&self) -> u64 {
        (self.csv.position().line() - 1).saturating_sub(self.base.1)
    }

    fn stop(&self, reason: String) -> BadRow {
        BadRow { line: self.line(), reason }
    }
}

/// Why a row is one at which nothing goes on.
pub(crate) const TOO_LONG: &str = "it is longer than a MiB: is there a quote that is never closed?";

/// Whether a row is an empty line that ends with CRLF; those that end with LF are no rows anyhow.
pub(crate) fn is_blank_line(cells: usize, first: &[u8]) -> bool {
    cells == 1 && first == b"\r"
}

/// A file that refuses to be read for too long for one row, so that memory does not grow with it.
struct Source {
    file: File,
    may_read: usize,
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.may_read == 0 {
            return Err(io::Error::other(TOO_LONG));
        }
        let room = buffer.len().min(self.may_read);
        let read = self.file.read(&mut buffer[..room])?;
        self.may_read -= read;
        Ok(read)
    }
}
