//! The same pieces, read for speed: no row is copied, nothing is allocated for it, and only the cells
//! that are asked for are looked at.
//!
//! Rows without quotes are cut at their commas, which [`Marks`] finds. All others are left to the
//! parser below the csv crate, so that both understand every file alike.

use std::{
    fs::File,
    io::{self, Read},
    ops::Range,
};

use anyhow::Result;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use rayon::prelude::*;

use practice_data::{BadRow, BadRows};

use crate::{
    file::{CsvFile, LONGEST_ROW},
    groups::{Groups, Trouble},
    marks::Marks,
    part::{Part, join},
    question::Question,
    rows::{TOO_LONG, is_blank_line},
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
    let mut summing = Summing::new(question);
    let mut stopped = None;
    while stopped.is_none() && window.begins_at < piece.end && window.fill()? {
        let mut used = 0;
        let rows = window.bytes(piece.end);
        stopped = summing.sum_rows(rows, window.is_last, &mut used).err();
        window.move_on(used);
    }
    let sums = summing.groups.into_sums(summing.bad_rows);
    Ok(Part { sums, lines: summing.lines, ended_at: window.begins_at, stopped })
}
// ANCHOR_END: fast

/// The part of a file that is in memory: much less than a piece, so that it stays in the processor's
/// own memory between being read and being summed.
struct Window {
    file: File,
    /// Where in the file it begins.
    begins_at: u64,
    buffer: Vec<u8>,
    filled: usize,
    /// Whether the file ends where it ends.
    is_last: bool,
}

impl Window {
    const LENGTH: usize = if cfg!(test) { 50 } else { 1 << 18 };

    fn new(file: &CsvFile, at: u64) -> io::Result<Self> {
        let (file, buffer) = (file.read_from(at)?, vec![0; Self::LENGTH]);
        Ok(Self { file, begins_at: at, buffer, filled: 0, is_last: false })
    }

    /// Reads as much as there is room for; `false` where nothing is left.
    fn fill(&mut self) -> io::Result<bool> {
        while self.filled < self.buffer.len() && !self.is_last {
            let read = self.file.read(&mut self.buffer[self.filled..])?;
            self.filled += read;
            self.is_last = read == 0;
        }
        Ok(self.filled > 0)
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
    lines: u64,
    /// Where the cells of a plain row end.
    ends: Vec<usize>,
    other_row: OtherRow,
}

impl<'q> Summing<'q> {
    fn new(question: &'q Question) -> Self {
        Self {
            question,
            groups: Groups::new(question),
            bad_rows: BadRows::default(),
            lines: 0,
            ends: vec![0; question.columns()],
            other_row: OtherRow::new(question.columns()),
        }
    }

    // ANCHOR: rows
    /// Sums the rows that begin in the first so many of these bytes, and counts in `used` how many
    /// bytes they have. The last row may not be whole yet, unless the file ends here.
    fn sum_rows(
        &mut self,
        (bytes, rest_of_piece): (&[u8], usize),
        is_last: bool,
        used: &mut usize,
    ) -> Result<(), BadRow> {
        let mut marks = Marks::of(bytes);
        while *used < rest_of_piece {
            let (begin, line) = (*used, self.lines + 1);
            let added = if let Some(end) = self.find_ends(&mut marks, begin) {
                *used = end;
                let ends = &self.ends;
                self.groups.add(|column| {
                    let begin = if column == 0 { begin } else { ends[column - 1] + 1 };
                    unquoted(&bytes[begin..ends[column]])
                })
            } else {
                match self.other_row.read(&bytes[begin..], is_last) {
                    Some(length) => *used += length,
                    None => return check_length(&bytes[begin..], line),
                }
                marks.go_to(*used);
                self.lines += count_lines(&bytes[begin..*used]);
                self.other_row.add_to(&mut self.groups, self.question)
            };
            let row = &bytes[begin..*used];
            check_length(row, line)?;
            if let Err(trouble) = added {
                self.note(trouble, || line + blank_lines(row))?;
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
        if others.is_empty() {
            // A blank line looks like a row with one empty cell.
            return None;
        }
        let (mut begin, mut lines) = (begin, 1);
        for end in others {
            *end = end_of_cell(marks, begin, &mut lines).filter(|end| marks.byte(*end) == b',')?;
            begin = *end + 1;
        }
        *last = end_of_cell(marks, begin, &mut lines).filter(|end| marks.byte(*end) == b'\n')?;
        self.lines += lines;
        Some(*last + 1)
    }

    #[cold]
    fn note(&mut self, trouble: Trouble, line: impl FnOnce() -> u64) -> Result<(), BadRow> {
        match trouble {
            Trouble::BadRow(reason) => {
                self.question.count_bad_row(&mut self.bad_rows, reason, line)
            }
            Trouble::Stop(reason) => Err(BadRow { line: line(), reason }),
        }
    }
}

/// Where a cell ends that is quoted simply, without a quote in it, or is not quoted.
#[inline]
fn end_of_cell(marks: &mut Marks, begin: usize, lines: &mut u64) -> Option<usize> {
    let mark = marks.next_mark()?;
    if marks.byte(mark) != b'"' {
        return Some(mark);
    }
    if mark > begin {
        return None;
    }
    let closing = loop {
        let mark = marks.next_mark()?;
        match marks.byte(mark) {
            b'"' => break mark,
            b'\n' => *lines += 1,
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

/// A row that is too long is where nothing goes on.
#[inline]
fn check_length(row: &[u8], line: u64) -> Result<(), BadRow> {
    if row.len() <= LONGEST_ROW {
        return Ok(());
    }
    Err(BadRow { line: line + blank_lines(row), reason: TOO_LONG.to_owned() })
}

fn count_lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

fn blank_lines(row: &[u8]) -> u64 {
    row.iter().take_while(|byte| **byte == b'\n').count() as u64
}

/// Any row, read by the parser of the csv crate.
struct OtherRow {
    parser: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
    cells: usize,
}

impl OtherRow {
    fn new(columns: usize) -> Self {
        let parser = ReaderBuilder::new().terminator(Terminator::Any(b'\n')).build();
        let mut row = Self { parser, text: Vec::new(), ends: vec![0; columns + 1], cells: 0 };
        row.forget();
        row
    }

    /// Has the parser begin with a new row, whatever it has read.
    fn forget(&mut self) {
        self.parser.reset();
        // At its very first byte it would look for a byte-order mark.
        self.parser.read_record(b"\n", &mut [0], &mut [0]);
    }

    /// Reads the row that begins here, and the blank lines before it, and says how many bytes they
    /// have; `None` when the row is not whole.
    fn read(&mut self, bytes: &[u8], is_last: bool) -> Option<usize> {
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
                    return Some(used);
                }
                ReadRecordResult::InputEmpty if !is_last => {
                    self.forget();
                    return None;
                }
                // Without any more input, the parser is told that there is none.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputEndsFull => self.ends.push(0),
                ReadRecordResult::OutputFull => unreachable!("a row is not longer than its bytes"),
            }
        }
    }

    fn add_to(&self, groups: &mut Groups, question: &Question) -> Result<(), Trouble> {
        let cell = |column: usize| match column {
            0 => &self.text[..self.ends[0]],
            _ => &self.text[self.ends[column - 1]..self.ends[column]],
        };
        if self.cells == 0 || is_blank_line(self.cells, cell(0)) {
            return Ok(());
        }
        question.check_cells(self.cells).map_err(Trouble::BadRow)?;
        groups.add(cell)
    }
}
