//! What was seen of a command, from look to look, in the form in which it is judged.

use std::iter;

use crate::{Allowed, History, Limits, State, Track, state::Kind};

/// A command that was watched.
#[derive(Debug)]
pub struct Scene<'h> {
    /// What each of its threads did.
    pub history: &'h History,
    /// The cores of the machine that it could use.
    pub cores: usize,
    /// The same for all threads together, from look to look.
    pub moments: Vec<Moment>,
    /// For each process the places of its threads.
    threads: Vec<Vec<usize>>,
}

/// From one look to the next, all threads together, in seconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moment {
    /// From when to when.
    pub length_s: f64,
    /// How long they computed.
    pub computing_s: f64,
    /// How long they could have computed, and had no core.
    pub no_core_s: f64,
    /// How long they were at something outside, or at nobody knows what.
    pub outside_s: f64,
    /// Whether one of them was in an event loop.
    pub in_a_loop: bool,
}

/// From one look to the next, one thread, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Bit {
    /// Which moment it is.
    pub at: usize,
    /// From when to when.
    pub length_s: f64,
    /// How long it computed.
    pub computing_s: f64,
    /// How long it could have computed, and had no core.
    pub no_core_s: f64,
    /// What it did with the rest of the time.
    pub state: State,
}

/// Processes that may use the same.
#[derive(Debug)]
pub(crate) struct Group {
    /// Their places in [`History::processes`].
    pub(crate) processes: Vec<usize>,
    /// What each of them may use, where that could be read.
    pub(crate) allowed: Option<Allowed>,
}

impl Moment {
    /// The part of the time in which nobody was at work, but for event loops.
    pub(crate) fn idle(&self) -> f64 {
        let at_work_s = self.computing_s + self.no_core_s + self.outside_s;
        (1.0 - at_work_s / self.length_s).max(0.0)
    }

    /// The part of the time in which all threads waited for one another.
    pub(crate) fn still(&self) -> f64 {
        if self.in_a_loop { 0.0 } else { self.idle() }
    }
}

impl Bit {
    /// The time in which it neither computed nor was without a core, in seconds.
    pub fn rest_s(&self) -> f64 {
        (self.length_s - self.computing_s - self.no_core_s).max(0.0)
    }

    /// Which part of the time it could use a core, with or without one.
    pub fn wants(&self) -> f64 {
        (self.computing_s + self.no_core_s) / self.length_s
    }
}

/// In such a time what a thread does by turns evens out, in seconds.
const WINDOW_S: f64 = 0.2;
/// What it does in less of it tells nothing, in seconds.
const KNOWN_S: f64 = 0.001;

impl<'h> Scene<'h> {
    /// What was seen of a command that could use so many cores of the machine.
    pub fn new(history: &'h History, cores: usize) -> Self {
        let lengths = history.looks.windows(2).map(|looks| looks[1] - looks[0]);
        let moments = lengths.map(|length_s| Moment { length_s, ..Moment::default() });
        let threads = vec![Vec::new(); history.processes.len()];
        let mut scene = Self { history, cores, moments: moments.collect(), threads };
        for (place, track) in history.threads.iter().enumerate() {
            scene.threads[track.process].push(place);
            for bit in bits(history, track) {
                let moment = &mut scene.moments[bit.at];
                moment.computing_s += bit.computing_s;
                moment.no_core_s += bit.no_core_s;
                match bit.state.kind() {
                    Kind::Outside | Kind::Unknown | Kind::Runs => moment.outside_s += bit.rest_s(),
                    Kind::Loop => moment.in_a_loop = true,
                    Kind::Inside | Kind::Stopped => {}
                }
            }
        }
        scene
    }

    /// The time watched, in seconds.
    pub fn watched_s(&self) -> f64 {
        self.history.watched_s()
    }

    /// What a thread did, from look to look.
    pub fn bits(&self, track: &'h Track) -> impl Iterator<Item = Bit> {
        bits(self.history, track)
    }

    /// The places of a process's threads in [`History::threads`].
    pub fn places_of(&self, process: usize) -> &[usize] {
        &self.threads[process]
    }

    /// The threads of a process.
    pub fn threads_of(&self, process: usize) -> impl Iterator<Item = &'h Track> {
        self.threads[process].iter().map(|place| &self.history.threads[*place])
    }

    /// What all that computed may use together.
    pub fn limits(&self) -> Limits {
        const COMPUTED: f64 = 0.1;
        let groups = self.groups();
        let wanted_s = |group: &Group| -> f64 {
            let tracks = group.processes.iter().flat_map(|process| self.threads_of(*process));
            tracks.map(|track| track.computing_s() + track.no_core_s()).sum()
        };
        let all_s: f64 = groups.iter().map(wanted_s).sum();
        let computed = groups.iter().filter(|group| wanted_s(group) >= COMPUTED * all_s);
        let allowed: Vec<Option<&Allowed>> = computed.map(|group| group.allowed.as_ref()).collect();
        Limits::of(&allowed, self.cores)
    }

    /// The processes, in groups that may use the same.
    pub(crate) fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (place, process) in self.history.processes.iter().enumerate() {
            // Who could not be asked may use what its parent may.
            let known =
                iter::successors(Some(process), |it| Some(&self.history.processes[it.parent?]));
            let allowed = known.filter_map(|it| it.allowed.as_ref()).next();
            match groups.iter_mut().find(|group| group.allowed.as_ref() == allowed) {
                Some(group) => group.processes.push(place),
                None => groups.push(Group { allowed: allowed.cloned(), processes: vec![place] }),
            }
        }
        groups
    }

    /// CPU time of all threads, in seconds.
    pub fn computing_s(&self) -> f64 {
        self.moments.iter().map(|moment| moment.computing_s).sum()
    }

    /// The time that they could have computed, and had no core, in seconds.
    pub fn no_core_s(&self) -> f64 {
        self.moments.iter().map(|moment| moment.no_core_s).sum()
    }

    /// How many cores computed for it, on average.
    pub fn cores_busy(&self) -> f64 {
        // A sum of nothing is -0.
        (self.computing_s() / self.watched_s().max(1e-9)).abs()
    }

    /// Whether a thread waits for the lock of Python's interpreter for a good part of the time in which it
    /// has something to compute. On a busy machine such a thread also waits for a core, only to find that
    /// the lock is still taken.
    pub fn is_under_the_gil(&self, track: &'h Track) -> bool {
        const SHARE: f64 = 0.2;
        let gil_s = self.time_in_s(track, |state| state == State::Gil);
        gil_s > SHARE * (gil_s + track.computing_s() + track.no_core_s())
    }

    /// How many cores a thread would use at each moment in which it is there, had it one whenever it could
    /// use one.
    ///
    /// On a busy machine, even who has little to do is without a core most of the time. So that time counts
    /// as far as the thread computes in what is left of the time around it.
    pub fn demand(&self, track: &'h Track) -> Vec<(usize, f64)> {
        let bits: Vec<Bit> = self.bits(track).collect();
        let window = |bit: &Bit| (self.history.looks[bit.at] / WINDOW_S) as usize;
        let windows = bits.chunk_by(|a, b| window(a) == window(b));
        let of_window = |bits: &[Bit]| {
            let computing_s: f64 = bits.iter().map(|bit| bit.computing_s).sum();
            let rest_s: f64 = bits.iter().map(Bit::rest_s).sum();
            let known_s = computing_s + rest_s;
            let part = if known_s > KNOWN_S { computing_s / known_s } else { 1.0 };
            let demand = |bit: &Bit| (bit.computing_s + part * bit.no_core_s) / bit.length_s;
            bits.iter().map(|bit| (bit.at, demand(bit))).collect::<Vec<_>>()
        };
        windows.flat_map(of_window).collect()
    }

    /// How long a thread was in a state, in seconds.
    pub fn time_in_s(&self, track: &'h Track, is_it: impl Fn(State) -> bool) -> f64 {
        self.bits(track).filter(|bit| is_it(bit.state)).map(|bit| bit.rest_s()).sum()
    }
}

fn bits<'h>(history: &'h History, track: &'h Track) -> impl Iterator<Item = Bit> {
    track.slices.iter().flat_map(move |slice| {
        let moments = slice.from as usize..slice.to as usize;
        let part = 1.0 / moments.len().max(1) as f64;
        moments.map(move |at| Bit {
            at,
            length_s: history.looks[at + 1] - history.looks[at],
            computing_s: f64::from(slice.computing_s) * part,
            no_core_s: f64::from(slice.no_core_s) * part,
            state: slice.state,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Process, Slice};

    /// A thread at looks ten milliseconds apart: what it computed, and how long it had no core, in
    /// milliseconds.
    fn demand(looks: &[(f32, f32)]) -> f64 {
        let slice = |(from, (computing_ms, no_core_ms)): (u32, &(f32, f32))| Slice {
            from,
            to: from + 1,
            state: State::Pipe,
            computing_s: computing_ms / 1000.0,
            no_core_s: no_core_ms / 1000.0,
        };
        let mut track = Track::default();
        track.slices = (0..).zip(looks).map(slice).collect();
        let mut history = History::default();
        history.looks = (0..=looks.len()).map(|look| look as f64 / 100.0).collect();
        history.threads = vec![track];
        history.processes = vec![Process::default()];
        let demand = Scene::new(&history, 2).demand(&history.threads[0]);
        demand.iter().map(|(_, cores)| cores).sum::<f64>() / looks.len() as f64
    }

    #[test]
    fn who_always_has_something_to_do_wants_one_core_however_little_it_has() {
        assert!((demand(&[(10.0, 0.0); 10]) - 1.0).abs() < 1e-6);
        assert!((demand(&[(1.0, 9.0); 10]) - 1.0).abs() < 1e-6);
        assert!((demand(&[(0.0, 10.0); 10]) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn who_has_little_to_do_wants_little_even_where_it_has_no_core_for_that() {
        assert!((demand(&[(1.0, 0.0); 10]) - 0.1).abs() < 1e-6);
        let busy = demand(&[(0.0, 10.0), (0.0, 10.0), (1.0, 0.0)].repeat(6));
        assert!((busy - 0.1).abs() < 1e-6, "{busy}");
    }
}
