//! Threads that wait for one another, for ever.

use sampler::{Scene, Standstill};
use stopwatch::text;

use super::Finding;
use crate::rows;

pub(super) fn find(scene: &Scene) -> Option<Finding> {
    /// So many threads are named.
    const NAMED: usize = 5;
    let Standstill { since_s, locks } = Standstill::of(scene)?;
    let named =
        locks.iter().take(NAMED).map(|place| rows::label(scene, *place));
    let named: Vec<String> = named.collect();
    let more = match locks.len().saturating_sub(named.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(Finding {
        cause: "Nothing moves",
        evidence: format!(
            "nobody has computed for {}, since {} after the beginning. {} for a lock, a queue or one \
             another, for however long that takes: {}{more}.",
            text::duration(scene.watched_s() - since_s),
            text::duration(since_s),
            match locks.len() {
                1 => "1 thread waits".to_owned(),
                many => format!("{many} threads wait"),
            },
            named.join(", "),
        ),
        advice:
            "Two locks that are taken in opposite order do that, so take them in one order everywhere; \
             and so does a queue that nobody fills."
                .to_owned(),
    })
}
