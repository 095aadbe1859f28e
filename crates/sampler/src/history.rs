//! Keeps what each thread did, look by look, so that it can be drawn and judged.

use std::{collections::HashMap, mem, time::Duration};

use crate::{Allowed, State, Thread};

mod track;

use track::length_s;
pub use track::{Slice, Track};

/// Longer than between any two looks: the time between was not seen, the whole machine slept.
const NOT_SEEN: Duration = Duration::from_secs(2);

/// What the threads of a command, and of all that it started, did: from look to look.
///
/// Times are those on the clock, in seconds since the first look; a time in which all was stopped, or
/// the machine slept, is left out.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// When each look was. The first is the beginning.
    pub looks: Vec<f64>,
    /// In the order in which they were first seen.
    pub threads: Vec<Track>,
    /// In the order in which they were first seen.
    pub processes: Vec<Process>,
    /// CPU time that looking took, in seconds.
    pub looking_s: f64,
    /// For how many waits the system did not say for what.
    pub withheld: usize,
    /// When the last look was, on the clock.
    last: Option<Duration>,
    /// The threads that were there at the last look, by process and thread.
    current: HashMap<(u32, u32), usize>,
    current_processes: HashMap<u32, usize>,
}

/// A process, as it was last seen.
#[derive(Clone, Debug, Default)]
pub struct Process {
    /// Its number.
    pub id: u32,
    /// The one that started it, in [`History::processes`], if that was seen.
    pub parent: Option<usize>,
    /// The program's name, cut by Linux to 15 bytes.
    pub name: String,
    /// The program and its arguments; empty where the system does not tell.
    pub command: Vec<String>,
    /// Which libraries for parallel arithmetic it has loaded, such as `openblas`, where that was asked.
    pub libraries: Vec<&'static str>,
    /// What it may use, where that could be read.
    pub allowed: Option<Allowed>,
}

impl History {
    /// Adds a look at all threads, so long after the first one.
    pub(crate) fn add(&mut self, at: Duration, threads: &[Thread]) {
        let length = at.saturating_sub(self.last.replace(at).unwrap_or(at));
        let is_awake = |thread: &Thread| thread.state != State::Stopped;
        let is_seen = !length.is_zero() && length < NOT_SEEN && threads.iter().any(is_awake);
        let now = self.looks.len() as u32;
        if now > 0 && !is_seen {
            self.take_counts(threads);
            return;
        }
        self.looks.push(self.watched_s() + length.as_secs_f64());
        let was = mem::take(&mut self.current);
        for thread in threads.iter().filter(|thread| is_awake(thread)) {
            // Who was not there at the last look is another one, to whom the number was given.
            let place = was.get(&thread.id).copied().unwrap_or_else(|| self.begin(thread));
            self.current.insert(thread.id, place);
            let track = &mut self.threads[place];
            let (computing_s, no_core_s) = track.growth(thread);
            if now > 0 {
                let rest = Slice::new(now, thread.state);
                track.add(rest, length.as_secs_f32(), computing_s, no_core_s, &self.looks);
            }
        }
    }

    /// Takes note of what is counted while nothing is watched, so that it is not counted later.
    fn take_counts(&mut self, threads: &[Thread]) {
        for thread in threads {
            if let Some(place) = self.current.get(&thread.id) {
                self.threads[*place].growth(thread);
            }
        }
    }

    fn begin(&mut self, thread: &Thread) -> usize {
        let process = self.process(thread.id.0, None);
        let is_first_look = self.looks.len() == 1;
        let mut track = Track::new(process, thread.id.1);
        // What it did before it was watched is not seen.
        if is_first_look {
            track.growth(thread);
        }
        self.threads.push(track);
        self.threads.len() - 1
    }

    /// The place of a process that is there now, which that one started.
    pub(crate) fn process(&mut self, id: u32, parent: Option<usize>) -> usize {
        *self.current_processes.entry(id).or_insert_with(|| {
            self.processes.push(Process { id, parent, ..Process::default() });
            self.processes.len() - 1
        })
    }

    /// Forgets that a process is there: its number may be given to another one.
    pub(crate) fn has_ended(&mut self, process: u32) {
        self.current_processes.remove(&process);
        self.current.retain(|(its, _), _| *its != process);
    }

    /// The thread with these numbers, if it was there at the last look.
    pub(crate) fn thread_mut(&mut self, id: (u32, u32)) -> Option<&mut Track> {
        self.current.get(&id).map(|place| &mut self.threads[*place])
    }

    /// Settles what only the end shows.
    pub(crate) fn settle(&mut self) {
        let looks = &self.looks;
        self.threads.iter_mut().for_each(|track| track.settle(looks));
    }

    /// The time watched, in seconds.
    pub fn watched_s(&self) -> f64 {
        self.looks.last().copied().unwrap_or(0.0)
    }

    /// How long a slice is, in seconds.
    pub fn length_s(&self, slice: &Slice) -> f64 {
        length_s(&self.looks, slice)
    }

    /// From when to when a slice is, in seconds.
    pub fn span_s(&self, slice: &Slice) -> (f64, f64) {
        (self.looks[slice.from as usize], self.looks[slice.to as usize])
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const LOOK: Duration = Duration::from_millis(10);

    /// A thread at looks ten milliseconds apart: its state, and what it had computed and waited by then.
    fn watched(looks: &[(State, u64, u64)]) -> History {
        let mut history = History::default();
        for (number, (state, computing_ms, no_core_ms)) in (0..).zip(looks) {
            let thread = Thread {
                id: (1, 1),
                state: *state,
                computing: Duration::from_millis(*computing_ms),
                no_core: Duration::from_millis(*no_core_ms),
            };
            history.add(LOOK * number, &[thread]);
        }
        history.settle();
        history
    }

    fn sums_ms(history: &History) -> (u64, u64) {
        let ms = |seconds: f64| (seconds * 1000.0).round() as u64;
        (ms(history.threads[0].computing_s()), ms(history.threads[0].no_core_s()))
    }

    #[test]
    fn what_it_had_computed_before_does_not_count() {
        let history = watched(&[(State::Runs, 5000, 70), (State::Runs, 5010, 70)]);
        assert_eq!(sums_ms(&history), (10, 0));
    }

    #[test]
    fn a_wait_for_a_core_counts_when_it_was_and_not_when_it_ended() {
        let runs = |computing_ms, no_core_ms| (State::Runs, computing_ms, no_core_ms);
        let history = watched(&[runs(0, 0), runs(10, 0), runs(10, 0), runs(10, 0), runs(15, 25)]);
        assert_eq!(sums_ms(&history), (15, 25));
        let no_core = history.threads[0].slices.iter().map(|slice| slice.no_core_s);
        assert!(no_core.skip(1).all(|no_core_s| no_core_s > 0.004), "{history:?}");
    }

    #[test]
    fn a_pause_that_the_kernel_counts_nowhere_is_one_without_a_core() {
        let runs = |computing_ms| (State::Runs, computing_ms, 0);
        let history = watched(&[runs(0), runs(10), runs(10), runs(10), runs(20)]);
        assert_eq!(sums_ms(&history), (20, 20));
    }

    #[test]
    fn who_has_just_woken_waited_for_the_same_as_before() {
        let history = watched(&[
            (State::Gil, 0, 0),
            (State::Gil, 0, 0),
            (State::Runs, 0, 0),
            (State::Gil, 0, 0),
        ]);
        assert_eq!(sums_ms(&history), (0, 0));
        assert!(history.threads[0].slices.iter().all(|slice| slice.state == State::Gil));
    }

    #[test]
    fn a_long_wait_is_one_slice() {
        let history = watched(&[(State::Network, 0, 0); 1000]);
        assert_eq!(history.threads[0].slices.len(), 1);
        assert!((history.length_s(&history.threads[0].slices[0]) - 9.99).abs() < 1e-6);
    }
}
