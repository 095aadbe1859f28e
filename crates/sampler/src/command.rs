//! Runs any command as a shell would, and watches it: its input, its output, its terminal and its exit
//! code stay its own, and so do the signals that should end it.

use std::{
    convert::Infallible,
    ffi::OsString,
    path::Path,
    process::{Child, ExitStatus},
    sync::{
        Arc, Mutex,
        mpsc::{self, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use stopwatch::cores;

use crate::{History, Sight, Watched, watch};

mod limit;
mod signals;
mod start;

pub use start::Refusal;

/// A command that was watched to its end.
#[derive(Debug)]
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// Whether it had not ended within the limit, and was made to end.
    pub reached_limit: bool,
    /// How long it ran.
    pub wall: Duration,
    /// CPU time, user and system, of the command and of what it started and waited for; `None` where
    /// the system does not add it up.
    pub cpu: Option<Duration>,
    /// What could be seen of it, in sum.
    pub sight: Sight,
    /// What each of its threads did.
    pub history: History,
}

/// When a command is started.
struct Beginning {
    at: Instant,
    /// CPU time of the commands before.
    cpu: Option<Duration>,
}

/// Runs a command to its end, and watches it meanwhile. One that has not ended within the limit is made
/// to end, with all that it started. It gets these variables besides those of this program.
///
/// # Errors
/// When the system refuses to wait for the command, or to tell of signals. That there is no such
/// command, or that it cannot be run, is a [`Refusal`].
pub fn run(
    command: &[OsString],
    limit: Option<Duration>,
    variables: &[(&str, &Path)],
) -> Result<Result<Ended, Refusal>> {
    let (program, args) = command.split_first().context("there is no command to run")?;
    let signals = signals::hold_back()?;
    let others = keep_orphans();
    let began = Beginning { at: Instant::now(), cpu: cpu_of_children() };
    let child = match start::start(program, args, variables, &signals) {
        Ok(child) => child,
        Err(refusal) => return Ok(Err(refusal)),
    };
    signals.leave_to(child.id())?;
    watch_to_its_end(child, others, &began, limit).map(Ok)
}

/// From here on, processes whose parents have ended come to this program, so that they are still seen.
/// Returns those that it has already.
#[cfg(target_os = "linux")]
fn keep_orphans() -> Vec<u32> {
    // Without that, those are seen that were seen before.
    let _ = nix::sys::prctl::set_child_subreaper(true);
    crate::linux::own_children()
}

#[cfg(not(target_os = "linux"))]
fn keep_orphans() -> Vec<u32> {
    Vec::new()
}

fn watch_to_its_end(
    mut child: Child,
    others: Vec<u32>,
    began: &Beginning,
    limit: Option<Duration>,
) -> Result<Ended> {
    let (runs, has_ended) = mpsc::channel::<Infallible>();
    let process = child.id();
    thread::scope(|scope| {
        let others_too = others.clone();
        let watching = scope.spawn(move || watch(process, others_too, cores(), &has_ended));
        let ended = match limit {
            Some(limit) => limit::wait(&mut child, limit, &others),
            None => child.wait().map(|status| (status, false)),
        };
        let (status, reached_limit) = ended.context("could not wait for the command")?;
        signals::leave_to_nobody();
        let wall = began.at.elapsed();
        drop(runs);
        let Watched { sight, history } = watching.join().expect("nothing panics that only looks");
        let cpu = match &sight {
            Sight::Nothing { cpu: Some(cpu), .. } => Some(*cpu),
            _ => cpu_of_children().zip(began.cpu).map(|(now, before)| now.saturating_sub(before)),
        };
        Ok(Ended { status, reached_limit, wall, cpu, sight, history })
    })
}

/// Watches a process that runs already, until it ends, this program is to end, or the limit is reached.
///
/// # Errors
/// When the system refuses to tell of signals.
pub fn attach(process: u32, limit: Option<Duration>) -> Result<Watched> {
    // Elsewhere nothing can be seen, however long one looks.
    let limit = if cfg!(target_os = "linux") { limit } else { Some(Duration::ZERO) };
    let (goes_on, has_ended) = mpsc::channel::<Infallible>();
    let goes_on = Arc::new(Mutex::new(Some(goes_on)));
    let end = |goes_on: Arc<Mutex<Option<Sender<Infallible>>>>| {
        move || drop(goes_on.lock().map(|mut goes_on| goes_on.take()))
    };
    signals::hold_back()?.wait_for_one(end(Arc::clone(&goes_on)));
    if let Some(limit) = limit {
        let end = end(goes_on);
        thread::spawn(move || {
            thread::sleep(limit);
            end();
        });
    }
    Ok(watch(process, Vec::new(), cores(), &has_ended))
}

impl Ended {
    /// The exit code of the command; of one that a signal ended, what a shell makes of it.
    pub fn code(&self) -> u8 {
        #[cfg(unix)]
        let signal = std::os::unix::process::ExitStatusExt::signal(&self.status);
        #[cfg(not(unix))]
        let signal = None;
        let code = self.status.code().or(signal.map(|signal: i32| 128 + signal)).unwrap_or(1);
        u8::try_from(code).unwrap_or(1)
    }
}

/// CPU time of what was started and waited for.
#[cfg(unix)]
fn cpu_of_children() -> Option<Duration> {
    use nix::sys::{
        resource::{UsageWho, getrusage},
        time::TimeValLike,
    };

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    let times = [usage.user_time(), usage.system_time()];
    let times = times.map(|time| time.num_microseconds().unsigned_abs());
    Some(times.map(Duration::from_micros).iter().sum())
}

#[cfg(not(unix))]
fn cpu_of_children() -> Option<Duration> {
    None
}
