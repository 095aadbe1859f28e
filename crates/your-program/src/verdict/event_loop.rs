//! An event loop that is held up.

use sampler::{Bit, Scene, State, Track};
use stopwatch::text;

use super::{Finding, worst};
use crate::rows;

/// Who stays away from the loop for less is not missed, in seconds.
const SHORTEST_S: f64 = 0.1;
/// Less than this of all the time, and than so many seconds, does not stand out.
const SHARE: f64 = 0.05;
const LEAST_S: f64 = 0.2;

pub(super) fn find(scene: &Scene) -> Option<Finding> {
    let processes = 0..scene.history.processes.len();
    let of_process = |process| {
        let visits = |track: &&Track| {
            track.slices.iter().any(|it| it.state == State::EventLoop)
        };
        let mut visitors = scene.threads_of(process).filter(visits);
        // Threads that sit in a loop by turns do so for one another.
        let only = visitors.next().filter(|_| visitors.next().is_none())?;
        held_up(scene, process, only)
    };
    worst(processes.filter_map(of_process).collect(), "processes")
}

/// A time away from the loop, and what took most of it: computing, where that is no state.
struct Absence {
    /// As it would be on a free machine: waits for a core are left out.
    length_s: f64,
    state: Option<State>,
}

/// What is found of the loop of a process, and how many seconds it is held up.
fn held_up(
    scene: &Scene,
    process: usize,
    track: &Track,
) -> Option<(f64, Finding)> {
    let bits: Vec<Bit> = scene.bits(track).collect();
    let is_loop = |bit: &Bit| {
        bit.state == State::EventLoop && bit.rest_s() > 0.3 * bit.length_s
    };
    let first = bits.iter().position(is_loop)?;
    let last = bits.iter().rposition(is_loop)?;
    let absences = bits[first..=last].split(is_loop).filter_map(absence);
    let absences: Vec<Absence> =
        absences.filter(|it| it.length_s >= SHORTEST_S).collect();
    let total_s: f64 = absences.iter().map(|it| it.length_s).sum();
    let longest =
        absences.iter().max_by(|a, b| a.length_s.total_cmp(&b.length_s))?;
    if total_s < (SHARE * scene.watched_s()).max(LEAST_S) {
        return None;
    }
    let (by_what, advice) = match longest.state {
        // Many short tasks, one after another, look the same from outside.
        None => (
            "computing".to_owned(),
            "One of its tasks computes for so long, and the others wait for it; or all together have \
             more to do than one thread can. (Between two loops, as of asyncio.run, that is no fault.) Hand computing to a process in Python (run_in_executor with a \
             ProcessPoolExecutor), and to spawn_blocking in Rust.",
        ),
        Some(State::Asleep) => (
            "asleep".to_owned(),
            "Meanwhile none of its other tasks goes on. Await the loop's own sleep (asyncio.sleep, \
             tokio::time::sleep), or hand what sleeps to a thread (asyncio.to_thread, spawn_blocking).",
        ),
        Some(state) => (
            format!("waiting: {}", rows::word(state)),
            "Meanwhile none of its other tasks goes on. Hand what waits to a thread (asyncio.to_thread, \
             spawn_blocking), or take a library that awaits it.",
        ),
    };
    let finding = Finding {
        cause: "Its event loop is held up",
        evidence: format!(
            "the loop of {} is left alone for {} or more {}, {} in all, the longest time {}, {by_what}.",
            rows::process_label(scene.history, process),
            text::duration(SHORTEST_S),
            text::counted(absences.len() as u64, "time"),
            text::duration(total_s),
            text::duration(longest.length_s),
        ),
        advice: advice.to_owned(),
    };
    Some((total_s, finding))
}

/// What happened between two visits to the loop; `None` where that holds nobody up, or cannot be told.
fn absence(bits: &[Bit]) -> Option<Absence> {
    let sum = |of: &dyn Fn(&Bit) -> f64| -> f64 { bits.iter().map(of).sum() };
    let length_s = sum(&|bit| bit.length_s - bit.no_core_s);
    let computing_s = sum(&|bit| bit.computing_s);
    if computing_s > 0.5 * length_s {
        return Some(Absence { length_s: computing_s, state: None });
    }
    let waits =
        [State::Asleep, State::Network, State::Disk, State::Child, State::Pipe];
    let waits = waits.map(|state| {
        (state, sum(&|bit| if bit.state == state { bit.rest_s() } else { 0.0 }))
    });
    let (state, time_s) =
        waits.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    (time_s > 0.5 * length_s)
        .then_some(Absence { length_s, state: Some(state) })
}
