//! Adds up looks: how long did how many threads compute, want a core, wait?

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use crate::{Limits, State, Thread, state::Kind};

mod past;
mod seen;
mod span;

use past::{Account, Past};
pub use seen::Seen;
use span::{Span, joined};

/// Longer than between any two looks: the time between was not seen, the whole machine slept.
const NOT_SEEN: Duration = Duration::from_secs(2);
/// With this share of all computing, a thread is one of those that compute.
const COMPUTES: f64 = 0.1;
/// A thread that computes for at least this share of its life, waits for a core left out, does nothing
/// else; and such threads are there all the time when they are for at least this share of it.
const ONLY_COMPUTES: f64 = 0.8;
/// A process that was there at fewer looks than this was only glimpsed: it may have been doing anything.
const GLIMPSED: usize = 3;

/// The looks so far.
#[derive(Debug, Default)]
pub struct Tally {
    last: Option<Duration>,
    threads: HashMap<(u32, u32), Past>,
    seen: Seen,
}

impl Tally {
    /// Adds a look at all threads, so long after the first one. Returns the time watched so far, in
    /// seconds.
    pub fn add(&mut self, at: Duration, threads: &[Thread]) -> f64 {
        let since_last = at.saturating_sub(self.last.replace(at).unwrap_or(at));
        let is_at_work =
            |state: State| matches!(state.kind(), Kind::Runs | Kind::Outside | Kind::Unknown);
        let awake = threads.iter().filter(|thread| thread.state != State::Stopped);
        let is_seen = since_last < NOT_SEEN && awake.clone().next().is_some();
        let since_last_s = if is_seen { since_last.as_secs_f64() } else { 0.0 };
        let somebody_works = threads.iter().any(|thread| is_at_work(thread.state));
        let span = Span { from_s: self.seen.watched_s, to_s: self.seen.watched_s + since_last_s };
        for thread in awake.clone() {
            let past = self.threads.entry(thread.id).or_insert_with(|| Past::begin(span));
            past.add(thread, span, somebody_works);
        }
        let processes: HashSet<u32> = awake.clone().map(|thread| thread.id.0).collect();
        let waits_in_a_loop = |thread: &Thread| thread.state == State::EventLoop;
        self.seen.looks += 1;
        self.seen.watched_s = span.to_s;
        self.seen.threads = self.seen.threads.max(awake.count());
        self.seen.processes = self.seen.processes.max(processes.len());
        if !somebody_works && !threads.iter().any(waits_in_a_loop) {
            self.seen.standstill_s += since_last_s;
        }
        span.to_s
    }

    /// The figures, with what the command may use.
    pub fn seen(&self, limits: Option<Limits>) -> Seen {
        let mut seen = Seen { limits, ..self.seen };
        let accounts: Vec<Account> = self.threads.values().map(Past::account).collect();
        let busy = accounts.iter().filter(|account| account.computes >= ONLY_COMPUTES);
        let mut busy = joined(busy.map(|account| account.span).collect());
        let busy_s: f64 = busy.iter().map(Span::length_s).sum();
        if busy_s < ONLY_COMPUTES * seen.watched_s {
            busy.clear();
        }
        for account in &accounts {
            account.add_to(&mut seen, &busy);
        }
        seen.glimpsed_s = self.glimpsed().map(|past| past.account().active_s()).sum();
        let much_s = COMPUTES * seen.computing_s;
        let computes = |past: &&Past| past.computing_s > 0.0 && past.computing_s >= much_s;
        seen.computing_threads = self.threads.values().filter(computes).count();
        seen
    }

    /// The threads of processes that were there at a few looks only.
    fn glimpsed(&self) -> impl Iterator<Item = &Past> {
        let mut looks: HashMap<u32, usize> = HashMap::new();
        for ((process, _), past) in &self.threads {
            let most = looks.entry(*process).or_default();
            *most = past.looks.max(*most);
        }
        let is_glimpsed = move |process| looks[process] < GLIMPSED;
        self.threads
            .iter()
            .filter(move |((process, _), _)| is_glimpsed(process))
            .map(|(_, past)| past)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const TICK: Duration = Duration::from_millis(10);

    /// Looks every ten milliseconds for so many seconds; `threads` says what is seen at each.
    pub(super) fn watched(seconds: u32, threads: impl Fn(u32, Duration) -> Vec<Thread>) -> Seen {
        let mut tally = Tally::default();
        for look in 0..=seconds * 100 {
            tally.add(TICK * look, &threads(look, TICK * look));
        }
        tally.seen(None)
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
        let mut tally = Tally::default();
        for at in [0, 3600] {
            let waits = thread((1, 1), State::Asleep, Duration::ZERO, Duration::ZERO);
            tally.add(Duration::from_secs(at), &[waits]);
        }
        assert!(tally.seen(None).watched_s < 0.01);
    }
}
