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

const TRUNCATED: &str = "the file ends here without a line end, so it may be cut off";

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
        Self { form, numbers: Numbers::new(names), has_quotes, tally: Tally::default() }
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
            let cells = ends.map(|end| &line.text[std::mem::replace(&mut begin, end + 1)..end]);
            return self.read_cells(cells, line.has_end);
        }
        match quoted_cells(line.text) {
            Some(cells) => self.read_cells(cells.iter().map(Vec::as_slice), line.has_end),
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
            return Err(format!("it should have {} cells, and has {count}", columns.len()));
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
        let paid_cents = self.paid(page, value, truncated).unwrap_or_else(|wrong| {
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
            Ok(_) if is_missing(user) => Err(format!("the user is missing: {}", shown(user))),
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
            _ if is_paying => cents(value)
                .ok_or_else(|| format!("the value {} is not an amount like 12.50", shown(value))),
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
        _ => format!("the time {} is not like 2026-03-01T09:15:00+02:00", shown(time)),
    }
}

/// A cell as it may be printed.
pub(crate) fn shown(cell: &[u8]) -> String {
    /// In bytes, and longer than any excerpt.
    const LONGEST: usize = 400;
    format!("`{}`", excerpt(&String::from_utf8_lossy(&cell[..cell.len().min(LONGEST)])))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The event that a line is, the number of its user, and what is wrong with it.
    fn read(columns: &str, line: &[u8]) -> (Option<Event>, Vec<String>) {
        let (form, names) = (Form::new(columns.as_bytes()).unwrap(), Names::default());
        let mut reader = Reader::new(line, &form, &names);
        let event = reader.event(Line { text: line, has_end: true });
        let rows = reader.tally.left_out.first.into_iter().chain(reader.tally.unpaid.first);
        (event, rows.map(|row| row.reason).collect())
    }

    proptest! {
        #[test]
        fn no_line_makes_it_panic(line in prop::collection::vec(any::<u8>(), 0..80)) {
            read("user,time,page,value", &line);
        }
    }

    #[test]
    fn only_the_paying_page_is_paid() {
        let paid = |line: &str| read("user,time,page,value", line.as_bytes()).0.unwrap().paid_cents;
        assert_eq!(paid("1,2026-03-01T09:15:00Z,checkout,12.50"), 1250);
        assert_eq!(paid("1,2026-03-01T09:15:00Z, checkout , 12.50 "), 1250);
        assert_eq!(paid("1,2026-03-01T09:15:00Z,checkout,"), 0);
        assert_eq!(paid("1,2026-03-01T09:15:00Z,basket,12.50"), 0);
        assert_eq!(paid("1,2026-03-01T09:15:00Z,\"checkout\",\"12.50\""), 1250);
    }

    #[test]
    fn a_line_that_is_no_event_says_what_is_wrong() {
        for (line, said) in [
            ("1,2026-03-01T09:15:00Z,home", "it should have 4 cells, and has 3"),
            ("1,2026-03-01T09:15:00Z,home,1,2,3", "it should have 4 cells, and has 6"),
            (",2026-03-01T09:15:00Z,home,", "the user is empty"),
            ("1,,home,", "the time is empty"),
            ("n/a,2026-03-01T09:15:00Z,home,", "the user is missing: `n/a`"),
            ("1,yesterday,home,", "the time `yesterday` is not like 2026-03-01T09:15:00+02:00"),
            ("1,\u{1b}[2J,home,", r#"the time `"\u{1b}[2J"` is not like"#),
            ("1,2026-03-01T09:15:00Z,\"home,", "a quote stays open"),
        ] {
            let (event, wrong) = read("user,time,page,value", line.as_bytes());
            assert_eq!(event, None);
            assert!(wrong.len() == 1 && wrong[0].contains(said), "{wrong:?}");
        }
        let (event, wrong) = read("user,time,page,value", b"caf\xE9,2026-03-01T09:15:00Z,home,");
        assert!(event.is_none() && wrong[0].contains("is not UTF-8"), "{wrong:?}");
        let long = [b"1,".repeat(3), b"9".repeat(5000)].concat();
        assert!(read("user,time,page,value", &long).1[0].len() < 200);
    }

    #[test]
    fn an_event_of_which_nobody_knows_what_it_paid_is_one() {
        for (line, said) in [
            (b"1,2026-03-01T09:15:00Z,,12.50".as_slice(), "the page is empty"),
            (b"1,2026-03-01T09:15:00Z,caf\xE9,12.50", "is not UTF-8"),
            (b"1,2026-03-01T09:15:00Z,checkout,-5", "the value `-5` is not an amount like 12.50"),
        ] {
            let (event, wrong) = read("user,time,page,value", line);
            let event = event.unwrap();
            assert_eq!((event.user, event.paid_cents), (1, 0));
            assert!(wrong.len() == 1 && wrong[0].contains(said), "{wrong:?}");
        }
        // What counts for nothing is not looked at.
        assert_eq!(read("user,time,page,value", b"1,2026-03-01T09:15:00Z,home,?").1.len(), 0);
    }

    #[test]
    fn what_may_be_truncated_depends_on_the_last_column() {
        let (time, value) = ("2026-03-01T09:15:00Z", "12.50");
        for (columns, line, counts, is_said) in [
            ("user,time,page,value", format!("1,{time},checkout,{value}"), true, true),
            ("user,time,page,value", format!("1,{time},checkout,"), true, true),
            ("user,time,page,value", format!("1,{time},home,{value}"), true, false),
            ("user,time,value,page", format!("1,{time},{value},check"), true, true),
            ("time,value,page,user", format!("{time},{value},checkout,1"), false, true),
            ("user,value,page,time", format!("1,{value},checkout,{time}"), false, true),
            ("user,time,page,value,note", format!("1,{time},checkout,{value},no"), true, false),
        ] {
            let (form, names) = (Form::new(columns.as_bytes()).unwrap(), Names::default());
            let mut reader = Reader::new(line.as_bytes(), &form, &names);
            let event = reader.event(Line { text: line.as_bytes(), has_end: false });
            assert_eq!(event.is_some(), counts, "{line}");
            let said = reader.tally.left_out.count + reader.tally.unpaid.count;
            assert_eq!(said, u64::from(is_said), "{line}");
            assert!(
                event.is_none_or(
                    |event| event.paid_cents == if is_said { 0 } else { event.paid_cents }
                )
            );
        }
    }
}
