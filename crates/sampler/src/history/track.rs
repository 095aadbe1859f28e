//! What one thread did, stretch by stretch.

use std::time::Duration;

use crate::{State, Thread};

/// What one thread did.
#[derive(Clone, Debug, Default)]
pub struct Track {
    /// Its place in [`History::processes`](super::History::processes).
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
    /// The look at its beginning, in [`History::looks`](super::History::looks).
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

pub(super) fn length_s(looks: &[f64], slice: &Slice) -> f64 {
    looks[slice.to as usize] - looks[slice.from as usize]
}

impl Slice {
    pub(super) fn new(look: u32, state: State) -> Self {
        Self { from: look - 1, to: look, state, computing_s: 0.0, no_core_s: 0.0 }
    }
}

impl Track {
    pub(super) fn new(process: usize, id: u32) -> Self {
        Self { process, id, ..Self::default() }
    }

    /// What the system counted since the last look, in seconds.
    pub(super) fn growth(&mut self, thread: &Thread) -> (f32, f32) {
        let growth = |now: Duration, before: Duration| now.checked_sub(before).unwrap_or(now);
        let computing_s = growth(thread.computing, self.computing).as_secs_f32();
        let no_core_s = growth(thread.no_core, self.no_core).as_secs_f32();
        (self.computing, self.no_core) = (thread.computing, thread.no_core);
        (computing_s, no_core_s)
    }

    pub(super) fn add(
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
    pub(super) fn settle(&mut self, looks: &[f64]) {
        let is_open = |slice: &Slice| {
            slice.state == State::Runs && slice.room_s(looks) > 0.5 * length_s(looks, slice) as f32
        };
        let open: Vec<bool> = self.slices.iter().map(is_open).collect();
        // What a thread is at when it begins may go unseen.
        let is_known = |slice: &&Slice| !matches!(slice.state, State::Runs | State::Unknown);
        let mut before = self.slices.iter().find(is_known).map(|it| it.state);
        for (place, slice) in self.slices.iter_mut().enumerate() {
            if slice.state == State::Runs {
                // One that has just begun waits for its first core.
                let goes_on = place == 0 || open[place - 1] || open.get(place + 1) == Some(&true);
                if open[place] && goes_on {
                    slice.no_core_s += slice.room_s(looks);
                }
                slice.state = before.unwrap_or(State::Runs);
            } else if slice.state == State::Unknown {
                // It was being woken at that instant.
                slice.state = before.unwrap_or(State::Unknown);
            } else {
                before = Some(slice.state);
            }
        }
    }

    /// How many looks it was there, or one more.
    pub(crate) fn looks(&self) -> u32 {
        let (first, last) = (self.slices.first(), self.slices.last());
        first.zip(last).map_or(0, |(first, last)| last.to - first.from)
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
