//! What is said about a program that computes nearly all the time.

use sampler::{Cause, Shortage};
use stopwatch::text;

use super::{PARALLEL, percent, verdict::Verdict};

/// With less than this share of waiting, there is no figure for it.
const NO_WAITING: f64 = 0.05;
/// With more than this share of its cores busy, a program has no use for more workers.
const ALL_BUSY: f64 = 0.9;

impl Verdict<'_> {
    /// For a program that computes nearly all the time.
    pub(super) fn computing(&self) -> Vec<String> {
        let cores = self.limits.cores;
        let waits = 1.0 - self.computes;
        let first = if waits < NO_WAITING {
            "It computes, and waits for next to nothing.".to_owned()
        } else {
            format!("It computes, and waits {} of its time.", percent(waits))
        };
        if cores == 1 {
            let second = "It may use only one core, so no kind of workers makes it faster.";
            return vec![first, second.to_owned()];
        }
        let busy = self.busy_cores();
        if busy > PARALLEL {
            return vec![self.parallel()];
        }
        if self.wanted_cores > PARALLEL {
            return vec![
                first,
                format!(
                    "On average {:.1} of its threads wanted a core, and together they got {busy:.1}. \
                     Whether several can compute at once cannot be told from that: ask again while \
                     the machine has nothing else to do.",
                    self.wanted_cores
                ),
            ];
        }
        let turns = match self.seen.computing_threads {
            0 | 1 => String::new(),
            many => format!(
                " {many} threads computed, but hardly ever two at once: they took turns, as threads do \
                 under the lock of CPython's default build."
            ),
        };
        let second = format!(
            "More threads do not help CPython's default build: take processes in Python, or a library \
             that computes outside the interpreter; in Rust take rayon. As many workers as cores: \
             {cores}."
        );
        vec![first + &turns, second]
    }

    /// How many cores computed for it, on average.
    pub(super) fn busy_cores(&self) -> f64 {
        self.seen.computing_s / self.seen.watched_s
    }

    fn parallel(&self) -> String {
        let cores = self.limits.cores;
        let busy = self.busy_cores();
        let too_many =
            self.seen.shortage.filter(|it| it.cause == Cause::OwnThreads);
        let more = if let Some(Shortage { wanted, limits, .. }) = too_many {
            let enough = limits.cores;
            format!(
                "On average {wanted:.1} threads wanted one: more workers do not help, and {enough} would \
                 be enough."
            )
        } else if busy > ALL_BUSY * cores as f64 {
            "More workers do not help.".to_owned()
        } else {
            "More workers help only as far as cores are idle.".to_owned()
        };
        format!(
            "It is parallel already: on average {busy:.1} of the {} computed for it. {more}",
            text::counted(cores as u64, "core"),
        )
    }
}

#[cfg(test)]
mod tests {
    use sampler::{Cause, Limits, Seen};

    use crate::advice::tests::{NO_QUOTA, advice_on, one_thread, shortage};

    #[test]
    fn one_that_computes_is_sent_to_processes_or_rayon() {
        let advice = advice_on(one_thread(9.9, 0.0, 0.1), 4);
        assert!(
            advice.contains("It computes, and waits for next to nothing."),
            "{advice}"
        );
        assert!(
            advice.contains("processes in Python") && advice.contains("rayon"),
            "{advice}"
        );
        assert!(advice.ends_with("cores: 4."), "{advice}");
    }

    #[test]
    fn a_loop_with_somebody_idle_beside_it_computes() {
        let seen =
            Seen { idle_s: 9.9, threads: 2, ..one_thread(9.9, 0.0, 0.0) };
        let advice = advice_on(seen, 2);
        assert!(
            advice
                .contains("9.9 s computing, 9.9 s idle beside the computing."),
            "{advice}"
        );
        assert!(
            advice.contains("It computes, and waits for next to nothing."),
            "{advice}"
        );
        assert!(!advice.contains("at once, on average"), "{advice}");
        let one_core = Limits { cores: 1, ..NO_QUOTA };
        let advice = advice_on(Seen { limits: Some(one_core), ..seen }, 2);
        assert!(advice.contains("It may use only one core"), "{advice}");
    }

    #[test]
    fn on_one_core_no_workers_are_advised_for_computing() {
        let one_core = Limits { cores: 1, ..NO_QUOTA };
        let seen = Seen { limits: Some(one_core), ..one_thread(9.9, 0.0, 0.0) };
        let advice = advice_on(seen, 2);
        assert!(
            advice.contains("no kind of workers makes it faster"),
            "{advice}"
        );
        assert!(!advice.contains("rayon"), "{advice}");
        // For a program that waits it matters little.
        let advice = advice_on(
            Seen { limits: Some(one_core), ..one_thread(1.0, 0.0, 9.0) },
            2,
        );
        assert!(
            advice.contains("about 10 workers")
                && !advice.contains("cores busy"),
            "{advice}"
        );
    }

    #[test]
    fn threads_that_take_turns_are_told_so() {
        let seen = Seen {
            threads: 3,
            computing_threads: 2,
            inside_s: 20.0,
            ..one_thread(9.9, 0.1, 0.0)
        };
        let advice = advice_on(seen, 2);
        assert!(
            advice.contains("2 threads computed, but hardly ever two at once"),
            "{advice}"
        );
        assert!(!advice.contains("parallel already"), "{advice}");
    }

    #[test]
    fn whether_threads_take_turns_is_not_told_where_they_got_less_than_a_core()
    {
        let advice = advice_on(one_thread(5.0, 8.0, 0.0), 2);
        assert!(advice.contains(
            "1.3 of its threads wanted a core, and together they got 0.5"
        ));
        assert!(advice.contains("cannot be told"), "{advice}");
        assert!(
            !advice.contains("parallel already") && !advice.contains("rayon"),
            "{advice}"
        );
    }

    #[test]
    fn what_is_parallel_is_told_whether_more_workers_help() {
        let parallel = |seen: Seen| {
            let advice = advice_on(seen, 4);
            assert!(advice.contains("It is parallel already"), "{advice}");
            advice
        };
        assert!(
            parallel(one_thread(39.0, 0.5, 0.0))
                .contains("More workers do not help")
        );
        let half = parallel(one_thread(20.0, 0.5, 0.0));
        assert!(
            half.contains("on average 2.0 of the 4 cores computed for it"),
            "{half}"
        );
        assert!(half.contains("only as far as cores are idle"), "{half}");
        let shortage = shortage(
            7.9,
            3.9,
            Limits { cores: 4, ..NO_QUOTA },
            Cause::OwnThreads,
        );
        let many = parallel(Seen { shortage, ..one_thread(39.0, 40.0, 0.0) });
        assert!(many.contains("On average 7.9 threads wanted one"), "{many}");
        assert!(many.contains("4 would be enough"), "{many}");
        assert!(
            many.contains("its own threads wanted more than the 4 cores"),
            "{many}"
        );
    }
}
