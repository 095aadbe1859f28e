//! The groups of the fast version: found by their names as bytes, without a copy.

use foldhash::{HashMap, HashMapExt};
use practice_data::BadRows;

use crate::{Group, Query, RowError, Sums, sums::check_new_group};

/// The sums of every group, by the bytes of its name.
pub(crate) struct Groups<'q> {
    query: &'q Query,
    by_name: HashMap<Box<[u8]>, Group>,
    rounded: u64,
}

impl<'q> Groups<'q> {
    pub(crate) fn new(query: &'q Query) -> Self {
        Self { query, by_name: HashMap::new(), rounded: 0 }
    }

    /// Adds a row with the right number of cells to the sums of its group.
    #[inline]
    pub(crate) fn add<'r>(
        &mut self,
        cell: impl Fn(usize) -> &'r [u8],
    ) -> Result<(), RowError> {
        let name = cell(self.query.by_position());
        let known = self.by_name.get_mut(name);
        if known.is_none() {
            self.query.group(name)?;
        }
        let amounts = self.query.amounts(cell)?;
        let group = match known {
            Some(known) => known,
            None => {
                check_new_group(self.by_name.len(), name)?;
                let empty = Group::new(self.query.sums().len());
                self.by_name.entry(name.into()).or_insert(empty)
            }
        };
        self.rounded += amounts.rounded;
        group.add(1, amounts.as_slice())
    }

    /// The sums, as the other versions have them.
    pub(crate) fn into_sums(self, bad_rows: BadRows) -> Sums {
        let groups = self.by_name.into_iter();
        let text = |name: Box<[u8]>| {
            String::from_utf8(name.into()).expect("it was text before")
        };
        let groups = groups.map(|(name, group)| (text(name), group)).collect();
        Sums { groups, bad_rows, rounded: self.rounded }
    }
}
