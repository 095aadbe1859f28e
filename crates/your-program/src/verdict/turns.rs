//! Threads that could compute at once, and take turns.

use sampler::{Scene, State, Track};
use stopwatch::text;

use super::{Finding, percent, worst};
use crate::rows;

/// Who wants to compute for less of the time between two looks does not want to.
const WANTS: f64 = 0.05;
/// Threads that take turns get no more cores than this, all together; and no more want one, but for the
/// moment in which one hands on its turn, and no fewer.
const ONE_CORE: f64 = 1.25;
const ABOUT_ONE: f64 = 1.5;
const SOMEBODY: f64 = 0.1;
/// They take turns for so much of the time in which several want to compute.
const MOSTLY: f64 = 0.5;
/// What goes on for less of the time, or for less than so many seconds, does not stand out.
const SHARE: f64 = 0.2;
const SHORTEST_S: f64 = 0.2;
/// Of the time in which several want to compute, at least one waits for so much of it.
const WAITS: f64 = 0.3;
/// Threads that hand a lock on have a use for a core at least for so much of the time, and all the others
/// wait for so much of it.
const BUSY: f64 = 0.75;
const WAIT_ALL: f64 = 0.6;

pub(super) fn find(scene: &Scene) -> Vec<Finding> {
    let (mut under_the_gil, mut under_a_lock) = (Vec::new(), Vec::new());
    for process in 0..scene.history.processes.len() {
        match gil(scene, process) {
            Some(found) => under_the_gil.push(found),
            None => under_a_lock.extend(lock(scene, process)),
        }
    }
    [under_the_gil, under_a_lock]
        .into_iter()
        .filter_map(|it| worst(it, "processes"))
        .collect()
}

/// The time in which several threads wanted to compute, and no more than one at a time could.
#[derive(Default)]
struct Turns {
    time_s: f64,
    computing_s: f64,
    could_compute_s: f64,
    waiting_s: f64,
    /// The number of threads, times the time.
    wanting_s: f64,
    /// The time in which several wanted to compute, whether or not they took turns.
    several_s: f64,
}

impl Turns {
    /// Adds up when several of these threads computed or waited like this, got one core at most, and no
    /// more than so many of them could use one: where others wait for a core, that is what is missing.
    fn of(
        scene: &Scene,
        threads: &[&Track],
        most: f64,
        is_turn: impl Fn(State) -> bool,
    ) -> Self {
        #[derive(Clone, Copy, Default)]
        struct At {
            wanting: f64,
            computing_s: f64,
            could_compute_s: f64,
            waiting_s: f64,
        }
        let mut at = vec![At::default(); scene.moments.len()];
        for bit in threads.iter().flat_map(|track| scene.bits(track)) {
            let waits =
                is_turn(bit.state) && bit.rest_s() > WANTS * bit.length_s;
            if bit.wants() > WANTS || waits {
                at[bit.at].wanting += 1.0;
            }
            at[bit.at].computing_s += bit.computing_s;
            at[bit.at].could_compute_s += bit.computing_s + bit.no_core_s;
            at[bit.at].waiting_s +=
                if is_turn(bit.state) { bit.rest_s() } else { 0.0 };
        }
        let mut turns = Self::default();
        for (at, moment) in at.iter().zip(&scene.moments) {
            if at.wanting < 2.0 {
                continue;
            }
            turns.several_s += moment.length_s;
            let could_compute = at.could_compute_s / moment.length_s;
            let one_core_s = ONE_CORE * moment.length_s;
            if (SOMEBODY..=most).contains(&could_compute)
                && at.computing_s <= one_core_s
            {
                turns.time_s += moment.length_s;
                turns.computing_s += at.computing_s;
                turns.could_compute_s += at.could_compute_s;
                turns.waiting_s += at.waiting_s;
                turns.wanting_s += at.wanting * moment.length_s;
            }
        }
        turns
    }

    fn stand_out(&self, scene: &Scene) -> bool {
        self.time_s > (SHARE * scene.watched_s()).max(SHORTEST_S)
            && self.time_s > MOSTLY * self.several_s
            && self.waiting_s > WAITS * self.time_s
    }

    fn evidence(
        &self,
        scene: &Scene,
        process: usize,
        threads: usize,
    ) -> String {
        let wanting =
            (self.wanting_s / self.time_s).clamp(2.0, threads.max(2) as f64);
        format!(
            "in {}, {wanting:.0} threads want to compute at once during {} of the time, and together \
             they get {:.2} cores",
            rows::process_label(scene.history, process),
            percent(self.time_s / scene.watched_s()),
            self.computing_s / self.time_s,
        )
    }
}

/// Python's threads, under the lock of its interpreter, and how many seconds they wait.
fn gil(scene: &Scene, process: usize) -> Option<(f64, Finding)> {
    let waits = |track: &&Track| scene.is_under_the_gil(track);
    let threads: Vec<&Track> =
        scene.threads_of(process).filter(waits).collect();
    let turns =
        Turns::of(scene, &threads, f64::INFINITY, |state| state == State::Gil);
    let finding = || {
        Finding {
        cause: "They take turns",
        evidence: format!(
            "{}: while one computes, the others wait for the lock of Python's interpreter, the GIL ({} \
             of waiting in all).",
            turns.evidence(scene, process, threads.len()),
            text::duration(turns.waiting_s),
        ),
        advice: "Try processes (ProcessPoolExecutor), a free-threaded build of Python (python3.14t), or \
                 code that lets go of the GIL while it computes."
            .to_owned(),
    }
    };
    turns.stand_out(scene).then(|| (turns.waiting_s, finding()))
}

/// The same of threads of any language, under a lock of the program: those that share the computing.
fn lock(scene: &Scene, process: usize) -> Option<(f64, Finding)> {
    let computing_s: f64 =
        scene.threads_of(process).map(Track::computing_s).sum();
    let is_worker = |track: &&Track| {
        let is_main = scene.history.processes[process].id == track.id;
        !is_main && track.computing_s() > 0.1 * computing_s
    };
    let threads: Vec<&Track> =
        scene.threads_of(process).filter(is_worker).collect();
    let is_lock = |state| matches!(state, State::Lock | State::TimedLock);
    let turns = Turns::of(scene, &threads, ABOUT_ONE, is_lock);
    let others = threads.len().saturating_sub(1) as f64;
    // Who waits for work in a queue leaves the cores to nobody: all threads have to wait but one, and
    // that one to compute.
    let all_wait_but_one = turns.waiting_s > WAIT_ALL * others * turns.time_s;
    let is_busy = turns.could_compute_s > BUSY * turns.time_s;
    // Of two, the one that waits may have nothing to do.
    let is_it = threads.len() > 2
        && turns.stand_out(scene)
        && all_wait_but_one
        && is_busy;
    let finding = || {
        Finding {
        cause: "They take turns",
        evidence: format!(
            "{}: while one computes, the others wait for a lock or a queue ({} of waiting in all).",
            turns.evidence(scene, process, threads.len()),
            text::duration(turns.waiting_s),
        ),
        advice:
            "Try to hold the lock only while something shared is read or written, and to compute \
                 outside of it; or give each thread data of its own."
                .to_owned(),
    }
    };
    is_it.then(|| (turns.waiting_s, finding()))
}
