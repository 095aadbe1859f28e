//! Whether a program waits or computes, and what follows from that.
//!
//! What can be told is a `verdict`; where that leads is in a file each for what computes and for what
//! waits.

use sampler::{Seen, Sight};
use stopwatch::text;

mod computing;
mod verdict;
mod waiting;

use verdict::Verdict;

/// A program that ends sooner than this tells nothing, in seconds.
const TOO_SHORT_S: f64 = 0.1;
/// Fewer looks than this tell nothing either.
const TOO_FEW_LOOKS: usize = 8;
/// At least this share of the time of computing and waiting must have been seen: with less, nobody can
/// tell.
const SEEN: f64 = 0.8;
/// Less than this, in seconds, may go unseen.
const LITTLE_S: f64 = 0.05;
/// What takes less than this, in seconds, is not worth a figure.
const NOTHING_S: f64 = 0.001;
/// With more than this many threads computing, on average, a program is parallel.
const PARALLEL: f64 = 1.1;

/// What was measured about a command.
#[derive(Debug)]
pub struct Figures {
    pub wall_s: f64,
    /// CPU time of the command and of everything that it started and waited for, where the system
    /// tells.
    pub cpu_s: Option<f64>,
    pub sight: Sight,
    /// The cores of the machine that this program, and so the command, may use.
    pub cores: usize,
}

/// What was measured, and what follows from it, a line each.
pub fn advice(figures: &Figures) -> Vec<String> {
    let Figures { wall_s, cpu_s, sight, cores } = figures;
    let cpu = cpu_s.map_or_else(|| "not told".to_owned(), text::duration);
    let first =
        format!("Wall time {}, CPU time {cpu}.", text::duration(*wall_s));
    let seen = match sight {
        Sight::Nothing { why, .. } => {
            return vec![first, without_sight(*wall_s, *cpu_s, why)];
        }
        Sight::Threads(seen) => seen,
    };
    if *wall_s < TOO_SHORT_S
        || seen.looks < TOO_FEW_LOOKS
        || seen.watched_s < TOO_SHORT_S
    {
        let too_short =
            "It is too short to tell. Give it more to do, and ask again.";
        return vec![first, too_short.to_owned()];
    }
    let cpu_s = cpu_s.unwrap_or(seen.computing_s);
    let unseen_s = cpu_s - seen.computing_s;
    let uncertain_s = unseen_s + seen.glimpsed_s;
    if uncertain_s > (1.0 - SEEN) * (seen.active_s() + unseen_s)
        && uncertain_s > LITTLE_S
    {
        let cannot_tell = format!(
            "Whether it waits or computes cannot be told: {} of its time was that of processes that \
             ended before they could be looked at, or looked at often enough. If there are many of \
             them, starting them may be what takes the time.",
            text::duration(uncertain_s),
        );
        return vec![first, summary(seen), cannot_tell];
    }
    // The time that went unseen is known to be computing.
    let seen =
        &Seen { computing_s: seen.computing_s + unseen_s.max(0.0), ..*seen };
    let verdict = Verdict::of(seen, *cores);
    [first, summary(seen)].into_iter().chain(verdict.sentences()).collect()
}

/// The figures of the threads in one line.
fn summary(seen: &Seen) -> String {
    let what = [
        (seen.computing_s, "computing"),
        (seen.no_core_s, "without a core"),
        (seen.waiting_s(), "waiting"),
        (seen.idle_s, "idle beside the computing"),
        (seen.inside_s, "waiting for other threads or processes"),
    ];
    let what = what.into_iter().filter(|(took_s, _)| *took_s >= NOTHING_S);
    let what =
        what.map(|(took_s, what)| format!("{} {what}", text::duration(took_s)));
    let what: Vec<String> = what.collect();
    let at_most = if seen.processes == 1 { "" } else { "at most " };
    let processes = text::counted(seen.processes as u64, "process");
    format!(
        "At most {} at once, in {at_most}{processes}. All together: {}.",
        text::counted(seen.threads as u64, "thread"),
        what.join(", "),
    )
}

/// What can be said where nothing is known about the threads.
fn without_sight(wall_s: f64, cpu_s: Option<f64>, why: &str) -> String {
    if wall_s < TOO_SHORT_S {
        return "It is too short to tell. Give it more to do, and ask again."
            .to_owned();
    }
    let Some(cpu_s) = cpu_s else {
        return format!("{why}: nothing can be said here.");
    };
    let computes = cpu_s / wall_s;
    let what = if computes > PARALLEL {
        format!(
            "On average {computes:.1} of its threads or processes computed at once."
        )
    } else {
        format!(
            "Its CPU time is {} of the time on the clock.",
            percent(computes)
        )
    };
    format!(
        "{what} {why}: if it was the only thing that the machine had to do, and has one thread, it \
         waited for the rest. Otherwise that cannot be told here."
    )
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

#[cfg(test)]
mod tests {
    use sampler::{Cause, Limits, Shortage};

    use super::*;

    /// What is said about a command that was watched for ten seconds.
    pub(super) fn advice_on(seen: Seen, cores: usize) -> String {
        let seen = Seen { looks: 1000, watched_s: 10.0, ..seen };
        let cpu_s = Some(seen.computing_s);
        advice(&Figures {
            wall_s: 10.0,
            cpu_s,
            sight: Sight::Threads(seen),
            cores,
        })
        .join("\n")
    }

    pub(super) fn one_thread(
        computing_s: f64,
        no_core_s: f64,
        outside_s: f64,
    ) -> Seen {
        Seen {
            computing_s,
            no_core_s,
            outside_s,
            threads: 1,
            processes: 1,
            computing_threads: 1,
            ..Seen::default()
        }
    }

    /// That what could use some cores had others; how much it lacked is not asked here.
    pub(super) fn shortage(
        wanted: f64,
        had: f64,
        limits: Limits,
        cause: Cause,
    ) -> Option<Shortage> {
        Some(Shortage { share: 1.0 - had / wanted, wanted, had, limits, cause })
    }

    pub(super) const NO_QUOTA: Limits =
        Limits { cores: 2, quota: None, quota_is_known: true };

    #[test]
    fn where_it_cannot_be_told_there_is_no_advice() {
        let sight =
            Sight::Threads(Seen { looks: 3, ..one_thread(0.02, 0.0, 0.0) });
        let too_short = advice(&Figures {
            wall_s: 0.03,
            cpu_s: Some(0.02),
            sight,
            cores: 2,
        })
        .join("\n");
        assert!(too_short.contains("It is too short to tell"), "{too_short}");
        let locks = advice_on(
            Seen { standstill_s: 9.5, threads: 2, ..one_thread(0.5, 0.0, 0.0) },
            2,
        );
        assert!(
            locks.contains(
                "all its threads waited for other threads or processes"
            ),
            "{locks}"
        );
        let unknown =
            Seen { unknown_s: 18.0, threads: 2, ..one_thread(2.0, 0.0, 0.0) };
        assert!(advice_on(unknown, 2).contains("cannot be told"));
        let event_loop =
            advice_on(Seen { in_loops_s: 9.0, ..one_thread(0.5, 0.0, 9.5) }, 2);
        assert!(
            event_loop.contains("It waits 95 % of its time, in an event loop"),
            "{event_loop}"
        );
        assert!(!event_loop.contains("one thing at a time"), "{event_loop}");
        assert!(!event_loop.contains("about"), "{event_loop}");
        let short_lived =
            Seen { looks: 1000, watched_s: 10.0, ..one_thread(1.0, 0.0, 0.0) };
        let sight = Sight::Threads(short_lived);
        let advice = advice(&Figures {
            wall_s: 10.0,
            cpu_s: Some(9.0),
            sight,
            cores: 2,
        })
        .join("\n");
        assert!(
            advice.contains("told: 8.0 s of its time was that of processes"),
            "{advice}"
        );
        let glimpsed =
            advice_on(Seen { glimpsed_s: 3.0, ..one_thread(1.0, 0.0, 3.0) }, 2);
        assert!(
            glimpsed.contains("told: 3.0 s of its time was that of processes"),
            "{glimpsed}"
        );
        for advice in [locks, event_loop, advice, glimpsed] {
            assert!(
                !advice.contains("rayon") && !advice.contains("Threads help"),
                "{advice}"
            );
        }
    }

    #[test]
    fn a_little_computing_that_went_unseen_counts_and_hides_no_waiting() {
        let sight = Sight::Threads(Seen {
            looks: 1000,
            watched_s: 10.0,
            ..one_thread(0.1, 0.0, 9.0)
        });
        let advice = advice(&Figures {
            wall_s: 10.0,
            cpu_s: Some(1.0),
            sight,
            cores: 2,
        })
        .join("\n");
        assert!(
            advice.contains("1.0 s computing")
                && advice.contains("It waits 90 %"),
            "{advice}"
        );
    }

    #[test]
    fn without_the_threads_only_conditions_are_told() {
        let advice = |wall_s, cpu_s: f64| {
            let cpu_s = Some(cpu_s);
            let sight = Sight::Nothing { why: "It is not told", cpu: None };
            advice(&Figures { wall_s, cpu_s, sight, cores: 2 }).join("\n")
        };
        assert!(
            advice(10.0, 4.0)
                .contains("Its CPU time is 40 % of the time on the clock.")
        );
        assert!(
            advice(10.0, 18.0)
                .contains("On average 1.8 of its threads or processes")
        );
        for advice in [advice(10.0, 4.0), advice(10.0, 18.0)] {
            assert!(
                advice.contains("It is not told: if it was the only thing"),
                "{advice}"
            );
            assert!(
                !advice.contains("rayon") && !advice.contains("Threads help"),
                "{advice}"
            );
        }
        assert!(advice(0.02, 0.02).contains("too short to tell"));
    }
}
