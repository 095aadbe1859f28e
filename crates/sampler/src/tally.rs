//! Adds up looks: how long did how many threads compute, want a core, wait?

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use crate::{Limits, State, Thread, state::Kind};

/// Longer than between any two looks: the time between was not seen, the whole machine slept.
const NOT_SEEN: Duration = Duration::from_secs(2);
/// With this share of all computing, a thread is one of those that compute.
const COMPUTES: f64 = 0.1;
/// A thread that computes for at least this share of its life, waits for a core left out, does nothing
/// else; and such threads are there all the time when they are for at least this share of it.
const ONLY_COMPUTES: f64 = 0.8;
/// With less than this share of its life, a thread hardly computes.
const HARDLY_COMPUTES: f64 = 0.05;
/// A process that was there at fewer looks than this was only glimpsed: it may have been doing anything.
const GLIMPSED: usize = 3;

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
    /// What it may use, where that could be read.
    pub limits: Option<Limits>,
}

impl Seen {
    /// The time of threads that had something to do: all but waiting for one another.
    pub fn active_s(&self) -> f64 {
        self.computing_s + self.no_core_s + self.waiting_s()
    }

    /// The time of threads that waited for something outside, as far as that is known.
    pub fn waiting_s(&self) -> f64 {
        self.outside_s + self.unknown_s
    }
}

/// The looks so far.
#[derive(Debug, Default)]
pub struct Tally {
    last: Option<Duration>,
    threads: HashMap<(u32, u32), Past>,
    seen: Seen,
}

/// What is known of one thread.
#[derive(Debug, Default)]
struct Past {
    looks: usize,
    lived_s: f64,
    /// When it was there, in seconds of the time watched.
    span: Span,
    /// What the system had counted at the last look.
    computing: Duration,
    no_core: Duration,
    /// The sums of its growth: the number of a thread that ended may be given to another one.
    computing_s: f64,
    no_core_s: f64,
    /// The time in each state, as far as looks can tell.
    runs_s: f64,
    outside_s: f64,
    in_loops_s: f64,
    unknown_s: f64,
    inside_s: f64,
}

/// From when to when, in seconds.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    from_s: f64,
    to_s: f64,
}

/// What one thread did with its time, in seconds.
#[derive(Debug)]
struct Account {
    span: Span,
    /// Of its life, waits for a core left out, the share in which it computed.
    computes: f64,
    computing_s: f64,
    no_core_s: f64,
    outside_s: f64,
    in_loops_s: f64,
    unknown_s: f64,
    inside_s: f64,
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
            let new = || Past { span, ..Past::default() };
            let past = self.threads.entry(thread.id).or_insert_with(new);
            past.span.to_s = span.to_s;
            past.add(thread, since_last_s, somebody_works);
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

impl Past {
    fn add(&mut self, thread: &Thread, since_last_s: f64, somebody_works: bool) {
        let growth = |now: Duration, before: Duration| now.checked_sub(before).unwrap_or(now);
        self.looks += 1;
        self.lived_s += since_last_s;
        self.computing_s += growth(thread.computing, self.computing).as_secs_f64();
        self.no_core_s += growth(thread.no_core, self.no_core).as_secs_f64();
        (self.computing, self.no_core) = (thread.computing, thread.no_core);
        let sum_s = match thread.state.kind() {
            Kind::Runs => &mut self.runs_s,
            Kind::Outside => &mut self.outside_s,
            // While others work, the loop waits for them.
            Kind::Loop if !somebody_works => &mut self.in_loops_s,
            Kind::Unknown => &mut self.unknown_s,
            Kind::Inside | Kind::Loop | Kind::Stopped => &mut self.inside_s,
        };
        *sum_s += since_last_s;
    }

    /// What it did with its time.
    ///
    /// What it computed is counted, and so is the time without a core, where the kernel counts all of
    /// it: some leave out what a control group is made to pause. Then the looks know better: the thread
    /// runs, they say, and it does not compute. What is left is waiting, in the proportion of the looks.
    fn account(&self) -> Account {
        let left_s = (self.lived_s - self.computing_s).max(0.0);
        // Of n looks, a share is off by 1/√n at most, in 19 of 20 cases.
        let doubt_s = self.lived_s / (self.looks.max(1) as f64).sqrt();
        let by_looks_s = self.runs_s - self.computing_s;
        let is_beyond_doubt = by_looks_s > self.no_core_s + doubt_s;
        let no_core_s = if is_beyond_doubt { by_looks_s } else { self.no_core_s }.min(left_s);
        let known_s = self.outside_s + self.in_loops_s + self.inside_s;
        // Between two questions a thread may have woken: what it waited for is then not told.
        let unknown_s = if known_s > 0.0 { 0.0 } else { self.unknown_s };
        let waiting_s = known_s + unknown_s;
        let left_s = left_s - no_core_s;
        let share = |sum_s: f64| if waiting_s > 0.0 { left_s * sum_s / waiting_s } else { 0.0 };
        let with_a_core_s = self.computing_s + left_s;
        Account {
            span: self.span,
            computes: if with_a_core_s > 0.0 { self.computing_s / with_a_core_s } else { 0.0 },
            computing_s: self.computing_s,
            no_core_s,
            outside_s: share(self.outside_s + self.in_loops_s),
            in_loops_s: share(self.in_loops_s),
            unknown_s: share(unknown_s),
            inside_s: share(self.inside_s),
        }
    }
}

impl Account {
    fn active_s(&self) -> f64 {
        self.computing_s + self.no_core_s + self.outside_s + self.unknown_s
    }

    /// Adds this thread to the figures of all; `busy` is when others did nothing but compute.
    fn add_to(&self, seen: &mut Seen, busy: &[Span]) {
        let idle = if self.computes < HARDLY_COMPUTES { self.span.share_in(busy) } else { 0.0 };
        let at_work = 1.0 - idle;
        seen.computing_s += self.computing_s;
        seen.no_core_s += self.no_core_s;
        seen.outside_s += at_work * self.outside_s;
        seen.in_loops_s += at_work * self.in_loops_s;
        seen.unknown_s += at_work * self.unknown_s;
        seen.idle_s += idle * (self.outside_s + self.unknown_s);
        seen.inside_s += self.inside_s;
    }
}

impl Span {
    fn length_s(&self) -> f64 {
        (self.to_s - self.from_s).max(0.0)
    }

    /// Which share of it lies in others, of which no two overlap.
    fn share_in(&self, others: &[Span]) -> f64 {
        let both = |other: &Span| Span {
            from_s: self.from_s.max(other.from_s),
            to_s: self.to_s.min(other.to_s),
        };
        let both_s: f64 = others.iter().map(|other| both(other).length_s()).sum();
        if both_s > 0.0 { both_s / self.length_s() } else { 0.0 }
    }
}

/// The same time in spans of which no two overlap.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by(|one, other| one.from_s.total_cmp(&other.from_s));
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.from_s <= last.to_s => last.to_s = last.to_s.max(span.to_s),
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICK: Duration = Duration::from_millis(10);

    /// Looks every ten milliseconds for so many seconds; `threads` says what is seen at each.
    fn watched(seconds: u32, threads: impl Fn(u32, Duration) -> Vec<Thread>) -> Seen {
        let mut tally = Tally::default();
        for look in 0..=seconds * 100 {
            tally.add(TICK * look, &threads(look, TICK * look));
        }
        tally.seen(None)
    }

    fn thread(id: (u32, u32), state: State, computing: Duration, no_core: Duration) -> Thread {
        Thread { id, state, computing, no_core }
    }

    fn is_about(figure: f64, expected: f64) -> bool {
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
    fn a_wait_for_a_core_is_no_waiting() {
        let seen = watched(2, |_, at| vec![thread((1, 1), State::Runs, at / 4, at * 3 / 4)]);
        assert!(is_about(seen.computing_s, 0.5) && is_about(seen.no_core_s, 1.5), "{seen:?}");
        assert!(seen.waiting_s() < 0.01, "{seen:?}");
    }

    #[test]
    fn a_pause_that_the_kernel_counts_nowhere_is_no_waiting_either() {
        let seen = watched(2, |_, at| vec![thread((1, 1), State::Runs, at / 2, Duration::ZERO)]);
        assert!(is_about(seen.no_core_s, 1.0) && seen.waiting_s() < 0.01, "{seen:?}");
    }

    #[test]
    fn half_waiting_is_half_waiting_with_an_eye_on_how_few_looks_there_are() {
        let half = |look: u32, at: Duration| {
            let state = if look.is_multiple_of(2) { State::Runs } else { State::Asleep };
            vec![thread((1, 1), state, at / 2, Duration::ZERO)]
        };
        let seen = watched(2, half);
        assert!(is_about(seen.computing_s, 1.0) && is_about(seen.waiting_s(), 1.0), "{seen:?}");
        // Seen running a little too often, by chance.
        let seen = watched(1, |look, at| {
            let is_seen_running = look % 20 < 11;
            let state = if is_seen_running { State::Runs } else { State::Asleep };
            vec![thread((1, 1), state, at / 2, Duration::ZERO)]
        });
        assert!(seen.no_core_s < 0.01, "{seen:?}");
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
    fn a_wait_for_who_knows_what_is_like_the_others_of_its_thread() {
        let seen = watched(1, |look, _| {
            let state = if look % 4 == 0 { State::Unknown } else { State::Lock };
            vec![thread((1, 1), state, Duration::ZERO, Duration::ZERO)]
        });
        assert!(seen.waiting_s() < 0.01 && is_about(seen.inside_s, 1.0), "{seen:?}");
        let waits = thread((1, 1), State::Unknown, Duration::ZERO, Duration::ZERO);
        assert!(is_about(watched(1, |_, _| vec![waits]).unknown_s, 1.0));
    }

    #[test]
    fn who_waits_beside_one_that_computes_all_the_time_is_idle() {
        let beside = |state: State| {
            watched(2, |_, at| {
                let loops = thread((1, 1), State::Runs, at / 3, at * 2 / 3);
                vec![loops, thread((1, 2), state, at / 100, Duration::ZERO)]
            })
        };
        for state in [State::Asleep, State::Unknown] {
            let seen = beside(state);
            assert!(is_about(seen.idle_s, 2.0) && seen.waiting_s() < 0.01, "{seen:?}");
            assert!(is_about(seen.active_s() / seen.watched_s, 1.0), "{seen:?}");
        }
        let seen = beside(State::Lock);
        assert!(is_about(seen.inside_s, 2.0) && seen.idle_s < 0.01, "{seen:?}");
    }

    #[test]
    fn who_waits_beside_one_that_waits_too_is_not_idle() {
        let sleeps = thread((9, 9), State::Asleep, Duration::ZERO, Duration::ZERO);
        // Half of its time it waits, also where it gets no core for most of the rest.
        for no_core in [0, 8] {
            let seen = watched(2, |look, at| {
                let state = if look % (no_core + 2) > 0 { State::Runs } else { State::Asleep };
                let part = at / (no_core + 2);
                vec![sleeps, thread((1, 1), state, part, part * no_core)]
            });
            assert!(seen.idle_s < 0.01 && seen.waiting_s() > 2.1, "{seen:?}");
        }
        // Two that compute for the same fifth of the time do so for a fifth of it, and not for two.
        let seen = watched(10, |look, at| {
            let compute = |number| thread((2, number), State::Runs, at, Duration::ZERO);
            let they = [2, 3, 4, 5, 6].map(compute);
            [sleeps].into_iter().chain(they.into_iter().filter(|_| look < 200)).collect()
        });
        assert!(seen.idle_s < 0.01 && is_about(seen.outside_s, 10.0), "{seen:?}");
    }

    #[test]
    fn who_waits_when_the_others_have_computed_is_idle_only_before() {
        let seen = watched(10, |look, at| {
            let sleeps = thread((1, 2), State::Asleep, Duration::ZERO, Duration::ZERO);
            let loops = thread((2, 2), State::Runs, at, Duration::ZERO);
            [sleeps].into_iter().chain((look < 900).then_some(loops)).collect()
        });
        assert!(is_about(seen.idle_s, 9.0) && is_about(seen.outside_s, 1.0), "{seen:?}");
    }

    #[test]
    fn the_number_of_a_thread_that_ended_may_come_again() {
        let seen = watched(2, |look, at| {
            let computing = if look < 100 { at } else { at - Duration::from_secs(1) };
            vec![thread((1, 1), State::Runs, computing, Duration::ZERO)]
        });
        assert!(is_about(seen.computing_s, 2.0), "{seen:?}");
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
