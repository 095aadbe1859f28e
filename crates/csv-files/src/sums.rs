//! The answer: what the rows of each group add up to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use practice_data::{BadRow, BadRows};

use crate::{decimal::Decimal, question::Amounts};

/// More groups than these are refused, so that memory does not grow with the file.
const MOST_GROUPS: usize = 10_000;
/// And names that are longer than these, in bytes.
const LONGEST_NAME: usize = 200;

/// The sums of every group, and the rows that could not be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// By their names.
    pub groups: BTreeMap<String, Group>,
    /// They are in no sum.
    pub bad_rows: BadRows,
    /// So many numbers had more digits after the point than are kept.
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
    pub(crate) fn add(&mut self, rows: u64, amounts: &[Decimal]) -> Result<(), String> {
        self.rows += rows;
        for (sum, amount) in self.sums.iter_mut().zip(amounts) {
            *sum = sum.checked_add(*amount).ok_or("a sum has more digits than fit")?;
        }
        Ok(())
    }
}

impl Sums {
    /// Adds one row to the sums of its group.
    ///
    /// # Errors
    /// When a sum does not fit, and when there are too many groups.
    pub fn add(&mut self, name: &str, amounts: &Amounts) -> Result<(), String> {
        self.rounded += amounts.rounded();
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
    pub fn append(&mut self, next: Self, lines_before: u64) -> Result<(), String> {
        for (name, more) in next.groups {
            match self.groups.get_mut(&name) {
                Some(group) => group.add(more.rows, &more.sums)?,
                None => self.new_group(&name, more.sums.len())?.add(more.rows, &more.sums)?,
            }
        }
        self.bad_rows.append(next.bad_rows, lines_before);
        self.rounded += next.rounded;
        Ok(())
    }

    /// Whether there is an answer: where no row at all can be used, none is.
    ///
    /// # Errors
    /// Why the first row could not be used.
    pub fn check_any_used(&self) -> Result<(), String> {
        let BadRows { count, first } = &self.bad_rows;
        match first.first() {
            Some(BadRow { line, reason }) if self.groups.is_empty() => {
                let rows = stopwatch::text::counted(*count, "row");
                Err(format!("no row could be used, of {rows}: line {line}: {reason}"))
            }
            _ => Ok(()),
        }
    }

    /// A group that there was not before.
    pub(crate) fn new_group(&mut self, name: &str, sums: usize) -> Result<&mut Group, String> {
        check_new_group(self.groups.len(), name.as_bytes())?;
        Ok(self.groups.entry(name.to_owned()).or_insert_with(|| Group::new(sums)))
    }
}

/// Whether there is room for one more group.
pub(crate) fn check_new_group(groups: usize, name: &[u8]) -> Result<(), String> {
    if name.len() > LONGEST_NAME {
        return Err(format!("a group's name is longer than {LONGEST_NAME} bytes"));
    }
    if groups >= MOST_GROUPS {
        let most = stopwatch::text::count(MOST_GROUPS as u64);
        return Err(format!("there are more than {most} groups; sum by another column (--by)"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(cell: i64) -> Amounts {
        Amounts::of_one(Decimal::product(cell, crate::decimal::ONE))
    }

    #[test]
    fn parts_add_up_to_the_whole() {
        let (mut whole, mut part) = (Sums::default(), Sums::default());
        whole.add("North", &amounts(1)).unwrap();
        part.add("North", &amounts(2)).unwrap();
        part.add("South", &amounts(4)).unwrap();
        part.bad_rows.add(3, || "it has 1 cell".to_owned());
        whole.append(part, 10).unwrap();
        let groups: Vec<_> =
            whole.groups.iter().map(|(name, group)| (name.as_str(), group.rows)).collect();
        assert_eq!(groups, [("North", 2), ("South", 1)]);
        assert_eq!(whole.groups["North"].sums, amounts(3).as_slice());
        assert_eq!((whole.bad_rows.count, whole.bad_rows.first[0].line), (1, 13));
    }

    #[test]
    fn a_column_that_is_different_in_every_row_is_refused() {
        let mut sums = Sums::default();
        let trouble =
            (0..=MOST_GROUPS).find_map(|row| sums.add(&row.to_string(), &amounts(1)).err());
        assert!(trouble.unwrap().contains("more than 10,000 groups"));
        assert!(sums.add(&"x".repeat(LONGEST_NAME + 1), &amounts(1)).is_err());
    }
}
