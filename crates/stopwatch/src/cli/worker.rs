//! Worker processes: this program started again, to do jobs that it reads from its stdin and to print
//! an answer to each on its stdout, as a line of JSON.
//!
//! The parent's side is [`Worker`], and [`in_a_process`] for a single job; the child's is
//! [`answer_jobs`]. A worker's death is not ours, and our death is the worker's: it ends when its stdin
//! does.

use std::{
    env, fmt,
    io::{self, BufRead, BufReader, Read, Write},
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{pipe, refusal::refusal};
use crate::{
    draw::text,
    measure::{cpu, no_core, recorder},
};

/// No single job takes this long: a process that has not answered by then never will.
const LONGEST_JOB: Duration = Duration::from_secs(3600);
/// The most that an answer may hold, in bytes.
const LONGEST_ANSWER: u64 = 256 << 20;

/// A worker process, seen from its parent. It is ended when this is dropped.
pub struct Worker {
    child: Child,
    jobs: Sender<Vec<u8>>,
    answers: Receiver<Vec<u8>>,
    /// Its CPU time up to its last answer, and the part that went into that one.
    cpu: Duration,
    cpu_of_last_job: Option<Duration>,
    /// How long it had waited for a core by then.
    waited: Duration,
}

/// An answer as it is sent, with the CPU time of the process up to then, and how long the thread that
/// answers has waited for a core.
#[derive(Serialize, Deserialize)]
struct Answered<A> {
    cpu: Duration,
    #[serde(default)]
    waited: Duration,
    answer: A,
}

impl Worker {
    /// How many threads each needs on this side: one asks, one writes jobs, and one reads answers.
    pub const THREADS: usize = 3;

    /// Starts this program again with `args`, which are to lead it to [`answer_jobs`].
    ///
    /// # Errors
    /// When the system refuses another process or thread.
    pub fn start(args: &[String]) -> Result<Self> {
        let program = env::current_exe().context("could not find this program's own file")?;
        Self::start_command(Command::new(program).args(args))
    }

    fn start_command(command: &mut Command) -> Result<Self> {
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| refused("start a worker process", &error))?;
        let mut stdin = child.stdin.take().expect("stdin is piped");
        let stdout = child.stdout.take().expect("stdout is piped");
        let (jobs, jobs_to_write) = mpsc::channel::<Vec<u8>>();
        let (answers_read, answers) = mpsc::channel();
        // From here on the process is ended when we return too early.
        let (cpu, waited) = (Duration::ZERO, Duration::ZERO);
        let worker = Self { child, jobs, answers, cpu, cpu_of_last_job: None, waited };
        // With a thread each, writing and reading never wait for each other, whichever pipe is full,
        // and whoever asks can stop waiting.
        in_a_thread(move || {
            // A worker that dies early reads no more; we hear of its death when its answers end.
            let _ = jobs_to_write.iter().try_for_each(|job| stdin.write_all(&job));
        })?;
        in_a_thread(move || read_lines(stdout, &answers_read))?;
        Ok(worker)
    }

    /// The number that the system has given the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Has the worker do a job. A worker that does not answer in time is ended.
    ///
    /// # Errors
    /// When it dies, takes longer than `limit`, or prints something else.
    pub fn ask<A: DeserializeOwned>(
        &mut self,
        job: &impl Serialize,
        limit: Duration,
    ) -> Result<A, Lost> {
        let mut line = serde_json::to_vec(job).expect("a job has a form in JSON");
        line.push(b'\n');
        let _ = self.jobs.send(line);
        self.cpu_of_last_job = None;
        let answer = match self.answers.recv_timeout(limit) {
            Ok(line) => line,
            Err(RecvTimeoutError::Disconnected) => return Err(Lost::Died(self.end())),
            Err(RecvTimeoutError::Timeout) => {
                self.end();
                return Err(Lost::Hung(limit));
            }
        };
        match serde_json::from_slice(&answer) {
            Ok(Answered { cpu: so_far, waited, answer }) => {
                let of_job = so_far.saturating_sub(self.cpu);
                cpu::add_of_worker(of_job);
                recorder::add_waiting_of_worker(waited.saturating_sub(self.waited));
                (self.cpu, self.cpu_of_last_job, self.waited) = (so_far, Some(of_job), waited);
                Ok(answer)
            }
            Err(_) => {
                self.end();
                Err(Lost::Garbage(String::from_utf8_lossy(&answer).trim_end().to_owned()))
            }
        }
    }

    /// CPU time that the whole process spent on the last job; `None` if the worker was lost over it.
    pub fn cpu_of_last_job(&self) -> Option<Duration> {
        self.cpu_of_last_job
    }

    /// Ends the process, if it has not ended by itself, and says how it ended.
    fn end(&mut self) -> Option<ExitStatus> {
        // One that has closed its stdout is about to end by itself. A process that has ended cannot be
        // killed, and does not need to be.
        let _ = self.child.kill();
        self.child.wait().ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}

/// Why a worker did not answer.
#[derive(Debug)]
pub enum Lost {
    /// It died, and how, where the system says.
    Died(Option<ExitStatus>),
    /// It took longer than this.
    Hung(Duration),
    /// What it said was not an answer.
    Garbage(String),
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Died(Some(status)) => write!(f, "{status}"),
            Self::Died(None) => f.write_str("nobody knows how"),
            Self::Hung(limit) => write!(f, "no answer within {} s", limit.as_secs_f64()),
            Self::Garbage(said) => {
                write!(f, "what it printed is not an answer: {}", text::excerpt(said))
            }
        }
    }
}

/// Has a process of its own do one job: a [`Worker`] with `args` that is ended after it. On the
/// timeline it is a row with a bar from its start to its end.
///
/// # Errors
/// When the system refuses the process, when it dies (the error names its signal or its exit code), and
/// when it does not answer.
pub fn in_a_process<A: DeserializeOwned>(
    task: &str,
    args: &[String],
    job: &impl Serialize,
) -> Result<A> {
    let began = Instant::now();
    let worker = Worker::start(args).with_context(|| format!("`{task}`"))?;
    ask_once(task, worker, began, job, LONGEST_JOB)
}

fn ask_once<A: DeserializeOwned>(
    task: &str,
    mut worker: Worker,
    began: Instant,
    job: &impl Serialize,
    limit: Duration,
) -> Result<A> {
    let process = format!("process {}", worker.id());
    let answer = worker.ask(job, limit);
    let cpu = worker.cpu_of_last_job();
    drop(worker);
    recorder::record(&process, task, began, Instant::now(), cpu);
    match answer {
        Ok(answer) => Ok(answer),
        Err(lost @ Lost::Died(_)) => bail!("{process} died during `{task}`: {lost}"),
        Err(lost) => bail!("{process} was ended during `{task}`: {lost}"),
    }
}

/// The worker's side: answers the jobs that come in on stdin, until there are no more.
///
/// # Errors
/// When a job cannot be read or fails, and when the system refuses a thread.
pub fn answer_jobs<J, A>(mut answer: impl FnMut(J) -> Result<A>) -> Result<()>
where
    J: DeserializeOwned + Send + 'static,
    A: Serialize,
{
    let (sender, jobs) = mpsc::channel();
    // Reading in a thread of its own is what ends this process in the middle of a job: stdin is closed
    // when the parent is done, and also when the parent is killed.
    in_a_thread(move || {
        for line in io::stdin().lines().map_while(Result::ok) {
            let job = serde_json::from_str::<J>(&line);
            let is_one = job.is_ok();
            let what = || format!("what came in on stdin is not a job: {}", text::excerpt(&line));
            if sender.send(job.with_context(what)).is_err() || !is_one {
                return;
            }
        }
        pipe::exit(0)
    })?;
    for job in jobs {
        let answer = answer(job?)?;
        let waited = no_core::waited().unwrap_or_default();
        let answer = serde_json::to_string(&Answered { cpu: cpu::time(), waited, answer })?;
        writeln!(io::stdout(), "{answer}").context("could not write an answer to stdout")?;
    }
    Ok(())
}

/// Passes on each line, with its line end, until there are none left, or nobody takes them.
fn read_lines(stdout: ChildStdout, lines: &Sender<Vec<u8>>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let read = stdout.by_ref().take(LONGEST_ANSWER).read_until(b'\n', &mut line);
        // A process that is killed may leave half a line.
        let is_whole = line.ends_with(b"\n") || line.len() as u64 == LONGEST_ANSWER;
        if read.is_err() || !is_whole || lines.send(line).is_err() {
            return;
        }
    }
}

/// Starts a thread that ends by itself.
fn in_a_thread(work: impl FnOnce() + Send + 'static) -> Result<()> {
    let thread = thread::Builder::new().spawn(work);
    thread.map(drop).map_err(|error| refused("start another thread", &error))
}

fn refused(what: &str, error: &io::Error) -> anyhow::Error {
    anyhow!("could not {what} ({})", refusal(error))
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
