//! A command that mostly waits for one thing outside: the network, the disk, a clock.

use std::ops::RangeInclusive;

use sampler::{Bit, Scene, State, Track};

use super::{Finding, percent};

/// It waits for more than this of the time, and for more than so many seconds.
const SHARE: f64 = 0.5;
const SHORTEST_S: f64 = 0.2;
/// While more than this of a core computes, or would if it were free, the work does not hang on who waits.
const COMPUTES: f64 = 0.5;
/// A thread that is in one state for more than this of its life only stands by.
const STANDS_BY: f64 = 0.97;
/// A formula that says more workers than this says only that there is next to no computing; and fewer,
/// that it computes at other times than it waits.
const WORKERS: RangeInclusive<f64> = 2.0..=1000.0;

const KINDS: [State; 3] = [State::Network, State::Disk, State::Asleep];

pub(super) fn find(scene: &Scene) -> Option<Finding> {
    // For each moment: how many threads wait, for what.
    let mut waits = vec![[0.0; KINDS.len()]; scene.moments.len()];
    let mut is_unclear = vec![false; scene.moments.len()];
    for track in
        scene.history.threads.iter().filter(|track| !stands_by(scene, track))
    {
        for bit in
            scene.bits(track).filter(|bit| bit.rest_s() > 0.5 * bit.length_s)
        {
            match KINDS.iter().position(|kind| *kind == bit.state) {
                Some(kind) => waits[bit.at][kind] += 1.0,
                None => is_unclear[bit.at] |= cannot_be_told(&bit),
            }
        }
    }
    let mut time_s = [0.0; KINDS.len()];
    let mut waiting_s = [0.0; KINDS.len()];
    for ((moment, waits), is_unclear) in
        scene.moments.iter().zip(&waits).zip(&is_unclear)
    {
        let mut there = (0..KINDS.len()).filter(|kind| waits[*kind] > 0.0);
        let only = there.next().filter(|_| there.next().is_none());
        let could_compute_s = moment.computing_s + moment.no_core_s;
        let computes = could_compute_s > COMPUTES * moment.length_s;
        if let Some(kind) = only.filter(|_| !computes && !is_unclear) {
            time_s[kind] += moment.length_s;
            waiting_s[kind] += waits[kind] * moment.length_s;
        }
    }
    let kind =
        (0..KINDS.len()).max_by(|a, b| time_s[*a].total_cmp(&time_s[*b]))?;
    let share = time_s[kind] / scene.watched_s();
    if share < SHARE || time_s[kind] < SHORTEST_S {
        return None;
    }
    let at_once = waiting_s[kind] / time_s[kind];
    let busy = scene.cores_busy();
    let computes = match busy > 1.0 {
        true => format!("{busy:.1} cores compute on average"),
        false => format!("a core computes for {} of the time", percent(busy)),
    };
    let waits = |for_what: &str| {
        format!(
            "during {} of the time {at_once:.1} of its threads wait for {for_what}, and {computes}.",
            percent(share)
        )
    };
    Some(match KINDS[kind] {
        State::Network => Finding {
            cause: "It waits for the network",
            evidence: waits("a server or a client"),
            advice: more_at_once(at_once, busy),
        },
        State::Disk => Finding {
            cause: "It waits for the disk",
            evidence: waits("a disk"),
            advice: "Try fewer and larger pieces: one fsync for many rows, files read from their \
                     beginning to their end."
                .to_owned(),
        },
        _ => Finding {
            cause: "It sleeps",
            evidence: waits("a time that it chose itself (sleep)"),
            advice:
                "Sleeps can overlap, in threads or with asyncio; and who waits for something can \
                     wait for that in place of asking again and again."
                    .to_owned(),
        },
    })
}

/// Whether a thread is there for something that does not happen, as one that listens.
fn stands_by(scene: &Scene, track: &Track) -> bool {
    let life_s: f64 = scene.bits(track).map(|bit| bit.length_s).sum();
    let is_main = scene.history.processes[track.process].id == track.id;
    let asleep_s = scene.time_in_s(track, |state| state == State::Asleep);
    !is_main && asleep_s > STANDS_BY * life_s
}

/// Whether nobody can say if what a thread does is what the others wait for.
fn cannot_be_told(bit: &Bit) -> bool {
    matches!(bit.state, State::Other | State::Unknown)
}

/// How many waits at once keep a core busy, by the rule 1 + waiting / computing.
fn more_at_once(at_once: f64, busy: f64) -> String {
    let workers = at_once / busy.max(1e-9);
    if !WORKERS.contains(&workers) {
        return "More at once help, as far as the other side accepts them: threads, or async for \
                thousands."
            .to_owned();
    }
    format!(
        "More at once help, until about {workers:.0} keep one core busy, as far as the other side \
         accepts them."
    )
}
