//! One line of the log: `17,2026-03-01T09:15:00+02:00,checkout,12.50`.

use memchr::{memchr, memchr_iter};

use stopwatch::text::excerpt;

use crate::{
    Event, Names, Tally,
    log::{
        form::{Column, Form},
        lines::{Line, quoted_cells},
    },
    moment::Moment,
    money::{cents, is_missing},
    names::{Numbers, small_number},
};

const TRUNCATED: &str =
    "the file ends here without a line end, so it may be cut off";

/// Reads lines, and remembers what was wrong with them.
pub(crate) struct Reader<'r> {
    form: &'r Form,
    numbers: Numbers<'r>,
    /// Whether to look for quotes in every line, which takes time.
    has_quotes: bool,
    pub(crate) tally: Tally,
}

impl<'r> Reader<'r> {
    /// A reader of the lines of `text`.
    pub(crate) fn new(text: &[u8], form: &'r Form, names: &'r Names) -> Self {
        let has_quotes = memchr(b'"', text).is_some();
        Self {
            form,
            numbers: Numbers::new(names),
            has_quotes,
            tally: Tally::default(),
        }
    }

    /// The event that the next line is, if it is one.
    pub(crate) fn event(&mut self, line: Line<'_>) -> Option<Event> {
        self.tally.lines += 1;
        match self.read(line) {
            Ok(event) => {
                self.tally.events += 1;
                Some(event)
            }
            Err(_) if line.text.trim_ascii().is_empty() => None,
            Err(wrong) => {
                self.tally.left_out.add(self.tally.lines, || wrong);
                None
            }
        }
    }

    fn read(&mut self, line: Line<'_>) -> Result<Event, String> {
        if !self.has_quotes || memchr(b'"', line.text).is_none() {
            let mut begin = 0;
            let ends = memchr_iter(b',', line.text).chain([line.text.len()]);
            let cells = ends.map(|end| {
                &line.text[std::mem::replace(&mut begin, end + 1)..end]
            });
            return self.read_cells(cells, line.has_end);
        }
        match quoted_cells(line.text) {
            Some(cells) => {
                self.read_cells(cells.iter().map(Vec::as_slice), line.has_end)
            }
            None => {
                self.tally.open_quote.get_or_insert(self.tally.lines);
                Err("a quote stays open".to_owned())
            }
        }
    }

    /// If the page or the value of an event cannot be read, that changes only what it paid: it still
    /// has a user and a time, and may join two sessions.
    fn read_cells<'l>(
        &mut self,
        cells: impl Iterator<Item = &'l [u8]>,
        has_end: bool,
    ) -> Result<Event, String> {
        let columns = &self.form.columns;
        let mut by_column = [b"".as_slice(); 5];
        let mut count = 0;
        for cell in cells {
            if let Some(column) = columns.get(count) {
                by_column[*column as usize] = cell.trim_ascii();
            }
            count += 1;
        }
        if count != columns.len() {
            return Err(format!(
                "it should have {} cells, and has {count}",
                columns.len()
            ));
        }
        // Nobody can tell whether the last cell of a line without an end was longer.
        let truncated = columns.last().copied().filter(|_| !has_end);
        if matches!(truncated, Some(Column::User | Column::Time)) {
            return Err(TRUNCATED.to_owned());
        }
        let [user, time, page, value, _] = by_column;
        let user = self.user(user)?;
        let moment = Moment::read(time).ok_or_else(|| no_time(time))?;
        self.tally.without_zone += u64::from(!moment.has_zone);
        let paid_cents =
            self.paid(page, value, truncated).unwrap_or_else(|wrong| {
                self.tally.unpaid.add(self.tally.lines, || wrong);
                0
            });
        Ok(Event { time: moment.ns, user, paid_cents })
    }

    fn user(&mut self, user: &[u8]) -> Result<u32, String> {
        if let Some(number) = small_number(user) {
            return Ok(number);
        }
        match str::from_utf8(user) {
            Ok("") => Err("the user is empty".to_owned()),
            Ok(_) if is_missing(user) => {
                Err(format!("the user is missing: {}", shown(user)))
            }
            Ok(name) => Ok(self.numbers.of_name(name)),
            Err(_) => Err(format!("the user {} is not UTF-8", shown(user))),
        }
    }

    /// What was paid, in cents: a value counts only on the page that pays.
    fn paid(
        &mut self,
        page: &[u8],
        value: &[u8],
        truncated: Option<Column>,
    ) -> Result<u32, String> {
        let is_paying = page == self.form.paying_page.as_bytes();
        self.tally.on_paying_page += u64::from(is_paying);
        match truncated {
            Some(Column::Page) => Err(TRUNCATED.to_owned()),
            Some(Column::Value) if is_paying => Err(TRUNCATED.to_owned()),
            _ if is_paying => cents(value).ok_or_else(|| {
                format!(
                    "the value {} is not an amount like 12.50",
                    shown(value)
                )
            }),
            _ if is_missing(page) => Err("the page is empty".to_owned()),
            _ if !page.is_ascii() && str::from_utf8(page).is_err() => {
                Err(format!("the page {} is not UTF-8", shown(page)))
            }
            _ => Ok(0),
        }
    }
}

fn no_time(time: &[u8]) -> String {
    match time {
        b"" => "the time is empty".to_owned(),
        _ => format!(
            "the time {} is not like 2026-03-01T09:15:00+02:00",
            shown(time)
        ),
    }
}

/// A cell as it may be printed.
pub(crate) fn shown(cell: &[u8]) -> String {
    /// In bytes, and longer than any excerpt.
    const LONGEST: usize = 400;
    format!(
        "`{}`",
        excerpt(&String::from_utf8_lossy(&cell[..cell.len().min(LONGEST)]))
    )
}

#[cfg(test)]
mod tests;
