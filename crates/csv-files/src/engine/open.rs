//! Opens a CSV file: unpacks it where it must be, and reads the names of its columns.

use std::{fs::Metadata, path::Path, sync::Arc};

use anyhow::{Context, Result, anyhow, bail, ensure};
use encoding_rs::Encoding;

use stopwatch::text::shown;

use super::{
    file::{CsvFile, Sizes},
    kind,
    rows::Rows,
};
use crate::{Query, Request};

impl CsvFile {
    /// Opens a file in UTF-8 whose cells are separated by this byte, and reads the names of its
    /// columns.
    ///
    /// # Errors
    /// When there is no such file, or when it has no first row.
    pub fn open(path: &Path, delimiter: u8) -> Result<Self> {
        Self::open_encoded(path, delimiter, encoding_rs::UTF_8)
    }

    /// The same, for a file in any encoding.
    ///
    /// # Errors
    /// As above, and when it is not in this encoding.
    pub fn open_encoded(
        path: &Path,
        delimiter: u8,
        encoding: &'static Encoding,
    ) -> Result<Self> {
        Self::read_columns(path, delimiter, encoding).with_context(|| {
            format!("could not read {}", shown(&path.display().to_string()))
        })
    }

    fn read_columns(
        named: &Path,
        delimiter: u8,
        encoding: &'static Encoding,
    ) -> Result<Self> {
        let about = named.metadata()?;
        ensure!(
            !about.is_dir(),
            "it is a folder; for a folder of workbooks there is --workbooks"
        );
        ensure!(
            about.is_file(),
            "it is not a plain file, and cannot be read in pieces"
        );
        let unpacked = kind::unpack(named, encoding)?.map(Arc::new);
        let is_unchanged = |now: Metadata| {
            (now.len(), now.modified().ok())
                == (about.len(), about.modified().ok())
        };
        ensure!(
            is_unchanged(named.metadata()?),
            "it was written to while it was read"
        );
        let path =
            unpacked.as_ref().map_or(named, |unpacked| unpacked.as_ref());
        let about = path.metadata()?;
        let mut file = Self {
            named: named.to_owned(),
            path: path.to_owned(),
            unpacked: unpacked.clone(),
            delimiter,
            columns: Vec::new(),
            rows: 0..about.len(),
            lines_before: 0,
            written: about.modified().ok(),
            sizes: Sizes::default(),
        };
        let mut rows = Rows::of_whole_file(&file)?;
        let names: Option<_> = match rows.next_row() {
            Ok(None) => bail!("it is empty"),
            Ok(Some(names)) => names.iter().map(column).collect(),
            Err(error) => {
                let (line, reason) = file.explain(&error, 0)?;
                bail!("its first row: line {line}: {reason}")
            }
        };
        let start = rows.at();
        let lines_before = rows.lines_before(start);
        let names: Vec<String> = names
            .with_context(|| format!("its first row is {}", kind::NOT_UTF8))?;
        if let Some(separator) = note_for_excel(&names, delimiter) {
            bail!(
                "its first line, `sep={separator}`, is a note for Excel; delete it, and try \
                --delimiter '{separator}'"
            );
        }
        (file.columns, file.rows.start, file.lines_before) =
            (names, start, lines_before);
        Ok(file)
    }

    /// Finds the columns that a request is about.
    ///
    /// # Errors
    /// When it has no such columns, perhaps because it has another delimiter.
    pub fn query(&self, request: &Request) -> Result<Query> {
        let query = Query::new(self.columns(), request);
        query.with_context(|| self.name()).map_err(|error| match self.other_delimiter() {
            Some(other) => anyhow!(
                "{error:#}\nAre its cells separated by another character? Try --delimiter {other}"
            ),
            None => error,
        })
    }

    /// The delimiter that it may really have, as a flag.
    fn other_delimiter(&self) -> Option<&'static str> {
        let others = [(',', "','"), (';', "';'"), ('\t', "tab"), ('|', "'|'")];
        let is_meant = |(other, _): &&(char, _)| {
            *other != char::from(self.delimiter)
                && self.columns.iter().any(|name| name.contains(*other))
        };
        others.iter().find(is_meant).map(|(_, flag)| *flag)
    }
}

/// The name of a column; `None` where it is not text.
fn column(cell: &[u8]) -> Option<String> {
    Some(str::from_utf8(cell).ok()?.trim().to_owned())
}

/// What separates cells, if a first row says nothing but that, as in `sep=;`.
fn note_for_excel(names: &[String], delimiter: u8) -> Option<String> {
    let row = names.join(&char::from(delimiter).to_string());
    row.strip_prefix("sep=")
        .filter(|rest| rest.chars().count() <= 1)
        .map(|rest| rest.escape_debug().to_string())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_note_for_excel_is_named_whatever_the_delimiter_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("verkauf.csv");
        fs::write(&file, "sep=;\r\nort;betrag\r\nUlm;1\r\n").unwrap();
        for delimiter in *b",;" {
            let error =
                format!("{:#}", CsvFile::open(&file, delimiter).unwrap_err());
            assert!(error.contains("`sep=;`, is a note for Excel"), "{error}");
        }
    }
}
