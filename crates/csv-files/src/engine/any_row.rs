//! Any row, however it is quoted, and whether or not it has all of its cells.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::{file::CsvFile, groups::Groups};
use crate::{Query, RowError, cut};

/// One row, read by the parser of the csv crate.
pub(crate) struct AnyRow {
    parser: Reader,
    delimiter: u8,
    text: Vec<u8>,
    ends: Vec<usize>,
    cells: usize,
    max: usize,
}

impl AnyRow {
    pub(crate) fn new(file: &CsvFile, columns: usize) -> Self {
        let (delimiter, max) = (file.delimiter(), file.sizes().row);
        let parser = ReaderBuilder::new().delimiter(delimiter).build();
        let (text, ends) = (Vec::new(), vec![0; columns + 1]);
        let mut row = Self { parser, delimiter, text, ends, cells: 0, max };
        row.forget();
        row
    }

    /// Has the parser begin a new row, whatever it has read so far.
    fn forget(&mut self) {
        self.parser.reset();
        // At its very first byte it looks for a byte-order mark, so a line break goes first.
        self.parser.read_record(b"\n", &mut [0], &mut [0]);
    }

    /// Reads the row that begins here, and says how many bytes it has; `None` when it is not whole.
    ///
    /// # Errors
    /// When it has no end, or not soon.
    pub(crate) fn read(
        &mut self,
        bytes: &[u8],
        is_last: bool,
    ) -> Result<Option<usize>, RowError> {
        if self.text.len() <= bytes.len() {
            self.text.resize(bytes.len() + 1, 0);
        }
        let (mut used, mut written, mut ended) = (0, 0, 0);
        loop {
            let ends = &mut self.ends[ended..];
            let (result, read, wrote, ends) = self.parser.read_record(
                &bytes[used..],
                &mut self.text[written..],
                ends,
            );
            (used, written, ended) =
                (used + read, written + wrote, ended + ends);
            match result {
                ReadRecordResult::Record | ReadRecordResult::End => {
                    self.cells = ended;
                    let is_open =
                        used == bytes.len() && is_last && self.is_open(bytes);
                    let has_end = used <= self.max && !is_open;
                    return if has_end {
                        Ok(Some(used))
                    } else {
                        Err(RowError::NoEnd)
                    };
                }
                ReadRecordResult::InputEmpty if !is_last => {
                    self.forget();
                    return if used <= self.max {
                        Ok(None)
                    } else {
                        Err(RowError::NoEnd)
                    };
                }
                // The parser is told that there is no more input by being given none.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputEndsFull => self.ends.push(0),
                ReadRecordResult::OutputFull => {
                    unreachable!("a row is not longer than its bytes")
                }
            }
        }
    }

    /// Whether a row has a quote that is never closed: the parser itself takes it as closed.
    fn is_open(&self, row: &[u8]) -> bool {
        cut::find_row(row, self.delimiter)
            .is_ok_and(|row| row.open_quote.is_some())
    }

    pub(crate) fn add_to(
        &self,
        groups: &mut Groups,
        query: &Query,
    ) -> Result<(), RowError> {
        let cell = |column: usize| match column {
            0 => &self.text[..self.ends[0]],
            _ => &self.text[self.ends[column - 1]..self.ends[column]],
        };
        query.check_cells(self.cells)?;
        groups.add(cell)
    }
}
