//! Exercise of chapter 04: start all processes, then wait for them.

use std::time::Duration;

pub use crate::process::{Job, Process, start};
use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    process::jobs,
    work::counted,
};

fn exercise() -> Exercise<Vec<Job>, Vec<u64>> {
    let trial = |count| (counted(count, "job"), jobs(count as u64, Duration::ZERO));
    Exercise {
        picture: || jobs(6, Duration::from_millis(150)),
        // A process takes a while to start: fewer than elsewhere.
        trials: [0, 1, 7].into_iter().map(trial).collect(),
        right: |jobs| {
            let processes: Vec<Process> = jobs.iter().map(start).collect();
            processes.into_iter().map(Process::wait).collect()
        },
        needs: Needs { tasks: 6, at_once: 6..=6, threads: 6, in_turns: Diagnosis::WaitedTooEarly },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[Job]) -> Vec<u64>) {
    Exercise::check(exercise, move |jobs| solve(jobs));
}
