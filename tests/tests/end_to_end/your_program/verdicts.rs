//! What is said about commands: the cause that is there, and no other one.

mod cores;
mod libraries;
mod turns;
mod waits;
mod workers;

use std::collections::BTreeSet;

use end_to_end::skip;

use super::watched;

/// What can be named, by the words at its beginning.
const CAUSES: [&str; 10] = [
    "Nothing moves",
    "They take turns",
    "Its event loop is held up",
    "The work is shared out unevenly",
    "One program sets the pace",
    "It waits for the network",
    "It waits for the disk",
    "It sleeps",
    "Too many threads",
    "A limit keeps it from the cores",
];

/// Computes, in one shell.
pub(super) const COMPUTES: &str = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";

/// What is named. That others have the cores may be true wherever this is tested.
pub(super) fn causes(said: &str) -> BTreeSet<&'static str> {
    let named = |cause: &&str| said.contains(&format!("\n{cause}: "));
    CAUSES.into_iter().filter(named).collect()
}

/// Whether other programs left so little of the cores that a cause may go unseen.
pub(super) fn is_drowned(said: &str) -> bool {
    const MOST_PERCENT: f64 = 40.0;
    let said = said.replace('\n', " ");
    let others = said.split_once("Others have the cores: ");
    others.is_some_and(|(_, said)| number_after(said, ", and for ") > MOST_PERCENT)
}

/// What is said, in one line, about a command for which this cause has to be named, and no other one;
/// `None` where nobody could see it, however often it ran.
fn names_only(cause: &'static str, command: &[&str]) -> Option<String> {
    const TIMES: usize = 10;
    for _ in 0..TIMES {
        let said = watched(&[], command);
        let causes = causes(&said);
        if !causes.is_empty() || !is_drowned(&said) {
            assert_eq!(causes, BTreeSet::from([cause]), "{said}");
            return Some(said.replace('\n', " "));
        }
    }
    skip("free-core", &format!("other programs had the cores, {TIMES} times, from {command:?}"));
    None
}

/// What is said, in one line, about a command in which nothing is wrong.
fn names_nothing(command: &[&str]) -> String {
    let said = watched(&[], command);
    assert_eq!(causes(&said), BTreeSet::new(), "{said}");
    said.replace('\n', " ")
}

/// The number after these words.
fn number_after(said: &str, words: &str) -> f64 {
    let (_, rest) = said.split_once(words).unwrap_or_else(|| panic!("no {words:?} in {said}"));
    let number = rest.split(|letter: char| !letter.is_ascii_digit() && letter != '.').next();
    number.unwrap().parse().unwrap_or_else(|_| panic!("no number after {words:?} in {said}"))
}
