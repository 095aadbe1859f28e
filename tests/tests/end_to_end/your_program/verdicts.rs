//! What is said of commands: the cause that is there, and no other one.

mod cores;
mod waits;

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

/// That others have the cores may be true wherever this is tested.
pub(super) fn causes(said: &str) -> BTreeSet<&'static str> {
    let named = |cause: &&str| said.contains(&format!("\n{cause}: "));
    CAUSES.into_iter().filter(named).collect()
}

/// Whether other programs left so little of the cores that a cause may go unseen.
pub(super) fn is_drowned(said: &str) -> bool {
    const MOST_PERCENT: u32 = 55;
    let percent = said.split_once("Others have the cores: for ");
    let percent = percent.and_then(|(_, rest)| rest.split_once(' ')?.0.parse().ok());
    percent.is_some_and(|percent: u32| percent > MOST_PERCENT)
}

/// What is said of a command of which this cause has to be named, and no other one; `None` where
/// nobody could see it.
fn names_only(cause: &'static str, command: &[&str]) -> Option<String> {
    for _ in 0..3 {
        let said = watched(&[], command);
        let causes = causes(&said);
        if causes.is_empty() && is_drowned(&said) {
            continue;
        }
        assert_eq!(causes, BTreeSet::from([cause]), "{said}");
        return Some(said);
    }
    skip("free-core", &format!("other programs had the cores, three times, from {command:?}"));
    None
}

fn names_nothing(command: &[&str]) -> String {
    let said = watched(&[], command);
    assert_eq!(causes(&said), BTreeSet::new(), "{said}");
    said
}
