//! What is said about a program that waits, all of the time or a part of it.

use super::{
    percent,
    verdict::{Verdict, WAITS},
};

/// When the formula gives more workers than this, it says only that there is next to no computing.
const MOST_WORKERS: f64 = 100.0;

impl Verdict<'_> {
    /// For a program that waits, all of the time or a part of it.
    pub(super) fn waiting(&self) -> Vec<String> {
        let waits = percent(1.0 - self.computes);
        if self.seen.in_loops_s > self.seen.waiting_s() / 2.0 {
            return vec![format!(
                "It waits {waits} of its time, in an event loop, as async programs do. How many waits \
                 that holds cannot be told from outside: if it begins one only when the one before has \
                 ended, begin them together (asyncio.gather in Python, JoinSet in tokio)."
            )];
        }
        let many = self.at_once > 1.5;
        let first = match (self.computes > WAITS, many) {
            (false, false) => format!(
                "It waits {waits} of its time, for one thing at a time."
            ),
            (true, false) => {
                format!(
                    "It waits {waits} of its time, and computes the rest, one thing at a time."
                )
            }
            (false, true) => format!(
                "It waits {waits} of its time, and already does {:.0} things at once, on average.",
                self.at_once
            ),
            (true, true) => format!(
                "It waits {waits} of its time, computes the rest, and already does {:.0} things at \
                 once, on average.",
                self.at_once
            ),
        };
        let tool = match (self.computes > WAITS, many) {
            (_, true) => "",
            (false, false) => "Threads help, or async for thousands of waits. ",
            (true, false) => {
                "Threads help with the waiting; for the computing take processes in Python, and rayon \
                 in Rust. "
            }
        };
        vec![first, format!("{tool}{}", self.rule())]
    }

    /// How many workers keep the cores busy: cores × (1 + waiting / computing).
    ///
    /// B. Goetz et al., "Java Concurrency in Practice", 2006, section 8.2. Threads of CPython's default
    /// build compute on one core, however many there are.
    fn rule(&self) -> String {
        let cores = self.limits.cores;
        let one_core =
            1.0 + self.seen.waiting_s() / self.seen.computing_s.max(1e-9);
        let all_cores = one_core * cores as f64;
        if one_core > MOST_WORKERS {
            return "It hardly computes: as many waits at once as the other side accepts."
                .to_owned();
        }
        let about = |workers: f64| match workers {
            ..3.0 => format!("bout {workers:.1} workers"),
            _ => format!("bout {workers:.0} workers"),
        };
        let on_all_cores = match cores {
            1 => String::new(),
            _ => format!(
                " A{} keep {cores} cores busy: threads in Rust, processes in Python.",
                about(all_cores)
            ),
        };
        let enough = if self.at_once > all_cores {
            "It has as many already, and more hardly help."
        } else {
            "The other side has to accept so many."
        };
        format!(
            "By the rule 1 + waiting / computing, a{} keep one core busy, and Python's threads compute \
             on no more.{on_all_cores} {enough}",
            about(one_core)
        )
    }
}

#[cfg(test)]
mod tests {
    use sampler::Seen;

    use crate::advice::tests::{advice_on, one_thread};

    #[test]
    fn one_that_waits_is_told_how_many_waits_keep_one_core_busy_and_all() {
        let advice = advice_on(one_thread(0.7, 0.0, 9.3), 2);
        assert!(
            advice
                .contains("It waits 93 % of its time, for one thing at a time"),
            "{advice}"
        );
        assert!(advice.contains("Threads help, or async"), "{advice}");
        assert!(
            advice.contains("about 14 workers keep one core busy"),
            "{advice}"
        );
        assert!(
            advice.contains("About 29 workers keep 2 cores busy"),
            "{advice}"
        );
        assert!(!advice.contains("no core"), "{advice}");
    }

    #[test]
    fn a_little_waiting_is_said_and_is_no_reason_for_threads() {
        let advice = advice_on(one_thread(8.8, 0.0, 1.2), 4);
        assert!(
            advice.contains("It computes, and waits 12 % of its time."),
            "{advice}"
        );
        assert!(!advice.contains("keep one core busy"), "{advice}");
        let advice = advice_on(one_thread(7.0, 0.0, 3.0), 4);
        assert!(
            advice.contains("about 1.4 workers keep one core busy"),
            "{advice}"
        );
    }

    #[test]
    fn thirty_two_waiting_threads_are_told_that_they_are_thirty_two() {
        let seen = Seen {
            threads: 33,
            inside_s: 10.0,
            computing_threads: 32,
            ..one_thread(3.0, 0.0, 317.0)
        };
        let advice = advice_on(seen, 2);
        assert!(advice.contains("already does 32 things at once"), "{advice}");
        assert!(
            advice.contains("as many waits at once as the other side accepts"),
            "{advice}"
        );
        let advice = advice_on(Seen { computing_s: 6.0, ..seen }, 2);
        assert!(
            advice.contains("about 54 workers keep one core busy"),
            "{advice}"
        );
        assert!(!advice.contains("about 3 workers"), "{advice}");
        let advice = advice_on(Seen { computing_s: 20.0, ..seen }, 1);
        assert!(advice.contains("It has as many already"), "{advice}");
    }

    #[test]
    fn two_processes_that_wait_half_of_the_time_do_not_compute_all_of_it() {
        let seen = Seen {
            processes: 3,
            threads: 3,
            inside_s: 10.0,
            ..one_thread(10.0, 0.0, 10.0)
        };
        let advice = advice_on(seen, 2);
        assert!(
            advice.contains(
                "It waits 50 % of its time, and already does 2 things at once"
            ),
            "{advice}"
        );
        assert!(!advice.contains("It computes"), "{advice}");
    }
}
