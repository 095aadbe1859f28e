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

/// A hash table: a group stands in the first free place from that on which its name stands for.
pub(crate) struct Groups<'q> {
    question: &'q Question,
    /// Positions in `groups`, from 1; 0 is free. At least half of them are.
    places: Vec<u32>,
    groups: Vec<(Name, Group)>,
    rounded: u64,
}

/// A group's name, and what is compared first.
struct Name {
    bytes: Box<[u8]>,
    key: Key,
}

impl<'q> Groups<'q> {
    pub(crate) fn new(question: &'q Question) -> Self {
        Self { question, places: vec![0; 64], groups: Vec::new(), rounded: 0 }
    }

    /// Adds a row with the right number of cells to the sums of its group.
    #[inline]
    pub(crate) fn add<'r>(&mut self, cell: impl Fn(usize) -> &'r [u8]) -> Result<(), Trouble> {
        let question = self.question;
        let name = cell(question.by_position());
        let known = self.find(name);
        if known.is_none() {
            question.group(name).map_err(Trouble::BadRow)?;
        }
        let amounts = question.amounts(cell).map_err(Trouble::BadRow)?;
        let group = match known {
            Some(known) => known,
            None => self.add_group(name).map_err(Trouble::Stop)?,
        };
        self.rounded += amounts.rounded();
        self.groups[group].1.add(1, amounts.as_slice()).map_err(Trouble::Stop)
    }

    #[inline]
    fn find(&self, name: &[u8]) -> Option<usize> {
        let key = Key::of(name);
        let mut place = self.first_place(key);
        while self.places[place] > 0 {
            let group = self.places[place] as usize - 1;
            let known = &self.groups[group].0;
            if known.key == key && (name.len() <= Key::WHOLE || *known.bytes == *name) {
                return Some(group);
            }
            place = (place + 1) % self.places.len();
        }
        None
    }

    /// Where a name is looked for first.
    #[inline]
    fn first_place(&self, key: Key) -> usize {
        (key.hash() >> (64 - self.places.len().ilog2())) as usize
    }

    #[cold]
    fn add_group(&mut self, name: &[u8]) -> Result<usize, String> {
        check_new_group(self.groups.len(), name)?;
        let known = Name { bytes: name.into(), key: Key::of(name) };
        self.groups.push((known, Group::new(self.question.sums().len())));
        let group = self.groups.len();
        if 2 * group > self.places.len() {
            self.places = vec![0; 4 * group.next_power_of_two()];
            (1..group).for_each(|earlier| self.take_place(earlier));
        }
        self.take_place(group);
        Ok(group - 1)
    }

    fn take_place(&mut self, group: usize) {
        let mut place = self.first_place(self.groups[group - 1].0.key);
        while self.places[place] > 0 {
            place = (place + 1) % self.places.len();
        }
        self.places[place] = group as u32;
    }

    /// The same as the other versions have it.
    pub(crate) fn into_sums(self, bad_rows: BadRows) -> Sums {
        let groups = self.groups.into_iter();
        let text = |name: Name| String::from_utf8(name.bytes.into()).expect("it was text before");
        let groups = groups.map(|(name, group)| (text(name), group)).collect();
        Sums { groups, bad_rows, rounded: self.rounded }
    }
}

/// The first and the last bytes of a name, and its length. A short name has no others; of longer
/// ones, those that are alike in this only take longer to find.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    first: u64,
    last: u64,
    length: usize,
}

impl Key {
    /// Of a name with so many bytes, the key has all.
    const WHOLE: usize = 16;

    #[inline]
    fn of(name: &[u8]) -> Self {
        let (first, last) =
            if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
                (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
            } else if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
                (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
            } else {
                (name.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)), 0)
            };
        Self { first, last, length: name.len() }
    }

    /// The uppermost bits depend on all others.
    #[inline]
    fn hash(self) -> u64 {
        let mixed = self.first ^ self.last.rotate_left(29) ^ self.length as u64;
        (mixed ^ mixed >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
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
