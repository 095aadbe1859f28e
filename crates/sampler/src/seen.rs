//! The figures that come out.

use std::collections::HashMap;

use crate::{Limits, Scene, Shortage, Track};

mod account;
mod span;

use account::Account;
use span::{Span, joined};

/// With this share of all computing, a thread is one of those that compute.
const COMPUTES: f64 = 0.1;
/// A thread that computes for at least this share of its life, waits for a core left out, does nothing
/// else; and such threads are there all the time when they are for at least this share of it.
const ONLY_COMPUTES: f64 = 0.8;
/// A process that was there at fewer looks than this was only glimpsed: it may have been doing anything.
const GLIMPSED: u32 = 3;

/// What the threads of a command, and of all that it started, did with their time.
///
/// Seconds are those of all threads together: two threads that wait for a second are two seconds.
/// What a thread does at an instant is seen only at looks; what it computed, and how long it wanted a
/// core in vain, the system counts without gaps.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// How often the command was looked at.
    pub looks: usize,
    /// The time on the clock in which it was watched, in seconds.
    pub watched_s: f64,
    /// CPU time of the threads that were seen.
    pub computing_s: f64,
    /// Ready to compute, without a core: others had it, or a limit was reached.
    pub no_core_s: f64,
    /// Waiting for something outside: a server, a disk, a clock.
    pub outside_s: f64,
    /// The part of it that was in event loops, each of which may hold many waits.
    pub in_loops_s: f64,
    /// Waiting, and nobody knows for what.
    pub unknown_s: f64,
    /// Waiting for something outside, or for nobody knows what, beside threads that compute all the
    /// time: the work does not hang on it.
    pub idle_s: f64,
    /// Waiting for one another: locks, queues, pipes, the end of a child.
    pub inside_s: f64,
    /// The time on the clock in which all threads waited for one another.
    pub standstill_s: f64,
    /// The most threads at one look.
    pub threads: usize,
    /// The most processes at one look.
    pub processes: usize,
    /// The part of computing, waiting and having no core that is of processes only glimpsed.
    pub glimpsed_s: f64,
    /// How many threads did a good part of the computing each.
    pub computing_threads: usize,
    /// What kept it from the cores, where something did.
    pub shortage: Option<Shortage>,
    /// What it may use.
    pub limits: Option<Limits>,
}

impl Seen {
    /// The figures of what was seen.
    pub fn of(scene: &Scene) -> Self {
        let tracks = &scene.history.threads;
        let accounts: Vec<Account> = tracks.iter().map(|track| Account::of(scene, track)).collect();
        let busy = accounts.iter().filter(|account| account.computes >= ONLY_COMPUTES);
        let mut busy = joined(busy.map(|account| account.span).collect());
        let busy_s: f64 = busy.iter().map(Span::length_s).sum();
        if busy_s < ONLY_COMPUTES * scene.watched_s() {
            busy.clear();
        }
        let still_s = scene.moments.iter().map(|moment| moment.still() * moment.length_s);
        let is_first = |track: &&Track| track.id == scene.history.processes[track.process].id;
        let mut seen = Self {
            looks: scene.history.looks.len(),
            watched_s: scene.watched_s(),
            standstill_s: still_s.sum(),
            threads: most_at_once(scene, tracks.iter()),
            processes: most_at_once(scene, tracks.iter().filter(is_first)),
            glimpsed_s: glimpsed_s(scene, &accounts),
            shortage: Shortage::of(scene),
            limits: Some(scene.limits()),
            ..Self::default()
        };
        for account in &accounts {
            account.add_to(&mut seen, &busy);
        }
        let much_s = COMPUTES * seen.computing_s;
        let computes =
            |account: &&Account| account.computing_s > 0.0 && account.computing_s >= much_s;
        seen.computing_threads = accounts.iter().filter(computes).count();
        seen
    }

    /// The time of threads that had something to do: all but waiting for one another.
    pub fn active_s(&self) -> f64 {
        self.computing_s + self.no_core_s + self.waiting_s()
    }

    /// The time of threads that waited for something outside, as far as that is known.
    pub fn waiting_s(&self) -> f64 {
        self.outside_s + self.unknown_s
    }
}

/// The most of these threads that were there at one time.
fn most_at_once<'t>(scene: &Scene, tracks: impl Iterator<Item = &'t Track>) -> usize {
    let mut there = vec![0; scene.moments.len()];
    for slice in tracks.flat_map(|track| &track.slices) {
        there[slice.from as usize..slice.to as usize].iter_mut().for_each(|there| *there += 1);
    }
    there.into_iter().max().unwrap_or(0)
}

/// The time of processes that were there at a few looks only, as [`Seen::active_s`].
fn glimpsed_s(scene: &Scene, accounts: &[Account]) -> f64 {
    let tracks = &scene.history.threads;
    let mut looks: HashMap<usize, u32> = HashMap::new();
    for track in tracks {
        let most = looks.entry(track.process).or_default();
        *most = track.looks().max(*most);
    }
    let is_glimpsed = |track: &Track| looks[&track.process] < GLIMPSED;
    let glimpsed = tracks.iter().zip(accounts).filter(|(track, _)| is_glimpsed(track));
    glimpsed.map(|(_, account)| account.active_s()).sum()
}

#[cfg(test)]
pub(super) mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{History, State, Thread};

    pub(super) const TICK: Duration = Duration::from_millis(10);

    /// Looks every ten milliseconds for so many seconds; `threads` says what is seen at each.
    pub(super) fn watched(seconds: u32, threads: impl Fn(u32, Duration) -> Vec<Thread>) -> Seen {
        let looks = (0..=seconds * 100).map(|look| (TICK * look, threads(look, TICK * look)));
        seen_at(looks.collect())
    }

    fn seen_at(looks: Vec<(Duration, Vec<Thread>)>) -> Seen {
        let mut history = History::default();
        looks.iter().for_each(|(at, threads)| history.add(*at, threads));
        history.settle();
        Seen::of(&Scene::new(&history, 2))
    }

    pub(super) fn thread(
        id: (u32, u32),
        state: State,
        computing: Duration,
        no_core: Duration,
    ) -> Thread {
        Thread { id, state, computing, no_core }
    }

    pub(super) fn is_about(figure: f64, expected: f64) -> bool {
        (figure - expected).abs() < 0.06 * expected.max(1.0)
    }

    #[test]
    fn threads_that_wait_at_once_are_as_many_seconds_of_waiting() {
        let seen = watched(2, |_, _| {
            let main = thread((1, 1), State::Lock, Duration::ZERO, Duration::ZERO);
            let sleeps =
                |number| thread((1, number), State::Asleep, Duration::ZERO, Duration::ZERO);
            [main].into_iter().chain((2..34).map(sleeps)).collect()
        });
        assert!(is_about(seen.outside_s, 64.0) && is_about(seen.inside_s, 2.0), "{seen:?}");
        assert_eq!((seen.threads, seen.processes, seen.computing_threads), (33, 1, 0));
        assert!(is_about(seen.active_s() / seen.watched_s, 32.0), "{seen:?}");
    }

    #[test]
    fn an_event_loop_waits_only_while_nobody_works_for_it() {
        let in_a_loop = thread((1, 1), State::EventLoop, Duration::ZERO, Duration::ZERO);
        let alone = watched(1, |_, _| vec![in_a_loop]);
        assert!(is_about(alone.in_loops_s, 1.0) && is_about(alone.outside_s, 1.0), "{alone:?}");
        let helped =
            watched(1, |_, at| vec![in_a_loop, thread((2, 2), State::Runs, at, Duration::ZERO)]);
        assert!(helped.outside_s < 0.01 && is_about(helped.inside_s, 1.0), "{helped:?}");
    }

    #[test]
    fn processes_that_are_gone_after_a_look_or_two_are_only_glimpsed() {
        // As a shell does that starts one after the other, each of which happens to be seen at a wait.
        let seen = watched(1, |look, _| {
            let shell = thread((1, 1), State::Lock, Duration::ZERO, Duration::ZERO);
            let child = (look / 2 + 2, look / 2 + 2);
            vec![shell, thread(child, State::Unknown, Duration::ZERO, Duration::ZERO)]
        });
        assert!(is_about(seen.glimpsed_s, 1.0), "{seen:?}");
        // The threads of one process may come and go.
        let seen = watched(1, |look, _| {
            let brief = thread((1, look + 2), State::Asleep, Duration::ZERO, Duration::ZERO);
            vec![thread((1, 1), State::Lock, Duration::ZERO, Duration::ZERO), brief]
        });
        assert!(seen.glimpsed_s < 0.01 && is_about(seen.outside_s, 1.0), "{seen:?}");
    }

    #[test]
    fn a_standstill_is_time_in_which_all_wait_for_one_another() {
        let waits = |id| thread(id, State::Lock, Duration::ZERO, Duration::ZERO);
        let seen = watched(1, |_, _| vec![waits((1, 1)), waits((1, 2))]);
        assert!(is_about(seen.standstill_s, 1.0) && seen.active_s() < 0.01, "{seen:?}");
    }

    #[test]
    fn while_it_is_stopped_or_the_machine_sleeps_nothing_is_counted() {
        let stopped = thread((1, 1), State::Stopped, Duration::ZERO, Duration::ZERO);
        assert!(watched(1, |_, _| vec![stopped]).watched_s < 0.01);
        let waits = thread((1, 1), State::Asleep, Duration::ZERO, Duration::ZERO);
        let seen = seen_at(vec![(Duration::ZERO, vec![waits]), (TICK * 360_000, vec![waits])]);
        assert!(seen.watched_s < 0.01, "{seen:?}");
    }
}
