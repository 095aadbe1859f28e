//! What the first line of a log says: which column is where.

use anyhow::{Result, bail, ensure};

use super::lines::quoted_cells;
use crate::parse::shown;

/// What a column of a log holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    User,
    Time,
    Page,
    Value,
    /// Something that nobody asks for.
    Other,
}

impl Column {
    const NEEDED: [(Self, &str); 4] = [
        (Self::User, "user"),
        (Self::Time, "time"),
        (Self::Page, "page"),
        (Self::Value, "value"),
    ];

    fn named(name: &[u8]) -> Self {
        let named = |(_, needed): &&(Self, &str)| {
            needed.as_bytes() == name.trim_ascii()
        };
        Self::NEEDED
            .iter()
            .find(named)
            .map_or(Self::Other, |(column, _)| *column)
    }
}

/// How the lines of a log are to be read.
#[derive(Clone)]
pub(crate) struct Form {
    /// In their order.
    pub(crate) columns: Vec<Column>,
    /// The page on which users pay.
    pub(crate) paying_page: String,
}

impl Form {
    /// Reads it from the first line of a log, without its end.
    pub(crate) fn new(first_line: &[u8]) -> Result<Self> {
        const NEEDED: &str = "user, time, page and value";
        if let Some(what) = what_it_is(first_line) {
            bail!("it is {what}; save it as CSV in UTF-8");
        }
        let line =
            first_line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first_line);
        ensure!(
            !line.is_empty(),
            "it is empty; its first line should name {NEEDED}"
        );
        let Some(cells) = quoted_cells(line) else {
            bail!("a quote in its first line stays open: {}", shown(line))
        };
        let columns: Vec<Column> =
            cells.iter().map(|cell| Column::named(cell)).collect();
        for (column, name) in Column::NEEDED {
            match columns.iter().filter(|it| **it == column).count() {
                0 if cells.len() == 1 => {
                    if let Some(other) =
                        b";\t|".iter().find(|byte| line.contains(byte))
                    {
                        let other = char::from(*other).escape_debug();
                        bail!(
                            "its columns are separated by `{other}`; save it with commas"
                        );
                    }
                    bail!(
                        "its first line should name {NEEDED}, but is {}",
                        shown(line)
                    );
                }
                0 => bail!(
                    "its first line has no column `{name}`; it needs {NEEDED}, but is {}",
                    shown(line)
                ),
                1 => {}
                _ => bail!(
                    "its first line has two columns `{name}`; which one is meant?"
                ),
            }
        }
        Ok(Self { columns, paying_page: "checkout".to_owned() })
    }
}

/// What a file is, by its first bytes, if it cannot be read line by line.
fn what_it_is(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 6] = [
        (b"\xFF\xFE", "text in UTF-16"),
        (b"\xFE\xFF", "text in UTF-16"),
        (b"\x1F\x8B", "compressed with gzip"),
        (b"\x28\xB5\x2F\xFD", "compressed with zstd"),
        (b"PK\x03\x04", "a workbook or another zip file"),
        (b"PAR1", "a Parquet file"),
    ];
    kinds
        .into_iter()
        .find(|(start, _)| bytes.starts_with(start))
        .map(|(_, what)| what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_names_in_any_order() {
        let columns = |line: &[u8]| Form::new(line).unwrap().columns;
        let [user, time, page, value] =
            Column::NEEDED.map(|(column, _)| column);
        assert_eq!(columns(b"user,time,page,value"), [user, time, page, value]);
        assert_eq!(
            columns("\u{FEFF}\"value\", page ,,note,time,user".as_bytes()),
            [value, page, Column::Other, Column::Other, time, user]
        );
    }

    #[test]
    fn what_is_no_first_line_of_a_log_says_why() {
        for (line, said) in [
            (b"".as_slice(), "it is empty"),
            (b"\xEF\xBB\xBF", "it is empty"),
            (
                b"user,when,page,value",
                "no column `time`; it needs user, time, page and value",
            ),
            (b"User,time,page,value", "no column `user`"),
            (b"user,time,page,value,page", "two columns `page`"),
            (b"user;time;page;value", "separated by `;`"),
            (b"user\ttime\tpage\tvalue", r"separated by `\t`"),
            (b"user,time,page,\"value", "a quote in its first line stays open"),
            (b"nonsense\x1B[2J", r#"but is `"nonsense\u{1b}[2J"`"#),
            (b"PK\x03\x04\x14", "it is a workbook"),
            (
                &[b'x'; 100_000],
                "should name user, time, page and value, but is `xxx",
            ),
        ] {
            let error = Form::new(line).err().unwrap().to_string();
            assert!(error.contains(said), "{error}");
            assert!(error.len() < 300, "{error}");
        }
    }
}
