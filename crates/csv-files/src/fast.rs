//! The same pieces, read for speed: no row is copied, nothing is allocated for it, and only the cells
//! that are asked for are looked at.
//!
//! Simple rows are cut at their delimiters, which [`Marks`] finds. All others are left to the parser
//! below the csv crate, so that both understand every file alike.

use std::{
    io::{self, Read},
    ops::Range,
};

use anyhow::Result;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use rayon::prelude::*;

use practice_data::{BadRow, BadRows};

use crate::{
    cut,
    file::{Bytes, CsvFile, LONGEST_ROW},
    groups::{Groups, Trouble},
    lines::{Lines, is_line_end},
    marks::Marks,
    part::{Part, Stop, join},
    question::Question,
    sums::Sums,
};

// ANCHOR: fast
/// As with rayon, but each piece is summed by the parser below.
pub fn sum_fast(file: &CsvFile, question: &Question, pieces: usize) -> Result<Sums> {
    let pieces = file.pieces(pieces)?;
    let parts = pieces.par_iter().map(|piece| sum_piece(file, piece, question)).collect();
    join(file, &pieces, parts, |piece| sum_piece(file, piece, question))
}

/// Sums the rows that begin in one piece of a file.
pub fn sum_piece(file: &CsvFile, piece: &Range<u64>, question: &Question) -> Result<Part> {
    let _task = stopwatch::task(crate::name(piece));
    let mut window = Window::new(file, piece.start)?;
    let mut summing = Summing::new(file, piece.start, question)?;
    let mut stopped = None;
    while stopped.is_none() && window.begins_at < piece.end && window.fill()? {
        let mut used = 0;
        let rows = window.bytes(piece.end);
        stopped = summing.sum_rows(rows, window.is_last(), &mut used).err();
        window.move_on(used);
    }
    let sums = summing.groups.into_sums(summing.bad_rows);
    Ok(Part { sums, lines: summing.lines.ended, ended_at: window.begins_at, stopped })
}
// ANCHOR_END: fast

/// The part of a file that is in memory: much less than a piece, so that it stays in the processor's
/// own memory between being read and being summed.
struct Window {
    file: Bytes,
    /// Where in the file it begins.
    begins_at: u64,
    buffer: Vec<u8>,
    filled: usize,
}

impl Window {
    const LENGTH: usize = if cfg!(test) { 50 } else { 1 << 18 };

    fn new(file: &CsvFile, at: u64) -> io::Result<Self> {
        let (file, buffer) = (file.read_from(at)?, vec![0; Self::LENGTH]);
        Ok(Self { file, begins_at: at, buffer, filled: 0 })
    }

    /// Reads as much as there is room for; `false` where nothing is left.
    fn fill(&mut self) -> io::Result<bool> {
        while self.filled < self.buffer.len() && !self.is_last() {
            self.filled += self.file.read(&mut self.buffer[self.filled..])?;
        }
        Ok(self.filled > 0)
    }

    /// Whether the file ends where it ends.
    fn is_last(&self) -> bool {
        self.file.is_at_end()
    }

    /// What is in memory, and how much of it is in front of this place in the file.
    fn bytes(&self, end: u64) -> (&[u8], usize) {
        let rest = usize::try_from(end - self.begins_at).unwrap_or(usize::MAX);
        (&self.buffer[..self.filled], rest.min(self.filled))
    }

    /// Drops the rows that have been summed. A row that does not fit needs a larger window.
    fn move_on(&mut self, used: usize) {
        if used == 0 {
            self.buffer.resize(2 * self.buffer.len(), 0);
        }
        self.buffer.copy_within(used..self.filled, 0);
        self.filled -= used;
        self.begins_at += used as u64;
    }
}

/// What has been summed so far, and what it takes to go on.
struct Summing<'q> {
    question: &'q Question,
    groups: Groups<'q>,
    bad_rows: BadRows,
    lines: Lines,
    delimiter: u8,
    /// Where the cells of a plain row end.
    ends: Vec<usize>,
    other_row: OtherRow,
}

impl<'q> Summing<'q> {
    fn new(file: &CsvFile, at: u64, question: &'q Question) -> io::Result<Self> {
        Ok(Self {
            question,
            groups: Groups::new(question),
            bad_rows: BadRows::default(),
            lines: Lines { ended: 0, after_cr: file.is_after_cr(at)? },
            delimiter: file.delimiter(),
            ends: vec![0; question.columns()],
            other_row: OtherRow::new(question.columns(), file.delimiter()),
        })
    }

    // ANCHOR: rows
    /// Sums the rows that begin in the first so many of these bytes, and counts in `used` how many
    /// bytes they have. The last row may not be whole yet, unless the file ends here.
    fn sum_rows(
        &mut self,
        (bytes, rest_of_piece): (&[u8], usize),
        is_last: bool,
        used: &mut usize,
    ) -> Result<(), Stop> {
        let mut marks = Marks::of(bytes, self.delimiter);
        while *used < rest_of_piece {
            let (begin, line) = (*used, self.lines.ended + 1);
            if is_line_end(bytes[begin]) {
                // A blank line, or the LF of CRLF.
                marks.next_mark();
                *used += 1;
                self.lines.count(&bytes[begin..*used]);
                continue;
            }
            let added = if let Some(end) = self.find_ends(&mut marks, begin) {
                *used = end;
                let ends = &self.ends;
                self.groups.add(|column| {
                    let begin = if column == 0 { begin } else { ends[column - 1] + 1 };
                    unquoted(&bytes[begin..ends[column]])
                })
            } else {
                match self.other_row.read(&bytes[begin..], is_last)? {
                    Some(length) => *used += length,
                    None => return Ok(()),
                }
                marks.go_to(*used);
                self.lines.count(&bytes[begin..*used]);
                self.other_row.add_to(&mut self.groups, self.question)
            };
            if let Err(trouble) = added {
                self.note(trouble, line)?;
            }
        }
        Ok(())
    }
    // ANCHOR_END: rows

    /// Where the cells of a plain row end, and where the next row begins; `None` where the row has
    /// too few cells or too many, or is not whole, or where its quotes are not simple.
    #[inline]
    fn find_ends(&mut self, marks: &mut Marks, begin: usize) -> Option<usize> {
        let (last, others) = self.ends.split_last_mut()?;
        let (mut begin_of_cell, mut lines) = (begin, 1);
        for end in others {
            *end = end_of_cell(marks, begin_of_cell, &mut lines)
                .filter(|end| marks.byte(*end) == self.delimiter)?;
            begin_of_cell = *end + 1;
        }
        *last = end_of_cell(marks, begin_of_cell, &mut lines)
            .filter(|end| is_line_end(marks.byte(*end)) && end - begin < LONGEST_ROW)?;
        self.lines.ended += lines;
        self.lines.after_cr = marks.byte(*last) == b'\r';
        Some(*last + 1)
    }

    #[cold]
    fn note(&mut self, trouble: Trouble, line: u64) -> Result<(), BadRow> {
        match trouble {
            Trouble::BadRow(reason) => {
                self.question.count_bad_row(&mut self.bad_rows, reason, || line)
            }
            Trouble::Stop(reason) => Err(BadRow { line, reason }),
        }
    }
}

/// Where a cell ends that is quoted simply, without a quote in it, or is not quoted.
#[inline(always)]
fn end_of_cell(marks: &mut Marks, begin: usize, lines: &mut u64) -> Option<usize> {
    let mark = marks.next_mark()?;
    match marks.byte(mark) {
        b'"' if mark == begin => end_of_quoted_cell(marks, lines),
        b'"' => None,
        _ => Some(mark),
    }
}

fn end_of_quoted_cell(marks: &mut Marks, lines: &mut u64) -> Option<usize> {
    let closing = loop {
        let mark = marks.next_mark()?;
        match marks.byte(mark) {
            b'"' => break mark,
            b'\n' if marks.byte(mark - 1) == b'\r' => {}
            b'\n' | b'\r' => *lines += 1,
            _ => {}
        }
    };
    marks.next_mark().filter(|end| *end == closing + 1)
}

/// What stands in a cell, without the quotes around it.
#[inline]
fn unquoted(cell: &[u8]) -> &[u8] {
    match cell {
        [b'"', cell @ .., b'"'] => cell,
        cell => cell,
    }
}

/// Any row, read by the parser of the csv crate.
struct OtherRow {
    parser: Reader,
    delimiter: u8,
    text: Vec<u8>,
    ends: Vec<usize>,
    cells: usize,
}

impl OtherRow {
    fn new(columns: usize, delimiter: u8) -> Self {
        let parser = ReaderBuilder::new().delimiter(delimiter).build();
        let (text, ends) = (Vec::new(), vec![0; columns + 1]);
        let mut row = Self { parser, delimiter, text, ends, cells: 0 };
        row.forget();
        row
    }

    /// Has the parser begin with a new row, whatever it has read.
    fn forget(&mut self) {
        self.parser.reset();
        // At its very first byte it would look for a byte-order mark.
        self.parser.read_record(b"\n", &mut [0], &mut [0]);
    }

    /// Reads the row that begins here, and says how many bytes it has; `None` when it is not whole.
    ///
    /// # Errors
    /// When it has no end, or not soon.
    fn read(&mut self, bytes: &[u8], is_last: bool) -> Result<Option<usize>, Stop> {
        if self.text.len() <= bytes.len() {
            self.text.resize(bytes.len() + 1, 0);
        }
        let (mut used, mut written, mut ended) = (0, 0, 0);
        loop {
            let ends = &mut self.ends[ended..];
            let (result, read, wrote, ends) =
                self.parser.read_record(&bytes[used..], &mut self.text[written..], ends);
            (used, written, ended) = (used + read, written + wrote, ended + ends);
            match result {
                ReadRecordResult::Record | ReadRecordResult::End => {
                    self.cells = ended;
                    let is_open = used == bytes.len() && is_last && self.is_open(bytes);
                    let has_end = used <= LONGEST_ROW && !is_open;
                    return if has_end { Ok(Some(used)) } else { Err(Stop::NoEnd) };
                }
                ReadRecordResult::InputEmpty if !is_last => {
                    self.forget();
                    return if used <= LONGEST_ROW { Ok(None) } else { Err(Stop::NoEnd) };
                }
                // Without any more input, the parser is told that there is none.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputEndsFull => self.ends.push(0),
                ReadRecordResult::OutputFull => unreachable!("a row is not longer than its bytes"),
            }
        }
    }

    /// Whether a row has a quote that is never closed; the parser itself does not mind.
    fn is_open(&self, row: &[u8]) -> bool {
        cut::find_row(row, self.delimiter).is_ok_and(|row| row.open_quote.is_some())
    }

    fn add_to(&self, groups: &mut Groups, question: &Question) -> Result<(), Trouble> {
        let cell = |column: usize| match column {
            0 => &self.text[..self.ends[0]],
            _ => &self.text[self.ends[column - 1]..self.ends[column]],
        };
        question.check_cells(self.cells).map_err(Trouble::BadRow)?;
        groups.add(cell)
    }
}
