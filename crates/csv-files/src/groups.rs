//! The groups of the fast version: found by their names as bytes, without a copy.

use practice_data::BadRows;

use crate::{
    question::Question,
    sums::{Group, Sums, check_new_group},
};

/// Why a row was not added.
pub(crate) enum Trouble {
    /// It cannot be used, but the next one may.
    BadRow(String),
    /// Nothing goes on here.
    Stop(String),
}

/// A hash table of few entries, of which each place may be the next one's.
pub(crate) struct Groups<'q> {
    question: &'q Question,
    /// Positions in `groups`, from 1; 0 is free. At least half of them are.
    places: Vec<u32>,
    groups: Vec<(Box<[u8]>, Group)>,
}

impl<'q> Groups<'q> {
    pub(crate) fn new(question: &'q Question) -> Self {
        Self { question, places: vec![0; 64], groups: Vec::new() }
    }

    /// Adds a row with the right number of cells to the sums of its group.
    #[inline]
    pub(crate) fn add<'r>(&mut self, cell: impl Fn(usize) -> &'r [u8]) -> Result<(), Trouble> {
        let question = self.question;
        let name = question.name(cell(question.by_position()));
        let known = self.find(name);
        if known.is_none() {
            question.group(name).map_err(Trouble::BadRow)?;
        }
        let amounts = question.amounts(cell).map_err(Trouble::BadRow)?;
        let group = match known {
            Some(known) => known,
            None => self.add_group(name).map_err(Trouble::Stop)?,
        };
        self.groups[group].1.add(1, amounts.as_slice()).map_err(Trouble::Stop)
    }

    #[inline]
    fn find(&self, name: &[u8]) -> Option<usize> {
        let mut place = self.first_place(name);
        while self.places[place] > 0 {
            let group = self.places[place] as usize - 1;
            if *self.groups[group].0 == *name {
                return Some(group);
            }
            place = (place + 1) % self.places.len();
        }
        None
    }

    /// Where a name is looked for first.
    #[inline]
    fn first_place(&self, name: &[u8]) -> usize {
        (hash(name) >> (64 - self.places.len().ilog2())) as usize
    }

    #[cold]
    fn add_group(&mut self, name: &[u8]) -> Result<usize, String> {
        check_new_group(self.groups.len(), name)?;
        self.groups.push((name.into(), Group::new(self.question.sums().len())));
        let group = self.groups.len();
        if 2 * group > self.places.len() {
            self.places = vec![0; 4 * group.next_power_of_two()];
            (1..group).for_each(|earlier| self.take_place(earlier));
        }
        self.take_place(group);
        Ok(group - 1)
    }

    fn take_place(&mut self, group: usize) {
        let mut place = self.first_place(&self.groups[group - 1].0);
        while self.places[place] > 0 {
            place = (place + 1) % self.places.len();
        }
        self.places[place] = group as u32;
    }

    /// The same as the other versions have it.
    pub(crate) fn into_sums(self, bad_rows: BadRows) -> Sums {
        let groups = self.groups.into_iter();
        let text = |name: Box<[u8]>| String::from_utf8(name.into()).expect("it was text before");
        Sums { groups: groups.map(|(name, group)| (text(name), group)).collect(), bad_rows }
    }
}

/// Mixes the first and the last bytes of a name with its length: enough to tell names apart that
/// people choose. Names that are alike in all three only take longer to find.
#[inline]
fn hash(name: &[u8]) -> u64 {
    let (first, last) = match (name.first_chunk(), name.last_chunk()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => match (name.first_chunk(), name.last_chunk()) {
            (Some(first), Some(last)) => {
                (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
            }
            _ => name.iter().fold((0, 0), |(all, _), byte| (all << 8 | u64::from(*byte), 0)),
        },
    };
    let mixed = first ^ last.rotate_left(29) ^ name.len() as u64;
    (mixed ^ mixed >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::Wanted;

    #[test]
    fn every_name_has_its_group_however_alike_they_are() {
        let columns = ["name".to_owned(), "units".to_owned()];
        let question = Question::new(&columns, "name", &[Wanted::parse("units")]).unwrap();
        let mut groups = Groups::new(&question);
        let names: Vec<String> = (0..3000)
            .map(|number| format!("same beginning {number} same end"))
            .chain(["", "a", "b", "ab", "ba", "abc", "abcd"].map(str::to_owned))
            .collect();
        for name in names.iter().chain(&names) {
            let row = [name.as_bytes(), b"2"];
            assert!(groups.add(|column| row[column]).is_ok());
        }
        let sums = groups.into_sums(BadRows::default());
        assert_eq!(sums.groups.len(), names.len());
        for (name, group) in sums.groups {
            assert_eq!((group.rows, group.sums[0].to_string()), (2, "4".to_owned()), "{name}");
        }
    }
}
