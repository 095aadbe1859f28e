//! A worker that is replaced when it is lost, and what each one says.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use stopwatch::{Lost, println, text};

use crate::{Fault, JOBS_DONE, Job, count};

/// A job that fails is done again, at most this many times.
const RETRIES: usize = 3;

/// How workers are treated.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a worker may take for one job.
    pub timeout: Duration,
    /// What goes wrong with which job; if a job has several faults, each hits one of its tries, in
    /// order.
    pub faults: Vec<(usize, Fault)>,
}

impl Settings {
    fn fault(&self, job: &Job, tries: usize) -> Option<Fault> {
        let faults_of_job =
            self.faults.iter().filter(|(number, _)| *number == job.number);
        faults_of_job.map(|(_, fault)| *fault).nth(tries)
    }
}

/// What a worker says about a job.
#[derive(Serialize, Deserialize)]
struct Answer {
    primes: u64,
    /// The worker's own [`JOBS_DONE`].
    jobs_done: u32,
}

/// A worker process, seen from its parent: this program, started again as `worker`.
pub struct Worker<'s> {
    settings: &'s Settings,
    process: stopwatch::Worker,
    jobs_done: u32,
}

impl<'s> Worker<'s> {
    /// How many threads each needs on this side.
    pub const THREADS: usize = stopwatch::Worker::THREADS;

    /// Starts a worker process.
    ///
    /// # Errors
    /// When the system refuses another process.
    pub fn start(settings: &'s Settings) -> Result<Self> {
        let process = start_process()?;
        println!("Process {} starts.", process.id());
        Ok(Self { settings, process, jobs_done: 0 })
    }

    /// Has the worker count a job. If it dies, takes too long or answers nonsense, another worker
    /// takes its place and does the job again.
    ///
    /// # Errors
    /// When the job was lost four times, or no new worker can be started.
    pub fn count(&mut self, job: &Job) -> Result<u64> {
        let mut tries = 0;
        loop {
            let job =
                Job { fault: self.settings.fault(job, tries), ..job.clone() };
            let began = Instant::now();
            let answer =
                self.process.ask::<Answer>(&job, self.settings.timeout);
            let lane = format!("process {}", self.process.id());
            let lost = match answer {
                Ok(answer) => {
                    let cpu = self.process.cpu_of_last_job();
                    stopwatch::record(
                        lane,
                        job.name(),
                        began,
                        Instant::now(),
                        cpu,
                    );
                    self.jobs_done = answer.jobs_done;
                    return Ok(answer.primes);
                }
                Err(lost) => in_words(&lost, self.process.id(), &job),
            };
            let task = format!("{} lost", job.name());
            stopwatch::record(lane, task, began, Instant::now(), None);
            println!("{lost}");
            if tries == RETRIES {
                bail!("{} was lost {} times. {lost}", job.name(), RETRIES + 1);
            }
            tries += 1;
            self.process = start_process()?;
            println!("Process {} takes its place.", self.process.id());
        }
    }

    /// Prints what the worker had in its own memory, and ends it.
    pub fn finish(self) {
        let done = text::counted(self.jobs_done.into(), "job");
        println!(
            "Process {} counted {done} in its own memory.",
            self.process.id()
        );
    }
}

fn start_process() -> Result<stopwatch::Worker> {
    stopwatch::Worker::start(&["worker".to_owned()])
}

fn in_words(lost: &Lost, process: u32, job: &Job) -> String {
    let during = job.name();
    match lost {
        Lost::Died(_) => {
            format!("Process {process} died during {during}: {lost}.")
        }
        Lost::Hung(timeout) => format!(
            "Process {process} was ended: no answer to {during} within {} s (--timeout).",
            timeout.as_secs_f64(),
        ),
        Lost::Garbage(said) => format!(
            "Process {process} was ended: its answer to {during} was not a count: {}",
            text::excerpt(said)
        ),
    }
}

/// The worker's side: counts the jobs that come in on stdin, until there are no more.
///
/// # Errors
/// When an answer cannot be written, because nobody waits for it, and when the system refuses a thread.
pub fn answer_jobs() -> Result<()> {
    stopwatch::answer_jobs(|job: Job| {
        let primes = count(&job);
        if job.fault == Some(Fault::Garbage) {
            println!("\u{1b}[31mI cannot count");
        }
        Ok(Answer { primes, jobs_done: JOBS_DONE.load(Ordering::Relaxed) })
    })
}
