//! A request, applied to one file: where in its rows the answer is.

use anyhow::{Result, bail};
use csv::ByteRecord;
use serde::{Deserialize, Serialize};

use practice_data::BadRows;

use stopwatch::text::{counted, excerpt};

use crate::{
    Amounts, Expression, MAX_SUMS, Request, RowError,
    engine::{
        decimal::Decimal,
        kind::NOT_UTF8,
        number::{self, ONE},
    },
};

/// A request, applied to files with these columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// The names of all columns of the file.
    columns: Vec<String>,
    /// The column to sum by.
    by: usize,
    /// The columns that are read as numbers, each once.
    numbers: Vec<usize>,
    /// What is summed: a name, and one or two of `numbers`.
    sums: Vec<(String, usize, Option<usize>)>,
    strict: bool,
    decimal_point: u8,
}

impl Query {
    /// Finds the columns that a request is about.
    ///
    /// # Errors
    /// When a column is not among these, or twice: the error lists those that there are.
    pub fn new(columns: &[String], request: &Request) -> Result<Self> {
        let mut query = Self {
            columns: columns.to_vec(),
            by: position(columns, &request.by)?,
            numbers: Vec::new(),
            sums: Vec::new(),
            strict: request.strict,
            decimal_point: request.decimal_point,
        };
        for Expression { name, columns: (of, times) } in &request.sums {
            let (of, times) = match name.as_str() {
                column if columns.contains(name) => (column, None),
                "revenue" => ("units", Some("price")),
                _ => (of.as_str(), times.as_deref()),
            };
            let of = query.number(position(columns, of)?);
            let times =
                times.map(|times| position(columns, times)).transpose()?;
            let times = times.map(|times| query.number(times));
            query.sums.push((name.clone(), of, times));
        }
        Ok(query)
    }

    /// Which of the columns read as numbers this column is.
    fn number(&mut self, column: usize) -> usize {
        let known = self.numbers.iter().position(|known| *known == column);
        known.unwrap_or_else(|| {
            self.numbers.push(column);
            self.numbers.len() - 1
        })
    }

    /// Whether every row must be used.
    pub fn is_strict(&self) -> bool {
        self.strict
    }

    /// Leaves out a row that cannot be used, and counts it. Its line is looked up only if it may be
    /// shown.
    ///
    /// # Errors
    /// The same error, where nothing goes on.
    pub fn leave_out(
        &self,
        error: RowError,
        bad_rows: &mut BadRows,
        line: impl FnOnce() -> u64,
    ) -> Result<(), RowError> {
        match error {
            RowError::Unusable(reason) if !self.strict => {
                // If one was not kept, none will be.
                let may_be_kept = bad_rows.count == bad_rows.first.len() as u64;
                bad_rows.add(if may_be_kept { line() } else { 0 }, || reason);
                Ok(())
            }
            error => Err(error),
        }
    }

    /// How many cells a row has.
    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// The column to sum by.
    pub fn by(&self) -> &str {
        &self.columns[self.by]
    }

    /// The name of a column, as it may be printed.
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
    pub(crate) fn decimal_point(&self) -> u8 {
        self.decimal_point
    }

    /// The position of the column to sum by.
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
        row: &'r ByteRecord,
    ) -> Result<(&'r str, Amounts), RowError> {
        self.check_cells(row.len())?;
        Ok((self.group(&row[self.by])?, self.amounts(|column| &row[column])?))
    }

    /// Whether a row has as many cells as there are columns.
    pub(crate) fn check_cells(&self, cells: usize) -> Result<(), RowError> {
        if cells == self.columns() {
            return Ok(());
        }
        let cells = counted(cells as u64, "cell");
        Err(RowError::Unusable(format!(
            "it has {cells} instead of {}",
            self.columns()
        )))
    }

    /// The name of a row's group.
    pub(crate) fn group<'r>(
        &self,
        name: &'r [u8],
    ) -> Result<&'r str, RowError> {
        let not_utf8 = |_| {
            RowError::Unusable(format!(
                "its {} is {NOT_UTF8}",
                self.shown(self.by)
            ))
        };
        str::from_utf8(name).map_err(not_utf8)
    }

    /// What a row adds to the sums of its group.
    #[inline]
    pub(crate) fn amounts<'r>(
        &self,
        cell: impl Fn(usize) -> &'r [u8],
    ) -> Result<Amounts, RowError> {
        let mut numbers = [0; 2 * MAX_SUMS];
        let mut amounts =
            Amounts { many: self.sums.len(), ..Amounts::default() };
        for (number, &column) in numbers.iter_mut().zip(&self.numbers) {
            *number =
                match number::parse_simple(cell(column), self.decimal_point) {
                    Some(number) => number,
                    None => self.number_in(
                        column,
                        cell(column),
                        &mut amounts.rounded,
                    )?,
                };
        }
        for (amount, (_, of, times)) in amounts.of.iter_mut().zip(&self.sums) {
            *amount = Decimal::product(
                numbers[*of],
                times.map_or(ONE, |times| numbers[times]),
            );
        }
        Ok(amounts)
    }

    #[cold]
    fn number_in(
        &self,
        column: usize,
        cell: &[u8],
        rounded: &mut u64,
    ) -> Result<i64, RowError> {
        let (number, is_rounded) = number::parse(cell, self.decimal_point)
            .map_err(|reason| {
                RowError::Unusable(self.wrong_number(column, cell, reason))
            })?;
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
        let has_comma =
            self.decimal_point == b'.' && number::parse(cell, b',').is_ok();
        let hint = if has_comma {
            " (for a decimal comma there is --decimal ,)"
        } else {
            ""
        };
        format!("its {name} {reason}: {shown:?}{more}{hint}")
    }
}

fn position(columns: &[String], name: &str) -> Result<usize> {
    let mut positions = (0..columns.len()).filter(|at| columns[*at] == name);
    match (positions.next(), positions.next()) {
        (Some(position), None) => Ok(position),
        (Some(first), Some(second)) => {
            bail!(
                "columns {} and {} are both called {name:?}: rename one",
                first + 1,
                second + 1
            )
        }
        _ => bail!(
            "there is no column {name:?}; the columns are {}",
            listed(columns)
        ),
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
mod tests;
