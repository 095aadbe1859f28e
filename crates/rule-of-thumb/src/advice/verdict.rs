//! What the figures of threads say, as shares of time.

use sampler::{Cause, Limits, Seen, Shortage};
use stopwatch::text;

use super::percent;

/// With at least this share of computing in its time of computing and waiting, a program computes.
const COMPUTES: f64 = 0.8;
/// More than this share of a time is most of it.
pub(super) const WAITS: f64 = 0.5;
/// With less than this share of its cores, a program that wanted them all did not get them all.
const WELL_USED: f64 = 0.8;

/// What the figures of threads say.
pub(super) struct Verdict<'a> {
    pub(super) seen: &'a Seen,
    pub(super) limits: Limits,
    /// The share of computing in the time of computing and waiting.
    pub(super) computes: f64,
    /// On average, how many threads computed, wanted to, or waited for something outside.
    pub(super) at_once: f64,
    /// On average, how many threads computed or wanted to.
    pub(super) wanted_cores: f64,
    /// The share of the time in which threads had something to do, but no core.
    no_core: f64,
}

impl<'a> Verdict<'a> {
    pub(super) fn of(seen: &'a Seen, cores: usize) -> Self {
        let unknown = Limits { cores, quota: None, quota_is_known: false };
        let share = |of_s: f64, all_s: f64| {
            if all_s > 0.0 { of_s / all_s } else { 0.0 }
        };
        Self {
            seen,
            limits: seen.limits.unwrap_or(unknown),
            computes: share(
                seen.computing_s,
                seen.computing_s + seen.waiting_s(),
            ),
            at_once: seen.active_s() / seen.watched_s,
            wanted_cores: (seen.computing_s + seen.no_core_s) / seen.watched_s,
            no_core: share(seen.no_core_s, seen.active_s()),
        }
    }

    pub(super) fn sentences(&self) -> Vec<String> {
        let standstill = self.seen.standstill_s / self.seen.watched_s;
        if standstill > WAITS {
            return vec![format!(
                "For {} of the time all its threads waited for other threads or processes (a lock, a \
                 queue, a pipe), or until a time was over. What that hangs on cannot be told from \
                 outside, and more workers may wait as well.",
                percent(standstill)
            )];
        }
        let is_unknown = self.seen.threads > 1
            && self.seen.unknown_s > self.seen.active_s() / 2.0;
        if is_unknown {
            return vec![format!(
                "Whether it waits or computes cannot be told: the system does not say for what its \
                 {} waited, one another or something outside.",
                text::counted(self.seen.threads as u64, "thread"),
            )];
        }
        let advice = if self.computes >= COMPUTES {
            self.computing()
        } else {
            self.waiting()
        };
        advice.into_iter().chain(self.without_a_core()).collect()
    }

    /// Why it had no core for a part of the time, if it had none.
    fn without_a_core(&self) -> Option<String> {
        let Shortage { had, limits, cause, .. } = self.seen.shortage?;
        let only = |quota: f64| {
            format!("its control group may use only {quota} of a core's time")
        };
        let why = match (cause, limits.quota) {
            (Cause::Quota(quota), _) => only(quota),
            (Cause::OwnThreads, _) => {
                let too = if had < WELL_USED * limits.cores as f64 {
                    "other programs and "
                } else {
                    ""
                };
                let cores = text::counted(limits.cores as u64, "core");
                format!(
                    "{too}its own threads wanted more than the {cores} that it may use"
                )
            }
            (Cause::Others, Some(quota)) => {
                format!("other programs had the cores, and {}", only(quota))
            }
            (Cause::Others, None) if limits.quota_is_known => {
                "other programs had the cores".to_owned()
            }
            (Cause::Others, None) => {
                "other programs had the cores, or a limit kept it from them"
                    .to_owned()
            }
        };
        Some(format!(
            "For {} of its time it could have computed, and had no core: {why}. That is no waiting, \
             and workers do not help against it.",
            percent(self.no_core)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advice::tests::{NO_QUOTA, advice_on, one_thread, shortage};

    #[test]
    fn a_loop_on_a_busy_machine_computes_and_is_told_why_it_is_slow() {
        let shortage = shortage(1.0, 0.35, NO_QUOTA, Cause::Others);
        let advice =
            advice_on(Seen { shortage, ..one_thread(3.5, 6.5, 0.0) }, 2);
        assert!(advice.contains("It computes"), "{advice}");
        assert!(
            advice.contains("For 65 % of its time it could have computed"),
            "{advice}"
        );
        assert!(advice.contains("other programs had the cores."), "{advice}");
        assert!(
            !advice.contains("It waits") && !advice.contains("Threads help"),
            "{advice}"
        );
    }

    #[test]
    fn a_loop_with_half_a_core_is_told_of_the_limit() {
        let half = Limits { cores: 1, quota: Some(0.5), ..NO_QUOTA };
        let by_limit = shortage(1.0, 0.5, half, Cause::Quota(0.5));
        let advice = advice_on(
            Seen { shortage: by_limit, ..one_thread(5.0, 5.0, 0.0) },
            2,
        );
        assert!(
            advice.contains("may use only 0.5 of a core's time"),
            "{advice}"
        );
        assert!(
            !advice.contains("It waits") && !advice.contains("other programs"),
            "{advice}"
        );
        // Where the limit cannot be read, the advice says that there may be one.
        // Beside others it may not even reach its limit.
        let by_both = shortage(1.0, 0.3, half, Cause::Others);
        let advice = advice_on(
            Seen { shortage: by_both, ..one_thread(3.0, 7.0, 0.0) },
            2,
        );
        let both = "other programs had the cores, and its control group may use only 0.5 of";
        assert!(advice.contains(both), "{advice}");
        let unknown = Limits { quota_is_known: false, ..NO_QUOTA };
        let by_others = shortage(1.0, 0.5, unknown, Cause::Others);
        let advice = advice_on(
            Seen { shortage: by_others, ..one_thread(5.0, 5.0, 0.0) },
            2,
        );
        assert!(
            advice.contains("other programs had the cores, or a limit"),
            "{advice}"
        );
    }

    #[test]
    fn a_wait_for_a_core_does_not_count_for_the_rule() {
        let shortage = shortage(0.6, 0.2, NO_QUOTA, Cause::Others);
        let advice =
            advice_on(Seen { shortage, ..one_thread(2.0, 4.0, 4.0) }, 2);
        assert!(advice.contains("It waits 67 % of its time"), "{advice}");
        assert!(
            advice.contains("about 3 workers keep one core busy"),
            "{advice}"
        );
        assert!(
            advice.contains("For 40 % of its time it could have computed"),
            "{advice}"
        );
    }

    #[test]
    fn cores_that_others_had_are_not_put_down_to_its_own_threads_alone() {
        let shortage = shortage(
            8.0,
            2.0,
            Limits { cores: 4, ..NO_QUOTA },
            Cause::OwnThreads,
        );
        let advice =
            advice_on(Seen { shortage, ..one_thread(20.0, 60.0, 0.0) }, 4);
        assert!(
            advice
                .contains("no core: other programs and its own threads wanted"),
            "{advice}"
        );
    }
}
