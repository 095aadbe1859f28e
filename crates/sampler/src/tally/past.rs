//! What one thread did with its time.

use std::time::Duration;

use super::{Seen, span::Span};
use crate::{Thread, state::Kind};

/// With less than this share of its life, a thread hardly computes.
const HARDLY_COMPUTES: f64 = 0.05;

/// What is known of one thread.
#[derive(Debug, Default)]
pub(super) struct Past {
    pub(super) looks: usize,
    lived_s: f64,
    /// When it was there, in seconds of the time watched.
    span: Span,
    /// What the system had counted at the last look.
    computing: Duration,
    no_core: Duration,
    /// The sums of its growth: the number of a thread that ended may be given to another one.
    pub(super) computing_s: f64,
    no_core_s: f64,
    /// The time in each state, as far as looks can tell.
    runs_s: f64,
    outside_s: f64,
    in_loops_s: f64,
    unknown_s: f64,
    inside_s: f64,
}

/// What one thread did with its time, in seconds.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) span: Span,
    /// Of its life, waits for a core left out, the share in which it computed.
    pub(super) computes: f64,
    computing_s: f64,
    no_core_s: f64,
    outside_s: f64,
    in_loops_s: f64,
    unknown_s: f64,
    inside_s: f64,
}

impl Past {
    /// A thread that was not there before this.
    pub(super) fn begin(span: Span) -> Self {
        Self { span, ..Self::default() }
    }

    /// Adds what it did from one look to another.
    pub(super) fn add(&mut self, thread: &Thread, span: Span, somebody_works: bool) {
        let growth = |now: Duration, before: Duration| now.checked_sub(before).unwrap_or(now);
        let since_last_s = span.length_s();
        self.span.to_s = span.to_s;
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
    pub(super) fn account(&self) -> Account {
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
    pub(super) fn active_s(&self) -> f64 {
        self.computing_s + self.no_core_s + self.outside_s + self.unknown_s
    }

    /// Adds this thread to the figures of all; `busy` is when others did nothing but compute.
    pub(super) fn add_to(&self, seen: &mut Seen, busy: &[Span]) {
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::{
        State,
        tally::tests::{is_about, thread, watched},
    };

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
    fn the_number_of_a_thread_that_ended_may_come_again() {
        let seen = watched(2, |look, at| {
            let computing = if look < 100 { at } else { at - Duration::from_secs(1) };
            vec![thread((1, 1), State::Runs, computing, Duration::ZERO)]
        });
        assert!(is_about(seen.computing_s, 2.0), "{seen:?}");
    }
}
