//! Worker processes: this program started again, with jobs and answers as JSON lines on its stdin
//! and stdout.
//!
//! The parent's side is [`Worker`], the child's is [`answer_jobs`]. A worker's death is not ours:
//! its job is given to a new one. Our death is the worker's: it ends when its stdin does.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    path::PathBuf,
    process::{self, Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::{
        atomic::Ordering,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow, bail};
use serde::{Deserialize, Serialize};

use stopwatch::{println, text};

use crate::{Fault, JOBS_DONE, Job, count};

/// A job that fails is done again, at most this many times.
const RETRIES: usize = 3;
/// In bytes. An answer has less than a hundred.
const LONGEST_ANSWER: u64 = 4096;

/// How workers are started and treated.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The program that answers jobs, and its arguments.
    pub command: (PathBuf, Vec<String>),
    /// How long a worker may take for one job.
    pub timeout: Duration,
    /// What goes wrong with which job; several faults of one job happen in its successive tries.
    pub faults: Vec<(usize, Fault)>,
}

impl Settings {
    fn fault(&self, job: &Job, tries: usize) -> Option<Fault> {
        let faults_of_job = self.faults.iter().filter(|(number, _)| *number == job.number);
        faults_of_job.map(|(_, fault)| *fault).nth(tries)
    }
}

#[derive(Serialize, Deserialize)]
struct Answer {
    number: usize,
    primes: u64,
    /// The worker's own [`JOBS_DONE`].
    jobs_done: u32,
}

/// A worker process, seen from its parent. It is ended when this is dropped.
pub struct Worker<'s> {
    settings: &'s Settings,
    process: WorkerProcess,
    jobs_done: u32,
}

impl<'s> Worker<'s> {
    /// The threads that go with each: one hands out its jobs, and one reads its answers.
    pub const THREADS: usize = 2;

    /// Starts a worker process.
    ///
    /// # Errors
    /// When the system refuses another process.
    pub fn start(settings: &'s Settings) -> Result<Self> {
        let process = WorkerProcess::start(settings)?;
        println!("Process {} starts.", process.id());
        Ok(Self { settings, process, jobs_done: 0 })
    }

    /// Has the worker count a job. If it dies, takes too long or answers nonsense, another worker
    /// takes its place and does the job again.
    ///
    /// # Errors
    /// When the job was lost four times, or no new worker can be started.
    pub fn count(&mut self, job: &Job) -> Result<u64> {
        for tries in 0..=RETRIES {
            let job = Job { fault: self.settings.fault(job, tries), ..job.clone() };
            let began = Instant::now();
            let answer = self.process.ask(&job, self.settings.timeout);
            let lane = format!("process {}", self.process.id());
            match answer {
                Ok(answer) => {
                    stopwatch::record(lane, job.name(), began, Instant::now());
                    self.jobs_done = answer.jobs_done;
                    return Ok(answer.primes);
                }
                Err(trouble) => {
                    stopwatch::record(lane, format!("{} lost", job.name()), began, Instant::now());
                    let end = self.process.end();
                    let trouble = trouble.in_words(self.process.id(), end, &job);
                    println!("{trouble}");
                    if tries == RETRIES {
                        bail!("{} was lost {} times. {trouble}", job.name(), RETRIES + 1);
                    }
                    self.process = WorkerProcess::start(self.settings)?;
                    println!("Process {} takes its place.", self.process.id());
                }
            }
        }
        unreachable!("the last try returns")
    }

    /// Prints what the worker had in its own memory, and ends it.
    pub fn finish(self) {
        let done = text::counted(self.jobs_done.into(), "job");
        println!("Process {} counted {done} in its own memory.", self.process.id());
    }
}

struct WorkerProcess {
    child: Child,
    jobs: ChildStdin,
    answers: Receiver<Vec<u8>>,
}

impl WorkerProcess {
    fn start(settings: &Settings) -> Result<Self> {
        let (program, args) = &settings.command;
        let mut child = Command::new(program)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| refused("start a worker process", &error))?;
        let jobs = child.stdin.take().expect("stdin is piped");
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let (sender, answers) = mpsc::channel();
        // From here on the process is ended when we return too early.
        let process = Self { child, jobs, answers };
        // Reading in a thread of its own is what makes it possible to stop waiting.
        in_a_thread(move || {
            loop {
                let mut line = Vec::new();
                let answer = stdout.by_ref().take(LONGEST_ANSWER).read_until(b'\n', &mut line);
                let is_over = !matches!(answer, Ok(1..));
                if is_over || sender.send(line).is_err() {
                    break;
                }
            }
        })?;
        Ok(process)
    }

    fn id(&self) -> u32 {
        self.child.id()
    }

    fn ask(&mut self, job: &Job, timeout: Duration) -> Result<Answer, Trouble> {
        let mut line = serde_json::to_string(job).expect("a job has a form in JSON");
        line.push('\n');
        self.jobs.write_all(line.as_bytes()).map_err(|_| Trouble::Died)?;
        let line = match self.answers.recv_timeout(timeout) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => return Err(Trouble::Hung(timeout)),
            Err(RecvTimeoutError::Disconnected) => return Err(Trouble::Died),
        };
        match serde_json::from_slice::<Answer>(&line) {
            Ok(answer) if answer.number == job.number => Ok(answer),
            _ => Err(Trouble::Garbage(String::from_utf8_lossy(&line).trim_end().to_owned())),
        }
    }

    /// Ends the process, if it has not ended by itself, and says how it ended.
    fn end(&mut self) -> Option<ExitStatus> {
        // A process that has ended cannot be killed, and does not need to be.
        let _ = self.child.kill();
        self.child.wait().ok()
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        self.end();
    }
}

/// Why a worker did not answer.
enum Trouble {
    Died,
    Hung(Duration),
    /// With what it said instead.
    Garbage(String),
}

impl Trouble {
    fn in_words(&self, process: u32, end: Option<ExitStatus>, job: &Job) -> String {
        let during = job.name();
        match (self, end) {
            (Self::Died, Some(status)) => {
                format!("Process {process} died during {during}: {status}.")
            }
            (Self::Died, None) => format!("Process {process} died during {during}."),
            (Self::Hung(timeout), _) => {
                format!(
                    "Process {process} was ended: no answer to {during} within {} s \
                     (--timeout).",
                    timeout.as_secs_f64(),
                )
            }
            (Self::Garbage(said), _) => format!(
                "Process {process} was ended: its answer to {during} was not a count: {}",
                text::excerpt(said)
            ),
        }
    }
}

/// The worker's side: answers the jobs that come in on stdin, until there are no more.
///
/// # Errors
/// When an answer cannot be written: then nobody waits for it. When the system refuses a thread.
pub fn answer_jobs() -> Result<()> {
    let (sender, jobs) = mpsc::channel::<Job>();
    // Reading in a thread of its own is what ends this process in the middle of a job: stdin is
    // closed when the parent is done, and also when the parent is killed.
    in_a_thread(move || {
        for line in io::stdin().lines().map_while(Result::ok) {
            let Ok(job) = serde_json::from_str(&line) else { break };
            if sender.send(job).is_err() {
                break;
            }
        }
        exit();
    })?;
    for job in jobs {
        let primes = count(&job);
        let jobs_done = JOBS_DONE.load(Ordering::Relaxed);
        let answer = match job.fault {
            Some(Fault::Garbage) => "\u{1b}[31mI cannot count".to_owned(),
            _ => serde_json::to_string(&Answer { number: job.number, primes, jobs_done })?,
        };
        writeln!(io::stdout(), "{answer}")?;
    }
    Ok(())
}

/// Starts a thread that ends by itself.
fn in_a_thread(work: impl FnOnce() + Send + 'static) -> Result<()> {
    let thread = thread::Builder::new().spawn(work);
    thread.map(drop).map_err(|error| refused("start another thread", &error))
}

fn refused(what: &str, error: &io::Error) -> anyhow::Error {
    anyhow!("could not {what} ({})", stopwatch::refusal(error))
}

#[expect(clippy::disallowed_methods, reason = "main is busy with a job that nobody waits for")]
fn exit() -> ! {
    process::exit(0)
}
