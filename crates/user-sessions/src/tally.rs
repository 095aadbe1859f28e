//! What was found in the lines of a log.

use anyhow::{Result, bail};
use serde::Serialize;

use practice_data::{BadRow, BadRows};

/// What was found in the lines of a log, or of a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// All of them, including empty ones.
    pub lines: u64,
    /// How many are events.
    pub events: u64,
    /// How many events have a time without a zone.
    pub without_zone: u64,
    /// How many events are on the page that pays, whatever they paid.
    pub on_paying_page: u64,
    /// Lines that do not say whose event they are, or when it was.
    pub left_out: BadRows,
    /// Events of which nobody can say what they paid.
    pub unpaid: BadRows,
    /// The first line at whose end a quote is still open.
    pub(crate) open_quote: Option<u64>,
}

impl Tally {
    /// That of a whole log, put together from its parts.
    ///
    /// # Errors
    /// When the log cannot be read line by line, and when none of its lines is an event.
    pub(crate) fn of(parts: impl IntoIterator<Item = Self>) -> Result<Self> {
        // The line with the names of the columns comes before the first part.
        let mut all = Self { lines: 1, ..Self::default() };
        for part in parts {
            all.append(part);
        }
        if let Some(line) = all.open_quote {
            bail!(
                "line {line}: a quote opens here, and is still open where the line ends\n\
                 This chapter reads line by line, and does not read cells with a line end in them."
            );
        }
        match all.left_out.first.first() {
            Some(BadRow { line, reason }) if all.events == 0 => {
                let none = match all.left_out.count {
                    1 => "its only line is not an event".to_owned(),
                    many => format!("none of its {many} lines is an event"),
                };
                bail!("{none}; line {line}: {reason}")
            }
            _ => Ok(all),
        }
    }

    fn append(&mut self, next: Self) {
        self.left_out.append(next.left_out, self.lines);
        self.unpaid.append(next.unpaid, self.lines);
        self.open_quote =
            self.open_quote.or(next.open_quote.map(|line| self.lines + line));
        self.events += next.events;
        self.on_paying_page += next.on_paying_page;
        self.without_zone += next.without_zone;
        self.lines += next.lines;
    }
}
