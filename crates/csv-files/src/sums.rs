//! The answer: what the rows of each group add up to.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use practice_data::{BadRow, BadRows};

use crate::{RowError, engine::decimal::Decimal};

/// The most groups that there may be, so that memory does not grow with the file.
const MAX_GROUPS: usize = 10_000;
/// The longest name that a group may have, in bytes.
const MAX_NAME_BYTES: usize = 200;

/// The most sums that can be asked for at once.
pub const MAX_SUMS: usize = 4;

/// What one row adds to the sums of its group, in the order in which they were asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Amounts {
    pub(crate) of: [Decimal; MAX_SUMS],
    pub(crate) many: usize,
    /// How many of its numbers had to be rounded.
    pub(crate) rounded: u64,
}

impl Amounts {
    /// One for each sum.
    #[inline]
    pub fn as_slice(&self) -> &[Decimal] {
        &self.of[..self.many]
    }

    #[cfg(test)]
    pub(crate) fn of_one(amount: Decimal) -> Self {
        let mut of = [Decimal::default(); MAX_SUMS];
        of[0] = amount;
        Self { of, many: 1, rounded: 0 }
    }
}

/// The sums of every group, and the rows that could not be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// By their names.
    pub groups: BTreeMap<String, Group>,
    /// They are not in any sum.
    pub bad_rows: BadRows,
    /// How many numbers had more digits after the point than are kept.
    pub rounded: u64,
}

/// What the rows of one group add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// How many there are.
    pub rows: u64,
    /// In the order in which they were asked for.
    pub sums: Vec<Decimal>,
}

impl Group {
    /// A group of no rows.
    pub(crate) fn new(sums: usize) -> Self {
        Self { rows: 0, sums: vec![Decimal::default(); sums] }
    }

    /// Adds rows.
    ///
    /// # Errors
    /// When a sum does not fit.
    #[inline]
    pub(crate) fn add(
        &mut self,
        rows: u64,
        amounts: &[Decimal],
    ) -> Result<(), RowError> {
        self.rows += rows;
        for (sum, amount) in self.sums.iter_mut().zip(amounts) {
            *sum = sum.checked_add(*amount).ok_or_else(does_not_fit)?;
        }
        Ok(())
    }
}

impl Sums {
    /// Adds one row to the sums of its group.
    ///
    /// # Errors
    /// When a sum does not fit, and when there are too many groups.
    pub fn add(
        &mut self,
        name: &str,
        amounts: &Amounts,
    ) -> Result<(), RowError> {
        self.rounded += amounts.rounded;
        let amounts = amounts.as_slice();
        match self.groups.get_mut(name) {
            Some(group) => group.add(1, amounts),
            None => self.new_group(name, amounts.len())?.add(1, amounts),
        }
    }

    /// Adds the answer of the next part of the file, which has `lines_before` lines before it.
    ///
    /// # Errors
    /// When a sum does not fit, and when there are too many groups.
    pub fn append(
        &mut self,
        next: Self,
        lines_before: u64,
    ) -> Result<(), RowError> {
        for (name, more) in next.groups {
            match self.groups.get_mut(&name) {
                Some(group) => group.add(more.rows, &more.sums)?,
                None => self
                    .new_group(&name, more.sums.len())?
                    .add(more.rows, &more.sums)?,
            }
        }
        self.bad_rows.append(next.bad_rows, lines_before);
        self.rounded += next.rounded;
        Ok(())
    }

    /// Makes sure that there is an answer: where no row at all can be used, there is none.
    ///
    /// # Errors
    /// Why the first row could not be used.
    pub fn check_any_used(&self) -> Result<()> {
        let BadRows { count, first } = &self.bad_rows;
        match first.first() {
            Some(BadRow { line, reason }) if self.groups.is_empty() => {
                let rows = stopwatch::text::counted(*count, "row");
                bail!("no row could be used, of {rows}: line {line}: {reason}")
            }
            _ => Ok(()),
        }
    }

    /// Adds a group that was not there before.
    pub(crate) fn new_group(
        &mut self,
        name: &str,
        sums: usize,
    ) -> Result<&mut Group, RowError> {
        check_new_group(self.groups.len(), name.as_bytes())?;
        Ok(self
            .groups
            .entry(name.to_owned())
            .or_insert_with(|| Group::new(sums)))
    }
}

#[cold]
fn does_not_fit() -> RowError {
    RowError::Fatal("a sum has more digits than fit".to_owned())
}

/// Makes sure that there is room for one more group.
pub(crate) fn check_new_group(
    groups: usize,
    name: &[u8],
) -> Result<(), RowError> {
    let too_much = if name.len() > MAX_NAME_BYTES {
        format!("a group's name is longer than {MAX_NAME_BYTES} bytes")
    } else if groups >= MAX_GROUPS {
        let most = stopwatch::text::count(MAX_GROUPS as u64);
        format!(
            "there are more than {most} groups; sum by another column (--by)"
        )
    } else {
        return Ok(());
    };
    Err(RowError::Fatal(too_much))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(cell: i64) -> Amounts {
        Amounts::of_one(Decimal::product(cell, crate::engine::number::ONE))
    }

    #[test]
    fn parts_add_up_to_the_whole() {
        let (mut whole, mut part) = (Sums::default(), Sums::default());
        whole.add("North", &amounts(1)).unwrap();
        part.add("North", &amounts(2)).unwrap();
        part.add("South", &amounts(4)).unwrap();
        part.bad_rows.add(3, || "it has 1 cell".to_owned());
        whole.append(part, 10).unwrap();
        let groups: Vec<_> = whole
            .groups
            .iter()
            .map(|(name, group)| (name.as_str(), group.rows))
            .collect();
        assert_eq!(groups, [("North", 2), ("South", 1)]);
        assert_eq!(whole.groups["North"].sums, amounts(3).as_slice());
        assert_eq!(
            (whole.bad_rows.count, whole.bad_rows.first[0].line),
            (1, 13)
        );
    }

    #[test]
    fn a_column_that_is_different_in_every_row_is_refused() {
        let mut sums = Sums::default();
        let mut rows = 0..=MAX_GROUPS;
        let refused =
            rows.find_map(|row| sums.add(&row.to_string(), &amounts(1)).err());
        assert!(
            refused.unwrap().to_string().contains("more than 10,000 groups")
        );
        assert!(
            sums.add(&"x".repeat(MAX_NAME_BYTES + 1), &amounts(1)).is_err()
        );
    }
}
