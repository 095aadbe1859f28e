//! The version on rayon: events into boxes by their users, then box after box.

use rayon::prelude::*;

use crate::{Answer, Event, owner, sessionize_users};

/// How many boxes there are: enough that no thread waits long for the last one,
/// and that the users of one box fit into a processor's cache.
const BOXES: usize = 64;

/// How many events are put into boxes at a time.
const PIECE: usize = 100_000;

// ANCHOR: boxes
/// Puts events into boxes: all events of a user go into the same one.
pub(crate) fn into_boxes(events: &[Event]) -> Vec<Vec<Event>> {
    let mut boxes = vec![Vec::new(); BOXES];
    for event in events {
        boxes[owner(event.user, BOXES)].push(*event);
    }
    boxes
}
// ANCHOR_END: boxes

// ANCHOR: rayon
/// Twice in parallel: pieces of the events into boxes, and then box after box.
pub fn sessionize_with_rayon(events: &[Event], silence_ns: i64) -> Answer {
    let fill = |events| {
        let _task = stopwatch::task("filling");
        into_boxes(events)
    };
    let filled: Vec<_> = events.par_chunks(PIECE).map(fill).collect();
    sessionize_boxes(&filled, silence_ns)
}

/// Every piece has filled boxes of its own: box 7 of all pieces
/// has all events of its users.
pub(crate) fn sessionize_boxes(
    filled: &[Vec<Vec<Event>>],
    silence_ns: i64,
) -> Answer {
    let sessionize = |number: usize| {
        let _task = stopwatch::task(format!("box {number}"));
        sessionize_users(
            filled.iter().flat_map(|boxes| &boxes[number]).copied(),
            silence_ns,
        )
    };
    Answer::of((0..BOXES).into_par_iter().map(sessionize).collect())
}
// ANCHOR_END: rayon
