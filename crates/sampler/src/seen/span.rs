//! Stretches of time.

/// From when to when, in seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    pub(super) from_s: f64,
    pub(super) to_s: f64,
}

impl Span {
    pub(super) fn length_s(&self) -> f64 {
        (self.to_s - self.from_s).max(0.0)
    }

    /// Which share of it lies in others, of which no two overlap.
    pub(super) fn share_in(&self, others: &[Span]) -> f64 {
        let both = |other: &Span| Span {
            from_s: self.from_s.max(other.from_s),
            to_s: self.to_s.min(other.to_s),
        };
        let both_s: f64 = others.iter().map(|other| both(other).length_s()).sum();
        if both_s > 0.0 { both_s / self.length_s() } else { 0.0 }
    }
}

/// The same time in spans of which no two overlap.
pub(super) fn joined(mut spans: Vec<Span>) -> Vec<Span> {
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
    use std::time::Duration;

    use crate::{
        State,
        seen::tests::{is_about, thread, watched},
    };

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
}
