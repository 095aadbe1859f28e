//! Threads that wait for one another, for ever.

use std::time::Duration;

use crate::{Scene, Slice, State, Track};

/// How long nobody may move before that is called a standstill.
pub const STANDSTILL: Duration = Duration::from_secs(1);
/// Nobody moves while all wait for one another for more than this of the time: how long threads waited for
/// a core when they were made to end may be counted for the time before.
const STILL: f64 = 0.85;
/// Who is made to end may wait so long for a core to do it on a busy machine, in seconds; or for so many
/// looks.
const ENDING_S: f64 = 0.1;
const ENDING: usize = 3;

/// That nobody moves any more.
#[derive(Clone, Debug)]
pub struct Standstill {
    /// Since when, in seconds since the beginning.
    pub since_s: f64,
    /// The threads that wait for a lock, a queue or one another, as places in
    /// [`History::threads`](crate::History::threads). The others wait for the end of a process.
    pub locks: Vec<usize>,
}

impl Standstill {
    /// The one in which all ended, if it did in one that would have gone on for ever.
    pub fn of(scene: &Scene) -> Option<Self> {
        let history = scene.history;
        let is_ending = |look: &usize| {
            look + ENDING >= scene.moments.len()
                || scene.watched_s() - history.looks[*look] < ENDING_S
        };
        let until = (0..scene.moments.len()).find(is_ending)?;
        let still = scene.moments[..until].iter().rev().take_while(|moment| moment.still() > STILL);
        let since = until - still.count();
        let since_s = history.looks[since];
        if scene.watched_s() - since_s < STANDSTILL.as_secs_f64() {
            return None;
        }
        let is_part = |slice: &&Slice| (slice.from as usize) < until && slice.to as usize > since;
        let waits = |(place, track): (usize, &Track)| {
            let slices = track.slices.iter().filter(is_part);
            (place, track.process, slices.map(|slice| slice.state).collect::<Vec<State>>())
        };
        let waits = history.threads.iter().enumerate().map(waits);
        let waits: Vec<_> = waits.filter(|(.., states)| !states.is_empty()).collect();
        let states = || waits.iter().flat_map(|(.., states)| states);
        let is_lock = |state: &State| matches!(state, State::Lock | State::SharedLock);
        let locks = waits.iter().filter(|(.., states)| states.iter().any(is_lock));
        let locks: Vec<usize> = locks.map(|(place, ..)| *place).collect();
        // One that several processes share may be let go by another that is not watched.
        let processes = || waits.iter().map(|(_, process, _)| process);
        let is_one_process = processes().min() == processes().max();
        let is_shared = states().any(|state| *state == State::SharedLock);
        let all_for_ever = states().all(|state| is_lock(state) || *state == State::Child);
        let is_it = all_for_ever && !locks.is_empty() && !(is_shared && is_one_process);
        is_it.then_some(Self { since_s, locks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{History, Process};

    /// The standstill of two threads that waited for a lock until a look, of which there is one every ten
    /// milliseconds, and then for a core.
    fn found(waits_until: u32, ends: u32) -> Option<Standstill> {
        let slice = |from, to, state| Slice { from, to, state, computing_s: 0.0, no_core_s: 0.0 };
        let thread = |id| {
            let mut track = Track::default();
            (track.id, track.name) = (id, "thread".to_owned());
            // The wait for a core may be counted for the wait before it.
            let waits = Slice { no_core_s: 0.05, ..slice(0, waits_until, State::Lock) };
            track.slices = vec![waits, slice(waits_until, ends, State::Runs)];
            track
        };
        let mut history = History::default();
        history.looks = (0..=ends).map(|look| f64::from(look) / 100.0).collect();
        history.processes =
            vec![Process { id: 1, name: "program".to_owned(), ..Process::default() }];
        history.threads = vec![thread(1), thread(2)];
        Standstill::of(&Scene::new(&history, 2))
    }

    #[test]
    fn who_is_made_to_end_may_wait_for_a_core_before_it_does() {
        let standstill = found(190, 198).unwrap();
        assert_eq!((standstill.since_s, standstill.locks), (0.0, vec![0, 1]));
    }

    #[test]
    fn who_goes_on_does_not_stand_still() {
        assert!(found(150, 200).is_none());
    }
}
