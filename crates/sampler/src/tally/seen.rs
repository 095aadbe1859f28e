//! The figures that come out.

use crate::Limits;

/// What the threads of a command, and of all that it started, did with their time.
///
/// Seconds are those of all threads together: two threads that wait for a second are two seconds.
/// What a thread does at an instant is seen only at looks; what it computed, and how long it wanted a
/// core in vain, the system counts without gaps.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// How often the command was looked at.
    pub looks: usize,
    /// The time on the clock in which it was watched, in seconds.
    pub watched_s: f64,
    /// CPU time of the threads that were seen.
    pub computing_s: f64,
    /// Ready to compute, without a core: others had it, or a limit was reached.
    pub no_core_s: f64,
    /// Waiting for something outside: a server, a disk, a clock.
    pub outside_s: f64,
    /// The part of it that was in event loops, each of which may hold many waits.
    pub in_loops_s: f64,
    /// Waiting, and nobody knows for what.
    pub unknown_s: f64,
    /// Waiting for something outside, or for nobody knows what, beside threads that compute all the
    /// time: the work does not hang on it.
    pub idle_s: f64,
    /// Waiting for one another: locks, queues, pipes, the end of a child.
    pub inside_s: f64,
    /// The time on the clock in which all threads waited for one another.
    pub standstill_s: f64,
    /// The most threads at one look.
    pub threads: usize,
    /// The most processes at one look.
    pub processes: usize,
    /// The part of computing, waiting and having no core that is of processes only glimpsed.
    pub glimpsed_s: f64,
    /// How many threads did a good part of the computing each.
    pub computing_threads: usize,
    /// What it may use, where that could be read.
    pub limits: Option<Limits>,
}

impl Seen {
    /// The time of threads that had something to do: all but waiting for one another.
    pub fn active_s(&self) -> f64 {
        self.computing_s + self.no_core_s + self.waiting_s()
    }

    /// The time of threads that waited for something outside, as far as that is known.
    pub fn waiting_s(&self) -> f64 {
        self.outside_s + self.unknown_s
    }
}
