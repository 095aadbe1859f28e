//! What is asked of a file: which columns are summed, and by which.

use std::str;

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use practice_data::{BadRow, BadRows};

use stopwatch::text::excerpt;

use crate::{
    decimal::{self, Decimal, ONE},
    kind::NOT_UTF8,
};

/// At most so many sums are asked for at once.
pub const MOST_SUMS: usize = 4;

/// What one row adds to the sums of its group, in the order in which they were asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Amounts {
    of: [Decimal; MOST_SUMS],
    many: usize,
    rounded: u64,
}

impl Amounts {
    /// One for each sum.
    #[inline]
    pub fn as_slice(&self) -> &[Decimal] {
        &self.of[..self.many]
    }

    /// How many of the numbers had to be rounded.
    #[inline]
    pub fn rounded(&self) -> u64 {
        self.rounded
    }

    #[cfg(test)]
    pub(crate) fn of_one(amount: Decimal) -> Self {
        let mut of = [Decimal::default(); MOST_SUMS];
        of[0] = amount;
        Self { of, many: 1, rounded: 0 }
    }
}

/// A sum that is asked for by the names of columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What stands above the sum.
    pub name: String,
    /// The column, and another one by which it is multiplied.
    pub columns: (String, Option<String>),
}

impl Wanted {
    /// Parses `units`, or `units*price`. `revenue` is short for the latter.
    pub fn parse(text: &str) -> Self {
        let columns = match text.split_once('*') {
            Some((of, times)) => (of.trim().to_owned(), Some(times.trim().to_owned())),
            None => (text.to_owned(), None),
        };
        Self { name: text.to_owned(), columns }
    }
}

/// A question to files whose columns are these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The names of all columns of the file.
    columns: Vec<String>,
    /// The column by which is summed.
    by: usize,
    /// The columns that are read as numbers, each once.
    numbers: Vec<usize>,
    /// What is summed: a name, and one or two of `numbers`.
    sums: Vec<(String, usize, Option<usize>)>,
    /// Whether the first bad row ends everything.
    strict: bool,
    /// What stands before the decimals of a number.
    point: u8,
}

impl Question {
    /// A question to a file with these columns.
    ///
    /// # Errors
    /// When a column is not among them, or twice: the error lists those that there are.
    pub fn new(columns: &[String], by: &str, wanted: &[Wanted]) -> Result<Self> {
        let mut question = Self {
            columns: columns.to_vec(),
            by: position(columns, by)?,
            numbers: Vec::new(),
            sums: Vec::new(),
            strict: false,
            point: b'.',
        };
        for Wanted { name, columns: (of, times) } in wanted {
            // `revenue` is short for units times price, unless the file has it as a column.
            let is_short = name == "revenue" && !columns.contains(name);
            let is_a_name = columns.contains(name);
            let (of, times) = match is_short {
                true => ("units", Some("price")),
                false if is_a_name => (name.as_str(), None),
                false => (of.as_str(), times.as_deref()),
            };
            let of = question.number(position(columns, of)?);
            let times = times.map(|times| position(columns, times)).transpose()?;
            let times = times.map(|times| question.number(times));
            question.sums.push((name.clone(), of, times));
        }
        Ok(question)
    }

    /// Which of the columns read as numbers this column is.
    fn number(&mut self, column: usize) -> usize {
        let known = self.numbers.iter().position(|known| *known == column);
        known.unwrap_or_else(|| {
            self.numbers.push(column);
            self.numbers.len() - 1
        })
    }

    /// The same question, answered only if every row can be used.
    #[must_use]
    pub fn strict(self, strict: bool) -> Self {
        Self { strict, ..self }
    }

    /// Whether every row must be used.
    pub fn is_strict(&self) -> bool {
        self.strict
    }

    /// The same question to a file whose numbers have this before their decimals.
    #[must_use]
    pub fn decimal_point(self, point: u8) -> Self {
        Self { point, ..self }
    }

    /// Counts a row that cannot be used; its line is looked up only if it may be shown.
    ///
    /// # Errors
    /// The row itself, where every row must be used.
    pub fn count_bad_row(
        &self,
        bad_rows: &mut BadRows,
        reason: String,
        line: impl FnOnce() -> u64,
    ) -> Result<(), BadRow> {
        if self.strict {
            return Err(BadRow { line: line(), reason });
        }
        // If one was not kept, none will be.
        let may_be_kept = bad_rows.count == bad_rows.first.len() as u64;
        bad_rows.add(if may_be_kept { line() } else { 0 }, || reason);
        Ok(())
    }

    /// How many cells a row has.
    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// The column by which is summed.
    pub fn by(&self) -> &str {
        &self.columns[self.by]
    }

    /// The same, as it may be printed.
    pub(crate) fn shown(&self, column: usize) -> String {
        excerpt(&self.columns[column])
    }

    /// The positions of the columns that are read as numbers.
    pub(crate) fn number_positions(&self) -> &[usize] {
        &self.numbers
    }

    /// Whether this column has to do with the answer.
    pub(crate) fn asks_for(&self, column: usize) -> bool {
        column == self.by || self.numbers.contains(&column)
    }

    /// What stands before the decimals of a number.
    pub(crate) fn point(&self) -> u8 {
        self.point
    }

    /// The position of that column.
    pub(crate) fn by_position(&self) -> usize {
        self.by
    }

    /// The names of the sums.
    pub fn sums(&self) -> impl ExactSizeIterator<Item = &str> {
        self.sums.iter().map(|(name, ..)| name.as_str())
    }

    /// What a row says: the group that it belongs to, and what it adds to the sums of that group.
    ///
    /// # Errors
    /// Why the row cannot be used.
    pub fn read<'r>(
        &self,
        cells: usize,
        cell: impl Fn(usize) -> &'r [u8],
    ) -> Result<(&'r str, Amounts), String> {
        self.check_cells(cells)?;
        Ok((self.group(cell(self.by))?, self.amounts(cell)?))
    }

    /// Whether a row has as many cells as there are columns.
    pub(crate) fn check_cells(&self, cells: usize) -> Result<(), String> {
        if cells == self.columns() {
            return Ok(());
        }
        let plural = if cells == 1 { "" } else { "s" };
        Err(format!("it has {cells} cell{plural} instead of {}", self.columns()))
    }

    /// The name of a row's group.
    pub(crate) fn group<'r>(&self, name: &'r [u8]) -> Result<&'r str, String> {
        str::from_utf8(name).map_err(|_| format!("its {} is {NOT_UTF8}", self.shown(self.by)))
    }

    /// What a row adds to the sums of its group.
    #[inline]
    pub(crate) fn amounts<'r>(&self, cell: impl Fn(usize) -> &'r [u8]) -> Result<Amounts, String> {
        let mut numbers = [0; 2 * MOST_SUMS];
        let mut amounts = Amounts { many: self.sums.len(), ..Amounts::default() };
        for (number, &column) in numbers.iter_mut().zip(&self.numbers) {
            *number = match decimal::parse_simple(cell(column), self.point) {
                Some(number) => number,
                None => self.number_in(column, cell(column), &mut amounts.rounded)?,
            };
        }
        for (amount, (_, of, times)) in amounts.of.iter_mut().zip(&self.sums) {
            *amount = Decimal::product(numbers[*of], times.map_or(ONE, |times| numbers[times]));
        }
        Ok(amounts)
    }

    #[cold]
    fn number_in(&self, column: usize, cell: &[u8], rounded: &mut u64) -> Result<i64, String> {
        let (number, is_rounded) = decimal::parse(cell, self.point)
            .map_err(|reason| self.wrong_number(column, cell, reason))?;
        *rounded += u64::from(is_rounded);
        Ok(number)
    }

    fn wrong_number(&self, column: usize, cell: &[u8], reason: &str) -> String {
        const SHOWN: usize = 40;
        let name = self.shown(column);
        let text = String::from_utf8_lossy(cell);
        let text = text.trim();
        if text.is_empty() {
            return format!("its {name} {reason}");
        }
        let shown: String = text.chars().take(SHOWN).collect();
        let more = if shown.len() < text.len() { "..." } else { "" };
        let has_comma = self.point == b'.' && decimal::parse(cell, b',').is_ok();
        let hint = if has_comma { " (for a decimal comma there is --decimal ,)" } else { "" };
        format!("its {name} {reason}: {shown:?}{more}{hint}")
    }
}

fn position(columns: &[String], name: &str) -> Result<usize> {
    let mut positions = (0..columns.len()).filter(|at| columns[*at] == name);
    match (positions.next(), positions.next()) {
        (Some(position), None) => Ok(position),
        (Some(first), Some(second)) => bail!(
            "there are two columns {name:?}, the {}. and the {}.: rename one",
            first + 1,
            second + 1
        ),
        _ => bail!("there is no column {name:?}; the columns are {}", listed(columns)),
    }
}

/// The names of the columns, those that there may be room for.
fn listed(columns: &[String]) -> String {
    const SHOWN: usize = 30;
    let names = columns.iter().filter(|name| !name.is_empty());
    let names: Vec<String> = names.map(|name| excerpt(name)).collect();
    let more = names.len().saturating_sub(SHOWN);
    let names = &names[..names.len() - more];
    match more {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &str) -> Vec<String> {
        names.split(',').map(str::to_owned).collect()
    }

    fn question(names: &str, by: &str, sums: &[&str]) -> Result<Question> {
        let wanted: Vec<Wanted> = sums.iter().map(|sum| Wanted::parse(sum)).collect();
        Question::new(&columns(names), by, &wanted)
    }

    fn read(question: &Question, row: &[&'static str]) -> Result<(String, Vec<String>), String> {
        let (group, amounts) = question.read(row.len(), |column| row[column].as_bytes())?;
        Ok((group.to_owned(), amounts.as_slice().iter().map(Decimal::to_string).collect()))
    }

    #[test]
    fn a_column_or_two_multiplied_are_summed() {
        let question =
            question("region,units,price", "region", &["units", "revenue", "price*price"]).unwrap();
        let (group, sums) = read(&question, &["North", "3", "0.10"]).unwrap();
        assert_eq!(
            (group.as_str(), sums),
            ("North", vec!["3".into(), "0.3".into(), "0.01".into()])
        );
    }

    #[test]
    fn revenue_is_a_column_where_there_is_one() {
        let question = question("region,revenue", "region", &["revenue"]).unwrap();
        assert_eq!(read(&question, &["North", "7"]).unwrap().1, ["7"]);
    }

    #[test]
    fn an_unknown_column_is_refused_with_the_known_ones() {
        for sums in [["weight"], ["revenue"], ["units*weight"]] {
            let error = question("region,units", "region", &sums).unwrap_err().to_string();
            assert!(error.contains("the columns are region, units"), "{error}");
        }
        assert!(question("region,units", "city", &["units"]).is_err());
    }

    #[test]
    fn a_bad_row_says_why() {
        let question = question("region,units", "region", &["units"]).unwrap();
        let reason = |row: &[&'static str]| read(&question, row).unwrap_err();
        assert_eq!(reason(&["North"]), "it has 1 cell instead of 2");
        assert_eq!(reason(&["North", "1", "2"]), "it has 3 cells instead of 2");
        assert_eq!(reason(&["North", " "]), "its units is empty");
        assert_eq!(reason(&["North", "n/a"]), "its units is not a number: \"n/a\"");
        let not_utf8 = question.read(2, |_| &b"S\xFCd"[..]).unwrap_err();
        assert!(not_utf8.starts_with("its region is not UTF-8; if"), "{not_utf8}");
    }
}
