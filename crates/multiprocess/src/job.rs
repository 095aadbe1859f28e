//! The jobs that the work is cut into, and what an experiment can make go wrong with them.

use std::{ops::Range, process, thread};

use serde::{Deserialize, Serialize};

/// One range of numbers whose primes are to be counted. It goes to a worker process as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Counts the jobs from 1.
    pub number: usize,
    /// The numbers to look at.
    pub numbers: Range<u64>,
    /// What goes wrong with it, in an experiment.
    pub fault: Option<Fault>,
}

/// What goes wrong half-way through a job.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Fault {
    /// The process aborts, as after a crash in a C library.
    Abort,
    /// Nothing happens any more.
    Hang,
    /// The answer is not a count, and would colour the terminal.
    Garbage,
}

impl Job {
    /// Cuts the numbers below `limit` into `count` jobs of equal length, the largest numbers first:
    /// these take longest, and the short jobs at the end let all workers finish together.
    pub fn cut(limit: u64, count: usize) -> Vec<Self> {
        let edge = |number: usize| limit * number as u64 / count as u64;
        let job = |number| Self {
            number,
            numbers: edge(count - number)..edge(count - number + 1),
            fault: None,
        };
        (1..=count).map(job).collect()
    }

    pub(crate) fn name(&self) -> String {
        format!("range {}", self.number)
    }

    pub(crate) fn halves(&self) -> (Range<u64>, Range<u64>) {
        let middle = self.numbers.start.midpoint(self.numbers.end);
        (self.numbers.start..middle, middle..self.numbers.end)
    }

    pub(crate) fn crash_if_asked(&self) {
        match self.fault {
            Some(Fault::Abort) => process::abort(),
            Some(Fault::Hang) => loop {
                thread::park();
            },
            Some(Fault::Garbage) | None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_cover_every_number_once() {
        for (limit, count) in [(10, 3), (100, 7), (5, 8), (2, 1)] {
            let mut jobs = Job::cut(limit, count);
            jobs.reverse();
            let numbers: Vec<u64> =
                jobs.iter().flat_map(|job| job.numbers.clone()).collect();
            assert_eq!(numbers, (0..limit).collect::<Vec<u64>>());
            let halves = jobs
                .iter()
                .map(Job::halves)
                .flat_map(|(first, second)| first.chain(second));
            assert_eq!(halves.collect::<Vec<u64>>(), numbers);
        }
    }
}
