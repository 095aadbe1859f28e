//! Whether a program waits or computes, and what follows from that.

use stopwatch::text;

use crate::sampler::{Limits, Seen, Sight};

/// A program that ends sooner than this tells nothing, in seconds.
const TOO_SHORT_S: f64 = 0.1;
/// Fewer looks than this tell nothing either.
const TOO_FEW_LOOKS: usize = 8;
/// With more than this share of computing, in computing and waiting, a program computes; with less
/// than its counterpart, it waits.
const COMPUTES: f64 = 0.8;
const WAITS: f64 = 0.5;
/// With less than this share of waiting, there is no figure for it.
const NO_WAITING: f64 = 0.05;
/// With more than this share of its cores busy, a program has no use for more workers.
const ALL_BUSY: f64 = 0.9;
/// With more threads than this that compute, on average, a program is parallel.
const PARALLEL: f64 = 1.1;
/// With less than this share of its cores, a program that wanted them all had not got them all.
const WELL_USED: f64 = 0.8;
/// With more than this share of its time without a core, a program is told so.
const NO_CORE: f64 = 0.1;
/// Of the time of computing and waiting, at least this share was seen: if not, one cannot tell.
const SEEN: f64 = 0.8;
/// What is less than this, in seconds, may go unseen.
const LITTLE_S: f64 = 0.05;
/// A formula that says more workers than this says only that there is next to no computing.
const MOST_WORKERS: f64 = 100.0;
/// What takes less than this, in seconds, is not worth a figure.
const NOTHING_S: f64 = 0.001;

/// What was measured of a command.
#[derive(Debug)]
pub struct Figures {
    pub wall_s: f64,
    /// CPU time of the command and of all that it started and waited for, where that is told.
    pub cpu_s: Option<f64>,
    pub sight: Sight,
    /// The cores of the machine that this program, and so the command, may use.
    pub cores: usize,
}

/// What was measured, and what follows from it, a line each.
pub fn advice(figures: &Figures) -> Vec<String> {
    let Figures { wall_s, cpu_s, sight, cores } = figures;
    let cpu = cpu_s.map_or_else(|| "not told".to_owned(), text::duration);
    let first = format!("Wall time {}, CPU time {cpu}.", text::duration(*wall_s));
    let seen = match sight {
        Sight::Nothing { why, .. } => return vec![first, without_sight(*wall_s, *cpu_s, why)],
        Sight::Threads(seen) => seen,
    };
    if *wall_s < TOO_SHORT_S || seen.looks < TOO_FEW_LOOKS || seen.watched_s < TOO_SHORT_S {
        let too_short = "It is too short to tell. Give it more to do, and ask again.";
        return vec![first, too_short.to_owned()];
    }
    let cpu_s = cpu_s.unwrap_or(seen.computing_s);
    let unseen_s = cpu_s - seen.computing_s;
    if unseen_s > (1.0 - SEEN) * (seen.active_s() + unseen_s) && unseen_s > LITTLE_S {
        let cannot_tell = format!(
            "Whether it waits or computes cannot be told: {} of its CPU time was that of processes \
             that ended before they could be looked at. If there are many of them, starting them may \
             be what takes the time.",
            text::duration(unseen_s),
        );
        return vec![first, summary(seen), cannot_tell];
    }
    // What went unseen is known to be computing.
    let seen = &Seen { computing_s: seen.computing_s + unseen_s.max(0.0), ..*seen };
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
    let what = what.map(|(took_s, what)| format!("{} {what}", text::duration(took_s)));
    let what: Vec<String> = what.collect();
    let processes = match seen.processes {
        1 => "1 process".to_owned(),
        many => format!("at most {} processes", text::count(many as u64)),
    };
    format!(
        "At most {} at once, in {processes}. All together: {}.",
        text::counted(seen.threads as u64, "thread"),
        what.join(", "),
    )
}

/// What can be said where nothing is known of the threads.
fn without_sight(wall_s: f64, cpu_s: Option<f64>, why: &str) -> String {
    if wall_s < TOO_SHORT_S {
        return "It is too short to tell. Give it more to do, and ask again.".to_owned();
    }
    let Some(cpu_s) = cpu_s else {
        return format!("{why}: nothing can be said here.");
    };
    let computes = cpu_s / wall_s;
    let what = if computes > PARALLEL {
        format!("On average {computes:.1} of its threads or processes computed at once.")
    } else {
        format!("Its CPU time is {} of the time on the clock.", percent(computes))
    };
    format!(
        "{what} {why}: if it was the only thing that the machine had to do, and has one thread, it \
         waited for the rest. Otherwise that cannot be told here."
    )
}

/// What the figures of threads say.
struct Verdict<'a> {
    seen: &'a Seen,
    limits: Limits,
    /// Of computing and waiting, the share of computing.
    computes: f64,
    /// On average, how many threads computed, wanted to, or waited for something outside.
    at_once: f64,
    /// On average, how many threads computed or wanted to.
    wanted_cores: f64,
    /// Of the time that threads had something to do, the share in which they had no core.
    no_core: f64,
}

impl<'a> Verdict<'a> {
    fn of(seen: &'a Seen, cores: usize) -> Self {
        let unknown = Limits { cores, quota: None, quota_is_known: false };
        let share = |of_s: f64, all_s: f64| if all_s > 0.0 { of_s / all_s } else { 0.0 };
        Self {
            seen,
            limits: seen.limits.unwrap_or(unknown),
            computes: share(seen.computing_s, seen.computing_s + seen.waiting_s()),
            at_once: seen.active_s() / seen.watched_s,
            wanted_cores: (seen.computing_s + seen.no_core_s) / seen.watched_s,
            no_core: share(seen.no_core_s, seen.active_s()),
        }
    }

    fn sentences(&self) -> Vec<String> {
        let standstill = self.seen.standstill_s / self.seen.watched_s;
        if standstill > WAITS {
            return vec![format!(
                "For {} of the time all its threads waited for other threads or processes (a lock, a \
                 queue, a pipe), or until a time was over. What that hangs on cannot be told from \
                 outside, and more workers may wait as well.",
                percent(standstill)
            )];
        }
        let is_unknown = self.seen.threads > 1 && self.seen.unknown_s > self.seen.active_s() / 2.0;
        if is_unknown {
            return vec![format!(
                "Whether it waits or computes cannot be told: the system does not say for what its \
                 {} waited, one another or something outside.",
                text::counted(self.seen.threads as u64, "thread"),
            )];
        }
        let advice = if self.computes >= COMPUTES { self.computing() } else { self.waiting() };
        advice.into_iter().chain(self.without_a_core()).collect()
    }

    /// For what computes nearly all the time.
    fn computing(&self) -> Vec<String> {
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
    fn busy_cores(&self) -> f64 {
        self.seen.computing_s / self.seen.watched_s
    }

    fn parallel(&self) -> String {
        let cores = self.limits.cores;
        let busy = self.busy_cores();
        let more = if self.wanted_cores > cores as f64 * PARALLEL {
            format!(
                "On average {:.1} threads wanted one: more workers do not help, and {cores} would be \
                 enough.",
                self.wanted_cores
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

    /// For what waits, all of the time or a part of it.
    fn waiting(&self) -> Vec<String> {
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
            (false, false) => format!("It waits {waits} of its time, for one thing at a time."),
            (true, false) => {
                format!("It waits {waits} of its time, and computes the rest, one thing at a time.")
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
        let one_core = 1.0 + self.seen.waiting_s() / self.seen.computing_s.max(1e-9);
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

    /// Why it had no core for a part of the time, if it had none.
    fn without_a_core(&self) -> Option<String> {
        let Limits { cores, quota, quota_is_known } = self.limits;
        if self.no_core < NO_CORE {
            return None;
        }
        let why = match quota {
            Some(quota) if quota < self.wanted_cores => {
                format!("its control group may use only {quota} of a core's time")
            }
            _ if self.wanted_cores > cores as f64 * PARALLEL => {
                let too = if self.busy_cores() < WELL_USED * cores as f64 {
                    "other programs and "
                } else {
                    ""
                };
                let cores = text::counted(cores as u64, "core");
                format!("{too}its own threads wanted more than the {cores} that it may use")
            }
            _ if quota_is_known => "other programs had the cores".to_owned(),
            _ => "other programs had the cores, or a limit kept it from them".to_owned(),
        };
        Some(format!(
            "For {} of its time it could have computed, and had no core: {why}. That is no waiting, \
             and workers do not help against it.",
            percent(self.no_core)
        ))
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a command that was watched for ten seconds.
    fn advice_on(seen: Seen, cores: usize) -> String {
        let seen = Seen { looks: 1000, watched_s: 10.0, ..seen };
        let cpu_s = Some(seen.computing_s);
        advice(&Figures { wall_s: 10.0, cpu_s, sight: Sight::Threads(seen), cores }).join("\n")
    }

    fn one_thread(computing_s: f64, no_core_s: f64, outside_s: f64) -> Seen {
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

    const NO_QUOTA: Limits = Limits { cores: 2, quota: None, quota_is_known: true };

    #[test]
    fn one_that_waits_is_told_how_many_waits_keep_one_core_busy_and_all() {
        let advice = advice_on(one_thread(0.7, 0.0, 9.3), 2);
        assert!(advice.contains("It waits 93 % of its time, for one thing at a time"), "{advice}");
        assert!(advice.contains("Threads help, or async"), "{advice}");
        assert!(advice.contains("about 14 workers keep one core busy"), "{advice}");
        assert!(advice.contains("About 29 workers keep 2 cores busy"), "{advice}");
        assert!(!advice.contains("no core"), "{advice}");
    }

    #[test]
    fn one_that_computes_is_sent_to_processes_or_rayon() {
        let advice = advice_on(one_thread(9.9, 0.0, 0.1), 4);
        assert!(advice.contains("It computes, and waits for next to nothing."), "{advice}");
        assert!(advice.contains("processes in Python") && advice.contains("rayon"), "{advice}");
        assert!(advice.ends_with("cores: 4."), "{advice}");
    }

    #[test]
    fn a_little_waiting_is_said_and_is_no_reason_for_threads() {
        let advice = advice_on(one_thread(8.8, 0.0, 1.2), 4);
        assert!(advice.contains("It computes, and waits 12 % of its time."), "{advice}");
        assert!(!advice.contains("keep one core busy"), "{advice}");
        let advice = advice_on(one_thread(7.0, 0.0, 3.0), 4);
        assert!(advice.contains("about 1.4 workers keep one core busy"), "{advice}");
    }

    #[test]
    fn a_loop_on_a_busy_machine_computes_and_is_told_why_it_is_slow() {
        let seen = Seen { limits: Some(NO_QUOTA), ..one_thread(3.5, 6.5, 0.0) };
        let advice = advice_on(seen, 2);
        assert!(advice.contains("It computes"), "{advice}");
        assert!(advice.contains("For 65 % of its time it could have computed"), "{advice}");
        assert!(advice.contains("other programs had the cores."), "{advice}");
        assert!(!advice.contains("It waits") && !advice.contains("Threads help"), "{advice}");
    }

    #[test]
    fn a_loop_with_half_a_core_is_told_of_the_limit() {
        let half = Limits { quota: Some(0.5), ..NO_QUOTA };
        let advice = advice_on(Seen { limits: Some(half), ..one_thread(5.0, 5.0, 0.0) }, 2);
        assert!(advice.contains("may use only 0.5 of a core's time"), "{advice}");
        assert!(!advice.contains("It waits") && !advice.contains("other programs"), "{advice}");
        // Where the limit cannot be read, that there may be one is said.
        let advice = advice_on(one_thread(5.0, 5.0, 0.0), 2);
        assert!(advice.contains("other programs had the cores, or a limit"), "{advice}");
    }

    #[test]
    fn a_loop_with_somebody_idle_beside_it_computes() {
        let seen = Seen { idle_s: 9.9, threads: 2, ..one_thread(9.9, 0.0, 0.0) };
        let advice = advice_on(seen, 2);
        assert!(advice.contains("9.9 s computing, 9.9 s idle beside the computing."), "{advice}");
        assert!(advice.contains("It computes, and waits for next to nothing."), "{advice}");
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
        assert!(advice.contains("no kind of workers makes it faster"), "{advice}");
        assert!(!advice.contains("rayon"), "{advice}");
        // For waiting it matters little.
        let advice = advice_on(Seen { limits: Some(one_core), ..one_thread(1.0, 0.0, 9.0) }, 2);
        assert!(advice.contains("about 10 workers") && !advice.contains("cores busy"), "{advice}");
    }

    #[test]
    fn a_wait_for_a_core_does_not_count_for_the_rule() {
        let advice = advice_on(one_thread(2.0, 4.0, 4.0), 2);
        assert!(advice.contains("It waits 67 % of its time"), "{advice}");
        assert!(advice.contains("about 3 workers keep one core busy"), "{advice}");
        assert!(advice.contains("For 40 % of its time it could have computed"), "{advice}");
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
        assert!(advice.contains("as many waits at once as the other side accepts"), "{advice}");
        let advice = advice_on(Seen { computing_s: 6.0, ..seen }, 2);
        assert!(advice.contains("about 54 workers keep one core busy"), "{advice}");
        assert!(!advice.contains("about 3 workers"), "{advice}");
        let advice = advice_on(Seen { computing_s: 20.0, ..seen }, 1);
        assert!(advice.contains("It has as many already"), "{advice}");
    }

    #[test]
    fn two_processes_that_wait_half_of_the_time_do_not_compute_all_of_it() {
        let seen = Seen { processes: 3, threads: 3, inside_s: 10.0, ..one_thread(10.0, 0.0, 10.0) };
        let advice = advice_on(seen, 2);
        assert!(
            advice.contains("It waits 50 % of its time, and already does 2 things at once"),
            "{advice}"
        );
        assert!(!advice.contains("It computes"), "{advice}");
    }

    #[test]
    fn threads_that_take_turns_are_told_so() {
        let seen =
            Seen { threads: 3, computing_threads: 2, inside_s: 20.0, ..one_thread(9.9, 0.1, 0.0) };
        let advice = advice_on(seen, 2);
        assert!(advice.contains("2 threads computed, but hardly ever two at once"), "{advice}");
        assert!(!advice.contains("parallel already"), "{advice}");
    }

    #[test]
    fn whether_threads_take_turns_is_not_told_where_they_got_less_than_a_core() {
        let advice = advice_on(one_thread(5.0, 8.0, 0.0), 2);
        assert!(advice.contains("1.3 of its threads wanted a core, and together they got 0.5"));
        assert!(advice.contains("cannot be told"), "{advice}");
        assert!(!advice.contains("parallel already") && !advice.contains("rayon"), "{advice}");
    }

    #[test]
    fn what_is_parallel_is_told_whether_more_workers_help() {
        let parallel = |computing_s, no_core_s| {
            let advice = advice_on(one_thread(computing_s, no_core_s, 0.0), 4);
            assert!(advice.contains("It is parallel already"), "{advice}");
            advice
        };
        assert!(parallel(39.0, 0.5).contains("More workers do not help"));
        assert!(parallel(20.0, 0.5).contains("on average 2.0 of the 4 cores computed for it"));
        assert!(parallel(20.0, 0.5).contains("only as far as cores are idle"));
        assert!(parallel(39.0, 40.0).contains("On average 7.9 threads wanted one"));
        assert!(parallel(39.0, 40.0).contains("4 would be enough"));
        assert!(parallel(39.0, 40.0).contains("its own threads wanted more than the 4 cores"));
    }

    #[test]
    fn cores_that_others_had_are_not_put_down_to_its_own_threads_alone() {
        let advice = advice_on(one_thread(20.0, 60.0, 0.0), 4);
        assert!(advice.contains("no core: other programs and its own threads wanted"), "{advice}");
    }

    #[test]
    fn where_it_cannot_be_told_there_is_no_advice() {
        let sight = Sight::Threads(Seen { looks: 3, ..one_thread(0.02, 0.0, 0.0) });
        let too_short =
            advice(&Figures { wall_s: 0.03, cpu_s: Some(0.02), sight, cores: 2 }).join("\n");
        assert!(too_short.contains("It is too short to tell"), "{too_short}");
        let locks =
            advice_on(Seen { standstill_s: 9.5, threads: 2, ..one_thread(0.5, 0.0, 0.0) }, 2);
        assert!(locks.contains("all its threads waited for other threads or processes"), "{locks}");
        let unknown = Seen { unknown_s: 18.0, threads: 2, ..one_thread(2.0, 0.0, 0.0) };
        assert!(advice_on(unknown, 2).contains("cannot be told"));
        let event_loop = advice_on(Seen { in_loops_s: 9.0, ..one_thread(0.5, 0.0, 9.5) }, 2);
        assert!(event_loop.contains("It waits 95 % of its time, in an event loop"), "{event_loop}");
        assert!(!event_loop.contains("one thing at a time"), "{event_loop}");
        assert!(!event_loop.contains("about"), "{event_loop}");
        let short_lived = Seen { looks: 1000, watched_s: 10.0, ..one_thread(1.0, 0.0, 0.0) };
        let sight = Sight::Threads(short_lived);
        let advice =
            advice(&Figures { wall_s: 10.0, cpu_s: Some(9.0), sight, cores: 2 }).join("\n");
        assert!(advice.contains("8.0 s of its CPU time was that of processes"), "{advice}");
        for advice in [locks, event_loop, advice] {
            assert!(!advice.contains("rayon") && !advice.contains("Threads help"), "{advice}");
        }
    }

    #[test]
    fn a_little_computing_that_went_unseen_counts_and_hides_no_waiting() {
        let sight =
            Sight::Threads(Seen { looks: 1000, watched_s: 10.0, ..one_thread(0.1, 0.0, 9.0) });
        let advice =
            advice(&Figures { wall_s: 10.0, cpu_s: Some(1.0), sight, cores: 2 }).join("\n");
        assert!(advice.contains("1.0 s computing") && advice.contains("It waits 90 %"), "{advice}");
    }

    #[test]
    fn without_the_threads_only_conditions_are_told() {
        let advice = |wall_s, cpu_s: f64| {
            let cpu_s = Some(cpu_s);
            let sight = Sight::Nothing { why: "It is not told", cpu: None };
            advice(&Figures { wall_s, cpu_s, sight, cores: 2 }).join("\n")
        };
        assert!(advice(10.0, 4.0).contains("Its CPU time is 40 % of the time on the clock."));
        assert!(advice(10.0, 18.0).contains("On average 1.8 of its threads or processes"));
        for advice in [advice(10.0, 4.0), advice(10.0, 18.0)] {
            assert!(advice.contains("It is not told: if it was the only thing"), "{advice}");
            assert!(!advice.contains("rayon") && !advice.contains("Threads help"), "{advice}");
        }
        assert!(advice(0.02, 0.02).contains("too short to tell"));
    }
}
