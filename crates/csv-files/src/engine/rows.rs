//! The rows of a piece of a file, read with the csv crate.

use std::{
    io::{self, Read},
    ops::Range,
};

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::{
    file::{Bytes, CsvFile},
    lines::Lines,
};
use crate::RowError;

/// Reads row after row.
///
/// Rows end with a line break: LF, CRLF or CR. A row may have any number of cells: the query checks
/// that.
pub struct Rows<'f> {
    file: &'f CsvFile,
    piece: Range<u64>,
    csv: Reader<Source>,
    row: ByteRecord,
    /// Where the row that was read last begins, or the blank lines before it; once there are no more
    /// rows, where the next piece must begin.
    begins: u64,
    /// Where in the file the csv reader's first byte is, and on which line.
    base: (u64, u64),
}

impl<'f> Rows<'f> {
    /// The rows that begin in a piece of a file, of which the first begins where the piece does.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn of(file: &'f CsvFile, piece: &Range<u64>) -> io::Result<Self> {
        Self::after_a_line(file, piece.clone(), 1)
    }

    /// The rows from here on. What is a byte-order mark at the start of a file is a cell's text
    /// elsewhere. So the reader must not see it first: it sees the line break before it, and skips
    /// that.
    fn after_a_line(
        file: &'f CsvFile,
        piece: Range<u64>,
        line: u64,
    ) -> io::Result<Self> {
        let base = piece.start.saturating_sub(1);
        Self::new(file, piece, (base, line - 1))
    }

    /// All rows of a file, the names of its columns being the first.
    pub(crate) fn of_whole_file(file: &'f CsvFile) -> io::Result<Self> {
        Self::new(file, file.whole(), (0, 1))
    }

    fn new(
        file: &'f CsvFile,
        piece: Range<u64>,
        base: (u64, u64),
    ) -> io::Result<Self> {
        let source = Source {
            bytes: file.read_from(base.0)?,
            may_read: 0,
            lines: Lines::default(),
        };
        let csv = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(file.delimiter())
            .buffer_capacity(1 << 16)
            .from_reader(source);
        let begins = piece.start;
        Ok(Self { file, piece, csv, row: ByteRecord::new(), begins, base })
    }

    /// The next row that begins in the piece.
    ///
    /// # Errors
    /// Where reading cannot go on: the file cannot be read, or the row has no end, or none soon enough.
    pub fn next_row(&mut self) -> Result<Option<&ByteRecord>, RowError> {
        self.begins = self.at();
        if self.begins >= self.piece.end {
            return Ok(None);
        }
        let max = self.file.sizes().row;
        self.csv.get_mut().may_read = max + 1;
        let read = self.csv.read_byte_record(&mut self.row);
        let has_read = self.at() - self.begins;
        match read {
            Err(_) if self.csv.get_ref().may_read == 0 => self.after_too_much(),
            _ if has_read > max as u64 => self.after_too_much(),
            Err(error) => Err(RowError::Fatal(error.to_string())),
            Ok(true)
                if self.at() == self.file.whole().end && self.is_open() =>
            {
                Err(RowError::NoEnd)
            }
            Ok(true) => Ok(Some(&self.row)),
            Ok(false) => {
                self.begins = self.at();
                Ok(None)
            }
        }
    }

    /// More was read than a row may have. If they were blank lines, it goes on after them.
    fn after_too_much(&mut self) -> Result<Option<&ByteRecord>, RowError> {
        let blank = self.file.row_at(self.begins).map_or(0, |row| row.begins);
        if blank == 0 {
            return Err(RowError::NoEnd);
        }
        let at = self.begins + blank;
        *self = Self::after_a_line(
            self.file,
            at..self.piece.end,
            1 + self.lines_before(at),
        )
        .map_err(|error| RowError::Fatal(error.to_string()))?;
        self.next_row()
    }

    /// Whether the row that was read last has a quote that is never closed.
    fn is_open(&self) -> bool {
        self.file.row_at(self.begins).is_ok_and(|row| row.open_quote.is_some())
    }

    /// The line of the row that was read last, counted from the piece's first line, which is 1.
    pub fn line(&self) -> u64 {
        let blank = self.file.row_at(self.begins).map_or(0, |row| row.begins);
        1 + self.lines_before(self.begins + blank)
    }

    /// How far it has come in the file: to the end of the last row that begins in the piece, or to the
    /// row at which it cannot go on.
    pub fn ended_at(&self) -> u64 {
        self.begins
    }

    /// How many lines of the piece are before that.
    pub fn lines(&self) -> u64 {
        self.lines_before(self.begins)
    }

    /// Where the next row begins.
    pub(super) fn at(&self) -> u64 {
        (self.base.0 + self.csv.position().byte()).max(self.piece.start)
    }

    /// How many lines of the piece are before a place near to how far the file has been read: what lies
    /// between is counted again.
    pub(super) fn lines_before(&self, at: u64) -> u64 {
        let source = self.csv.get_ref();
        let (mut lines, read_to) = (source.lines, source.bytes.at());
        // Whoever reads the file next reports that it cannot be read.
        let _ = self.file.count_lines(&mut lines, read_to..at);
        let ended = self.base.1 + lines.ended
            - self.file.lines_in(at..read_to).unwrap_or(0);
        // A file with nothing but a header might not have a single line that has ended.
        ended.saturating_sub(1)
    }
}

/// A file that refuses to be read for too long for a single row, so that memory does not grow with the
/// file.
struct Source {
    bytes: Bytes,
    may_read: usize,
    /// Those that have been read.
    lines: Lines,
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.may_read == 0 {
            return Err(io::Error::other("the row is too long"));
        }
        let room = buffer.len().min(self.may_read);
        let read = self.bytes.read(&mut buffer[..room])?;
        self.may_read -= read;
        self.lines.count(&buffer[..read]);
        Ok(read)
    }
}
