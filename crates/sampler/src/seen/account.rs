//! What one thread did with its time.

use super::{Seen, span::Span};
use crate::{Scene, Track, state::Kind};

/// With less than this share of its life, a thread hardly computes.
const HARDLY_COMPUTES: f64 = 0.05;

/// What one thread did with its time, in seconds.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) span: Span,
    /// Of its life, waits for a core left out, the share in which it computed.
    pub(super) computes: f64,
    pub(super) computing_s: f64,
    no_core_s: f64,
    outside_s: f64,
    in_loops_s: f64,
    unknown_s: f64,
    inside_s: f64,
}

impl Account {
    pub(super) fn of(scene: &Scene, track: &Track) -> Self {
        let (Some(first), Some(last)) = (track.slices.first(), track.slices.last()) else {
            return Self::default();
        };
        let [(from_s, _), (_, to_s)] = [first, last].map(|slice| scene.history.span_s(slice));
        let mut account = Self { span: Span { from_s, to_s }, ..Self::default() };
        let mut with_a_core_s = 0.0;
        for bit in scene.bits(track) {
            account.computing_s += bit.computing_s;
            account.no_core_s += bit.no_core_s;
            with_a_core_s += bit.length_s - bit.no_core_s;
            match bit.state.kind() {
                Kind::Outside => account.outside_s += bit.rest_s(),
                // While others work, the loop waits for them.
                Kind::Loop => {
                    let waits_s = scene.moments[bit.at].idle() * bit.rest_s();
                    account.outside_s += waits_s;
                    account.in_loops_s += waits_s;
                    account.inside_s += bit.rest_s() - waits_s;
                }
                Kind::Unknown => account.unknown_s += bit.rest_s(),
                Kind::Inside | Kind::Stopped => account.inside_s += bit.rest_s(),
                // It has just woken, and is about to compute.
                Kind::Runs => {}
            }
        }
        if with_a_core_s > 0.0 {
            account.computes = account.computing_s / with_a_core_s;
        }
        account
    }

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
        seen::tests::{TICK, is_about, thread, watched},
    };

    #[test]
    fn a_wait_for_a_core_is_no_waiting() {
        let seen = watched(2, |_, at| vec![thread((1, 1), State::Runs, at / 4, at * 3 / 4)]);
        assert!(is_about(seen.computing_s, 0.5) && is_about(seen.no_core_s, 1.5), "{seen:?}");
        assert!(seen.waiting_s() < 0.01, "{seen:?}");
    }

    #[test]
    fn a_pause_that_the_kernel_counts_nowhere_is_no_waiting_either() {
        // In each tenth of a second, a control group may use half of it.
        let seen = watched(2, |look, _| {
            let computing = TICK * (look / 10 * 5 + (look % 10).min(5));
            vec![thread((1, 1), State::Runs, computing, Duration::ZERO)]
        });
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
