//! Sums the rows in a window.
//!
//! Plain rows are cut at their delimiters, which [`Marks`] finds. All others are left to the parser
//! that the csv crate uses, so that all versions understand a file alike.

use std::io;

use practice_data::BadRows;

use super::{
    any_row::AnyRow,
    file::CsvFile,
    groups::Groups,
    lines::{Lines, is_line_end},
    marks::Marks,
    window::Window,
};
use crate::{Part, Query, RowError};

/// What has been summed so far, and what it takes to go on.
pub(crate) struct Summing<'q> {
    query: &'q Query,
    groups: Groups<'q>,
    bad_rows: BadRows,
    lines: Lines,
    delimiter: u8,
    /// Where the cells of a plain row end.
    ends: Vec<usize>,
    any_row: AnyRow,
    max_row: usize,
}

impl<'q> Summing<'q> {
    pub(crate) fn new(
        file: &CsvFile,
        at: u64,
        query: &'q Query,
    ) -> io::Result<Self> {
        Ok(Self {
            query,
            groups: Groups::new(query),
            bad_rows: BadRows::default(),
            lines: Lines { ended: 0, after_cr: file.is_after_cr(at)? },
            delimiter: file.delimiter(),
            ends: vec![0; query.columns()],
            any_row: AnyRow::new(file, query.columns()),
            max_row: file.sizes().row,
        })
    }

    /// Sums the rows that begin in the window and before this place in the file, and moves the window
    /// past them. The last one may not be whole yet: then the window moves to its beginning.
    ///
    /// # Errors
    /// What is wrong with a row at which it cannot go on: the window moves to its beginning.
    pub(crate) fn sum_rows(
        &mut self,
        window: &mut Window,
        end: u64,
    ) -> Result<(), RowError> {
        let mut used = 0;
        let (bytes, rest_of_piece) = window.bytes(end);
        let summed = self.sum_whole_rows(
            bytes,
            rest_of_piece,
            window.is_last(),
            &mut used,
        );
        window.move_on(used);
        summed
    }

    fn sum_whole_rows(
        &mut self,
        bytes: &[u8],
        rest_of_piece: usize,
        is_last: bool,
        used: &mut usize,
    ) -> Result<(), RowError> {
        let mut marks = Marks::of(bytes, self.delimiter);
        while *used < rest_of_piece {
            let (begin, lines) = (*used, self.lines);
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
                    let begin =
                        if column == 0 { begin } else { ends[column - 1] + 1 };
                    unquoted(&bytes[begin..ends[column]])
                })
            } else {
                match self.any_row.read(&bytes[begin..], is_last)? {
                    Some(length) => *used += length,
                    None => return Ok(()),
                }
                marks.go_to(*used);
                self.lines.count(&bytes[begin..*used]);
                self.any_row.add_to(&mut self.groups, self.query)
            };
            if let Err(error) = added {
                let line = lines.ended + 1;
                self.query
                    .leave_out(error, &mut self.bad_rows, || line)
                    .inspect_err(|_| {
                        (*used, self.lines) = (begin, lines);
                    })?;
            }
        }
        Ok(())
    }

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
        *last =
            end_of_cell(marks, begin_of_cell, &mut lines).filter(|end| {
                is_line_end(marks.byte(*end)) && end - begin < self.max_row
            })?;
        self.lines.ended += lines;
        self.lines.after_cr = marks.byte(*last) == b'\r';
        Some(*last + 1)
    }

    /// What was summed, when the rows of the piece ended here.
    pub(crate) fn into_part(
        self,
        ended_at: u64,
        stopped: Option<RowError>,
    ) -> Part {
        let sums = self.groups.into_sums(self.bad_rows);
        Part { sums, lines: self.lines.ended, ended_at, stopped }
    }
}

/// Where a cell ends that is not quoted, or is quoted simply, without a quote in it.
#[inline(always)]
fn end_of_cell(
    marks: &mut Marks,
    begin: usize,
    lines: &mut u64,
) -> Option<usize> {
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

/// The text of a cell, without the quotes around it.
#[inline]
fn unquoted(cell: &[u8]) -> &[u8] {
    match cell {
        [b'"', cell @ .., b'"'] => cell,
        cell => cell,
    }
}
