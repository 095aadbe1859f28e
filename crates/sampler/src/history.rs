//! Keeps what each thread did, look by look, so that it can be drawn and judged.

use std::{collections::HashMap, time::Duration};

use crate::{State, Thread};

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
}

/// What one thread did.
#[derive(Clone, Debug, Default)]
pub struct Track {
    /// Its place in [`History::processes`].
    pub process: usize,
    /// Its number; that of its process for the first one.
    pub id: u32,
    /// Its name, cut by Linux to 15 bytes.
    pub name: String,
    /// What it did, in order.
    pub slices: Vec<Slice>,
    computing: Duration,
    no_core: Duration,
}

/// A stretch of time of one thread: from one look to another.
///
/// The thread computed and was without a core for so much of it, as the system counts; for the rest it
/// was in the state in which it was seen at the end.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// The look at its beginning, in [`History::looks`].
    pub from: u32,
    /// The look at its end.
    pub to: u32,
    /// What it did with the rest.
    pub state: State,
    /// How long it computed, in seconds.
    pub computing_s: f32,
    /// How long it could have computed, and had no core, in seconds.
    pub no_core_s: f32,
}

/// What is less than this part of a stretch is nothing.
const NOTHING: f32 = 0.01;

impl History {
    /// Adds a look at all threads, when so much time had been watched.
    pub(crate) fn add(&mut self, watched_s: f64, threads: &[Thread]) {
        let now = self.looks.len() as u32;
        let before_s = self.looks.last().copied();
        if before_s == Some(watched_s) && now > 0 {
            self.take_counts(threads);
            return;
        }
        self.looks.push(watched_s);
        let was = std::mem::take(&mut self.current);
        for thread in threads.iter().filter(|thread| thread.state != State::Stopped) {
            // Who was not there at the last look is another one, to whom the number was given.
            let place = was.get(&thread.id).copied().unwrap_or_else(|| self.begin(thread));
            self.current.insert(thread.id, place);
            let track = &mut self.threads[place];
            let (computing_s, no_core_s) = track.growth(thread);
            if let Some(before_s) = before_s {
                let length_s = (watched_s - before_s) as f32;
                let rest = Slice::new(now, thread.state);
                track.add(rest, length_s, computing_s, no_core_s, &self.looks);
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
        let process = self.process(thread.id.0);
        let is_first_look = self.looks.len() == 1;
        let mut track = Track { process, id: thread.id.1, ..Track::default() };
        // What it did before it was watched is not seen.
        if is_first_look {
            track.growth(thread);
        }
        self.threads.push(track);
        self.threads.len() - 1
    }

    /// The place of a process that is there now.
    pub(crate) fn process(&mut self, id: u32) -> usize {
        *self.current_processes.entry(id).or_insert_with(|| {
            self.processes.push(Process { id, ..Process::default() });
            self.processes.len() - 1
        })
    }

    /// Forgets that a process is there: its number may be given to another one.
    pub(crate) fn has_ended(&mut self, process: u32) {
        self.current_processes.remove(&process);
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

fn length_s(looks: &[f64], slice: &Slice) -> f64 {
    looks[slice.to as usize] - looks[slice.from as usize]
}

impl Slice {
    fn new(look: u32, state: State) -> Self {
        Self { from: look - 1, to: look, state, computing_s: 0.0, no_core_s: 0.0 }
    }
}

impl Track {
    /// What the system counted since the last look, in seconds.
    fn growth(&mut self, thread: &Thread) -> (f32, f32) {
        let growth = |now: Duration, before: Duration| now.checked_sub(before).unwrap_or(now);
        let computing_s = growth(thread.computing, self.computing).as_secs_f32();
        let no_core_s = growth(thread.no_core, self.no_core).as_secs_f32();
        (self.computing, self.no_core) = (thread.computing, thread.no_core);
        (computing_s, no_core_s)
    }

    fn add(
        &mut self,
        mut slice: Slice,
        length_s: f32,
        computing_s: f32,
        no_core_s: f32,
        looks: &[f64],
    ) {
        slice.computing_s = computing_s.min(length_s);
        slice.no_core_s = no_core_s.min(length_s - slice.computing_s);
        // The system counts some of it late: a wait for a core only when it ends.
        let late = |counted_s: f32, fits_s: f32| (counted_s - fits_s).max(0.0);
        let computing_s = late(computing_s, slice.computing_s);
        let no_core_s = late(no_core_s, slice.no_core_s);
        if computing_s + no_core_s > NOTHING * length_s {
            self.credit(computing_s, no_core_s, looks);
        }
        let waits = |slice: &Slice, length_s: f32| {
            slice.state != State::Runs && slice.computing_s + slice.no_core_s < NOTHING * length_s
        };
        match self.slices.last_mut() {
            Some(last)
                if last.state == slice.state
                    && last.to == slice.from
                    && waits(&slice, length_s)
                    && waits(last, self::length_s(looks, last) as f32) =>
            {
                last.to = slice.to;
                last.computing_s += slice.computing_s;
                last.no_core_s += slice.no_core_s;
            }
            _ => self.slices.push(slice),
        }
    }

    /// Counts for the slices before, as far as it was seen to run then, what was counted late.
    fn credit(&mut self, mut computing_s: f32, mut no_core_s: f32, looks: &[f64]) {
        for slice in self.slices.iter_mut().rev() {
            if slice.state != State::Runs || computing_s + no_core_s <= 0.0 {
                return;
            }
            let room_s = slice.room_s(looks);
            let computed_s = computing_s.min(room_s);
            let waited_s = no_core_s.min(room_s - computed_s);
            slice.computing_s += computed_s;
            slice.no_core_s += waited_s;
            computing_s -= computed_s;
            no_core_s -= waited_s;
        }
    }

    /// A thread that is seen to run, and neither computes nor is without a core as the system counts,
    /// has just woken; where that goes on, a limit keeps it from the cores, which some kernels do not
    /// count.
    fn settle(&mut self, looks: &[f64]) {
        let is_open = |slice: &Slice| {
            slice.state == State::Runs && slice.room_s(looks) > 0.5 * length_s(looks, slice) as f32
        };
        let open: Vec<bool> = self.slices.iter().map(is_open).collect();
        let mut before = State::Unknown;
        for (place, slice) in self.slices.iter_mut().enumerate() {
            if slice.state == State::Runs {
                let goes_on =
                    place > 0 && open[place - 1] || open.get(place + 1).copied().unwrap_or(false);
                if open[place] && goes_on {
                    slice.no_core_s += slice.room_s(looks);
                }
                slice.state = before;
            } else {
                before = slice.state;
            }
        }
    }

    /// The time that it computed, in seconds.
    pub fn computing_s(&self) -> f64 {
        self.slices.iter().map(|slice| f64::from(slice.computing_s)).sum()
    }

    /// The time that it could have computed, and had no core, in seconds.
    pub fn no_core_s(&self) -> f64 {
        self.slices.iter().map(|slice| f64::from(slice.no_core_s)).sum()
    }
}

impl Slice {
    /// The part of it in which it neither computed nor was without a core, in seconds.
    fn room_s(&self, looks: &[f64]) -> f32 {
        (length_s(looks, self) as f32 - self.computing_s - self.no_core_s).max(0.0)
    }
}

#[cfg(test)]
mod tests {
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
            history.add((LOOK * number).as_secs_f64(), &[thread]);
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
