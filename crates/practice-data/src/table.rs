//! CSV as good exporters write it, and as bad ones do.

use std::{
    fs::File,
    io::{self, BufWriter, Seek, Write},
};

use csv::{Terminator, Writer, WriterBuilder};

/// The bytes at the start by which some programs mark a file as UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// In a messy file, one row in this many is bad.
const BAD_EVERY: u64 = 1009;

/// Writes a table as CSV, row after row.
///
/// A messy one begins with a byte-order mark, ends its lines with CRLF and the last with nothing,
/// and about one row in a thousand is bad, in one of three ways: a cell is empty, a number is not one,
/// or the last cell is missing.
pub struct Table<'o> {
    csv: Writer<&'o mut BufWriter<File>>,
    messy: bool,
    /// The column whose cells go bad; it must hold numbers.
    number: usize,
    rows: u64,
}

impl<'o> Table<'o> {
    /// Begins a table with the names of its columns; `number` is a column that holds numbers.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(
        out: &'o mut BufWriter<File>,
        columns: &[&str],
        number: usize,
        messy: bool,
    ) -> io::Result<Self> {
        if messy {
            out.write_all(BYTE_ORDER_MARK)?;
        }
        let end = if messy { Terminator::CRLF } else { Terminator::Any(b'\n') };
        let mut csv = WriterBuilder::new().flexible(true).terminator(end).from_writer(out);
        csv.write_record(columns)?;
        Ok(Self { csv, messy, number, rows: 0 })
    }

    /// Writes the next row, or what a bad exporter would make of it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn row(&mut self, cells: &[&str]) -> io::Result<()> {
        self.rows += 1;
        if !self.messy || !self.rows.is_multiple_of(BAD_EVERY) {
            return Ok(self.csv.write_record(cells)?);
        }
        let mut cells = cells.to_vec();
        match self.rows / BAD_EVERY % 3 {
            0 => cells[self.number] = "",
            1 => cells[self.number] = "n/a",
            _ => drop(cells.pop()),
        }
        Ok(self.csv.write_record(&cells)?)
    }

    /// Ends the table.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<()> {
        let out = self.csv.into_inner().map_err(|error| error.into_error())?;
        if self.messy {
            out.flush()?;
            let end = out.stream_position()?;
            out.get_mut().set_len(end - b"\r\n".len() as u64)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn written(rows: u64, messy: bool) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("table.csv");
        let mut out = BufWriter::new(File::create(&file).unwrap());
        let mut table = Table::new(&mut out, &["name", "units", "price"], 1, messy).unwrap();
        for row in 1..=rows {
            table.row(&["tea, green\nloose", &row.to_string(), "1.50"]).unwrap();
        }
        table.finish().unwrap();
        out.flush().unwrap();
        fs::read_to_string(file).unwrap()
    }

    #[test]
    fn a_good_exporter_quotes_what_must_be_quoted() {
        assert_eq!(written(1, false), "name,units,price\n\"tea, green\nloose\",1,1.50\n");
    }

    #[test]
    fn a_bad_exporter_leaves_every_kind_of_mess() {
        let text = written(4 * BAD_EVERY, true);
        assert!(text.starts_with("\u{FEFF}name,units,price\r\n"));
        assert!(text.ends_with(",1.50"));
        let empty_cells = text.matches("\",,1.50\r\n").count();
        let no_numbers = text.matches("\",n/a,1.50").count();
        let short_rows = text.matches("\",2018\r\n").count();
        assert_eq!((empty_cells, no_numbers, short_rows), (1, 2, 1));
    }
}
