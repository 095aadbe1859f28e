//! Worker processes: each is this program again, does one job, and says what came out.

use std::{
    env,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use stopwatch::println;

use crate::work;

/// Names the job to a process that is to do one: a number and how long it takes, in milliseconds.
const JOB: &str = "EXERCISE_JOB";
/// Before what comes out.
const ANSWER: &str = "the answer is ";

/// A job for a process of its own.
#[derive(Clone, Debug)]
pub struct Job {
    pub(crate) number: u64,
    pub(crate) wait: Duration,
}

/// A process that does a job.
pub struct Process {
    child: Child,
    name: String,
    began: Instant,
    wait: Duration,
}

/// Starts a process, which begins to do its job.
pub fn start(job: &Job) -> Process {
    let words = format!("{} {}", job.number, job.wait.as_millis());
    work::note_begin();
    let began = Instant::now();
    let child = Command::new(env::current_exe().expect("this program has a file"))
        .args(env::args_os().skip(1))
        .env(JOB, words)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the system has room for a process");
    Process { child, name: format!("job {}", job.number), began, wait: job.wait }
}

impl Process {
    /// Waits for the process to end, and gives back what came out.
    pub fn wait(self) -> u64 {
        let process = format!("process {}", self.child.id());
        let output = self.child.wait_with_output().expect("a process can be waited for");
        // When it ended is not known, but that it took no shorter than its job.
        let end = Instant::now().min(self.began + self.wait);
        stopwatch::record(process, self.name, self.began, end, None);
        work::note_end();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let answer = said.lines().find_map(|line| line.rsplit(ANSWER).next()?.parse().ok());
        answer.expect("the process has said what came out")
    }
}

/// Does a job, in the process that was started for it; whether this is one.
pub(crate) fn does_a_job() -> bool {
    let Ok(job) = env::var(JOB) else { return false };
    let (number, wait_ms) = job.split_once(' ').expect("a job is two numbers");
    let (number, wait_ms): (u64, u64) = (
        number.parse().expect("a job has a number"),
        wait_ms.parse().expect("a job takes some milliseconds"),
    );
    thread::sleep(Duration::from_millis(wait_ms));
    println!("{ANSWER}{}", number * number);
    true
}

/// So many jobs, of which the first takes longest.
pub(crate) fn jobs(count: u64, wait: Duration) -> Vec<Job> {
    let wait_of = |number| if number == 1 { wait * 2 } else { wait };
    (1..=count).map(|number| Job { number, wait: wait_of(number) }).collect()
}
