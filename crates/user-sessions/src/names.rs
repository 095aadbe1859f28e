//! Who the users are: numbers, and names such as `ann@example.org`.

use std::{
    collections::HashMap,
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Mutex,
};

use serde::Serialize;

use stopwatch::text::shown;

/// A user, as the log writes it: two are the same when they are the same to the letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Who {
    /// A whole number, written as numbers are: not `007`.
    Number(u64),
    /// Anything else.
    Name(Box<str>),
}

impl Who {
    fn written(name: &str) -> Self {
        let number =
            name.parse().ok().filter(|number: &u64| number.to_string() == name);
        number.map_or_else(|| Self::Name(name.into()), Self::Number)
    }
}

/// As it may be printed.
impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Name(name) => f.pad(&shown(name)),
        }
    }
}

/// The names that have a number, shared by all threads that read a log.
///
/// Events hold users in 32 bits. A small number stands for itself, and every other name gets a larger
/// number. Which number depends on which name comes first, so an answer says names instead.
pub struct Names {
    /// Many locks instead of one: a name is always in the part that its hash names.
    parts: [Mutex<HashMap<Box<str>, u32>>; Self::PARTS],
}

impl Names {
    /// The first number that is given to a name. Smaller ones stand for themselves.
    const FIRST: u32 = 1 << 31;
    const PARTS: usize = 64;

    /// Which name has which number.
    pub(crate) fn by_number(&self) -> HashMap<u32, Who> {
        let mut by_number = HashMap::new();
        for part in &self.parts {
            let part = part.lock().expect("a thread panicked");
            by_number.extend(
                part.iter().map(|(name, number)| (*number, Who::written(name))),
            );
        }
        by_number
    }

    /// The number of a name; a name without one gets it now.
    fn number(&self, name: &str) -> u32 {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        let at = hasher.finish() as usize % Self::PARTS;
        let mut part = self.parts[at].lock().expect("a thread panicked");
        if let Some(number) = part.get(name) {
            return *number;
        }
        let number = Self::FIRST as usize + part.len() * Self::PARTS + at;
        let number = u32::try_from(number)
            .expect("there are fewer than two billion users");
        part.insert(name.into(), number);
        number
    }
}

impl Default for Names {
    fn default() -> Self {
        Self { parts: std::array::from_fn(|_| Mutex::default()) }
    }
}

/// The numbers of users, for one thread: it remembers names, so that few need a lock.
pub(crate) struct Numbers<'n> {
    names: &'n Names,
    seen: HashMap<Box<str>, u32>,
}

impl<'n> Numbers<'n> {
    pub(crate) fn new(names: &'n Names) -> Self {
        Self { names, seen: HashMap::new() }
    }

    /// The number of a user whose name is not a small number.
    pub(crate) fn of_name(&mut self, name: &str) -> u32 {
        if let Some(number) = self.seen.get(name) {
            return *number;
        }
        let number = self.names.number(name);
        self.seen.insert(name.into(), number);
        number
    }
}

/// A number that stands for itself.
pub(crate) fn small_number(user: &[u8]) -> Option<u32> {
    /// More digits than these do not fit into 32 bits.
    const LONGEST: usize = 10;
    let has_zeros_in_front = user.len() > 1 && user[0] == b'0';
    if user.is_empty() || user.len() > LONGEST || has_zeros_in_front {
        return None;
    }
    let mut number = 0;
    for digit in user {
        number = 10 * number
            + u64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
    }
    u32::try_from(number).ok().filter(|number| *number < Names::FIRST)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, thread};

    use super::*;

    #[test]
    fn what_is_written_alike_is_one_user_and_what_is_not_is_another() {
        let names = Names::default();
        let mut numbers = Numbers::new(&names);
        let mut number = |user: &str| {
            small_number(user.as_bytes())
                .unwrap_or_else(|| numbers.of_name(user))
        };
        let users = [
            "7",
            "07",
            "2147483647",
            "2147483648",
            "4294967296",
            "-7",
            "7.0",
            "ann",
            "Ann",
        ];
        let given: BTreeSet<u32> =
            users.iter().map(|user| number(user)).collect();
        assert_eq!(given.len(), users.len());
        assert_eq!(number("7"), 7);
        assert_eq!(number("2147483647"), 2_147_483_647);
        let by_number = names.by_number();
        assert_eq!(by_number[&number("ann")], Who::Name("ann".into()));
        assert_eq!(
            by_number[&number("4294967296")],
            Who::Number(4_294_967_296)
        );
        assert_eq!(by_number[&number("07")], Who::Name("07".into()));
        assert_eq!(by_number.len(), users.len() - 2);
    }

    #[test]
    fn threads_give_a_name_the_same_number() {
        let names = Names::default();
        let number_all = || -> Vec<u32> {
            let mut numbers = Numbers::new(&names);
            let users = (0..5000).map(|user| format!("user {user}"));
            users.map(|user| numbers.of_name(&user)).collect()
        };
        thread::scope(|scope| {
            let threads = [scope.spawn(number_all), scope.spawn(number_all)];
            let [one, other] = threads.map(|thread| thread.join().unwrap());
            assert_eq!(one, other);
            assert_eq!(one.into_iter().collect::<BTreeSet<u32>>().len(), 5000);
        });
    }
}
