//! How much other programs computed meanwhile: they make figures worse.

use std::{
    fs,
    time::{Duration, Instant},
};

use super::cpu;

/// More of the cores than this, used by other programs, make a machine busy; in percent.
const BUSY_PERCENT: f64 = 20.0;

/// What has to be said beside figures if other programs used this much of the cores, in percent.
pub fn warning(percent: f64) -> Option<String> {
    (percent > BUSY_PERCENT).then(|| {
        format!("Warning: this machine was busy. Other programs used {percent:.0} % of its cores.")
    })
}

/// Watches, from now on, what other programs compute.
pub(crate) struct Watch {
    began: Instant,
    own: Duration,
    all: Option<Ticks>,
}

impl Watch {
    pub(crate) fn start() -> Self {
        Self { began: Instant::now(), own: cpu::time(), all: Ticks::so_far() }
    }

    /// How much of all cores other programs have used since then, in percent; `None` where the system
    /// does not tell, which is everywhere but on Linux, and where the time was too short to say.
    pub(crate) fn others_percent(&self) -> Option<f64> {
        const SHORTEST: Duration = Duration::from_millis(500);
        let (wall, own) = (self.began.elapsed(), cpu::time().saturating_sub(self.own));
        let (before, now) = (self.all.as_ref()?, Ticks::so_far()?);
        if wall < SHORTEST || now.all == before.all {
            return None;
        }
        let busy = (now.busy - before.busy) / (now.all - before.all);
        let ours = own.as_secs_f64() / (wall.as_secs_f64() * now.cores);
        Some(100.0 * (busy - ours).max(0.0))
    }
}

/// What all cores did since the machine started, in the kernel's unit: proc(5), `/proc/stat`.
struct Ticks {
    /// For programs.
    busy: f64,
    /// In all, waiting and idle included.
    all: f64,
    cores: f64,
}

impl Ticks {
    fn so_far() -> Option<Self> {
        Self::read(&fs::read_to_string("/proc/stat").ok()?)
    }

    fn read(stat: &str) -> Option<Self> {
        let mut lines = stat.lines();
        let numbers = lines.next()?.strip_prefix("cpu ")?.split_whitespace();
        // user, nice, system, idle, iowait, irq, softirq, steal; what guests use is counted in these.
        let numbers: Vec<f64> = numbers.take(8).map_while(|it| it.parse().ok()).collect();
        let cores = lines.take_while(|line| line.starts_with("cpu")).count() as f64;
        Some(Self { busy: numbers.get(..3)?.iter().sum(), all: numbers.iter().sum(), cores })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_machine_is_warned_of_and_a_quiet_one_is_not() {
        assert_eq!(warning(5.0), None);
        assert!(warning(60.0).unwrap().contains("Other programs used 60 % of its cores"));
    }

    #[test]
    fn what_programs_did_is_told_from_what_the_cores_waited() {
        let stat = "cpu  10 20 30 400 5 6 7 8 9 9\ncpu0 1 2 3 4\ncpu1 1 2 3 4\nintr 5\n";
        let Ticks { busy, all, cores } = Ticks::read(stat).unwrap();
        assert_eq!((busy, all, cores), (60.0, 486.0, 2.0));
        assert!(Ticks::read("").is_none() && Ticks::read("cpu \n").is_none());
    }

    /// Two threads that compute are ours, however busy others are.
    #[cfg(target_os = "linux")]
    #[test]
    fn what_this_program_computes_is_not_that_of_others() {
        let watch = Watch::start();
        while watch.began.elapsed() < Duration::from_millis(600) {
            std::hint::spin_loop();
        }
        let others = watch.others_percent().unwrap();
        let cores = Ticks::so_far().unwrap().cores;
        assert!(others <= 100.0 * (1.0 - 0.2 / cores), "{others} % of {cores} cores");
    }
}
