//! What py-spy tells of Python's threads, where it is installed: which function each is in, and who holds
//! the GIL.

use std::{
    collections::HashMap,
    convert::Infallible,
    env, fs,
    io::{self, Read, Seek},
    process::{Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use serde::Deserialize;

use sampler::{History, Scene, descendants};
use stopwatch::text;

use crate::rows;

const PY_SPY: &str = "py-spy";
/// The first question comes so long after the beginning, and each other one after another so long.
const FIRST: Duration = Duration::from_millis(300);
const EVERY: Duration = Duration::from_millis(500);
/// Asking takes at most one part in so many of the time.
const PAUSE_OVER_COST: u32 = 25;
/// So many processes are asked at a time, the others another time.
const AT_A_TIME: usize = 4;
/// A process that begins or ends has no answer: so often in a row, and py-spy is not asked any more.
const MOST_FAILURES: usize = 3;

/// Somebody who asks py-spy now and then, while a command runs.
pub(crate) struct Asking {
    ends: Sender<Infallible>,
    thread: JoinHandle<Told>,
}

/// What it told.
#[derive(Default)]
pub(crate) struct Told {
    /// How often each thread was in each function.
    functions: HashMap<u64, HashMap<String, usize>>,
    /// How often each thread had the GIL.
    holders: HashMap<u64, usize>,
    answers: usize,
    took: Duration,
    /// Why it told nothing.
    refused: Option<String>,
}

/// A thread, as py-spy tells of it.
#[derive(Deserialize)]
struct Thread {
    os_thread_id: Option<u64>,
    owns_gil: bool,
    /// The innermost first.
    frames: Vec<Frame>,
}

#[derive(Deserialize)]
struct Frame {
    name: String,
    filename: String,
}

/// Begins to ask for a process, and for all that it starts; `None` where there is no py-spy.
pub(crate) fn ask(root: u32) -> Option<Asking> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).find(|folder| folder.join(PY_SPY).is_file())?;
    let (ends, has_ended) = mpsc::channel();
    let (is_ready, ready) = mpsc::channel();
    let thread = thread::spawn(move || {
        // Ctrl-C is for the command: see `command::run`. A thread that could take it would end it all.
        #[cfg(unix)]
        let _ = nix::sys::signal::SigSet::all().thread_block();
        drop::<Sender<Infallible>>(is_ready);
        ask_until(root, &has_ended)
    });
    let _ = ready.recv();
    Some(Asking { ends, thread })
}

impl Asking {
    pub(crate) fn end(self) -> Told {
        drop(self.ends);
        self.thread.join().unwrap_or_default()
    }
}

fn ask_until(root: u32, has_ended: &Receiver<Infallible>) -> Told {
    let (mut told, mut pause, mut failures, mut turn) =
        (Told::default(), FIRST, 0, 0);
    while has_ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let began = Instant::now();
        let all = [root].into_iter().chain(descendants(root));
        let all: Vec<u32> = all.filter(|process| is_python(*process)).collect();
        for place in 0..all.len().min(AT_A_TIME) {
            match dump(all[(turn + place) % all.len()], has_ended) {
                Ok(Some(threads)) => {
                    failures = 0;
                    told.add(threads);
                }
                Ok(None) => {}
                Err(why) => {
                    failures += 1;
                    told.refused = Some(why);
                }
            }
            if failures == MOST_FAILURES {
                return told;
            }
        }
        turn += AT_A_TIME;
        told.took += began.elapsed();
        pause = EVERY.max(began.elapsed() * PAUSE_OVER_COST);
    }
    told
}

fn is_python(process: u32) -> bool {
    let program = fs::read_link(format!("/proc/{process}/exe")).ok();
    let name =
        program.as_deref().and_then(|program| program.file_name()?.to_str());
    name.is_some_and(|name| name.starts_with("python"))
}

/// What the threads of a process are at; `None` where the command came to its end before py-spy did.
fn dump(
    process: u32,
    has_ended: &Receiver<Infallible>,
) -> Result<Option<Vec<Thread>>, String> {
    const PAUSE: Duration = Duration::from_millis(10);
    // A pipe may be too small for it all, and nobody reads while it is waited for.
    let said = |error: io::Error| error.to_string();
    let (mut out, mut err) = (
        tempfile::tempfile().map_err(said)?,
        tempfile::tempfile().map_err(said)?,
    );
    let mut command = Command::new(PY_SPY);
    command.args([
        "dump",
        "--json",
        "--nonblocking",
        "--full-filenames",
        "--pid",
    ]);
    command.arg(process.to_string()).stdin(Stdio::null());
    command
        .stdout(out.try_clone().map_err(said)?)
        .stderr(err.try_clone().map_err(said)?);
    let mut child = command.spawn().map_err(said)?;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None)
                if has_ended.recv_timeout(PAUSE)
                    == Err(RecvTimeoutError::Timeout) => {}
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return Ok(None);
            }
        }
    };
    let (mut threads, mut why) = (Vec::new(), String::new());
    out.rewind().and_then(|()| out.read_to_end(&mut threads)).map_err(said)?;
    err.rewind().and_then(|()| err.read_to_string(&mut why)).map_err(said)?;
    if !status.success() {
        return Err(why
            .lines()
            .next()
            .unwrap_or("it failed without a word")
            .to_owned());
    }
    serde_json::from_slice(&threads)
        .map(Some)
        .map_err(|error| error.to_string())
}

impl Told {
    fn add(&mut self, threads: Vec<Thread>) {
        self.answers += 1;
        for thread in threads {
            let Some(id) = thread.os_thread_id else { continue };
            if thread.owns_gil {
                *self.holders.entry(id).or_default() += 1;
            }
            if let Some(function) = function(&thread.frames) {
                let seen = self.functions.entry(id).or_default();
                *seen.entry(function).or_default() += 1;
            }
        }
    }

    /// Adds to the name of each thread the function in which it was seen most often.
    pub(crate) fn name_threads(&self, history: &mut History) {
        let History { threads, processes, .. } = history;
        for track in threads {
            let Some(functions) = self.functions.get(&u64::from(track.id))
            else {
                continue;
            };
            let most =
                functions.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
            let Some((function, _)) = most else { continue };
            let name = &mut track.name;
            // Python's own names for threads say less than the function.
            let is_default = *name == processes[track.process].name
                || name.starts_with("Thread-");
            *name = if is_default {
                function.clone()
            } else {
                format!("{name} · {function}")
            };
        }
    }

    /// Who held the GIL, and what it cost to ask; why it did not tell, where it did not.
    pub(crate) fn sentence(&self, scene: &Scene) -> Option<String> {
        if self.answers == 0 {
            let why = text::excerpt(self.refused.as_ref()?);
            return Some(format!(
                "py-spy did not tell which functions ran: {why}. It may look into what runs as you do \
                 where kernel.yama.ptrace_scope is 0 (sysctl), or with sudo."
            ));
        }
        let mut holders: Vec<(&u64, &usize)> = self.holders.iter().collect();
        holders.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let holder = |(id, times): &(&u64, &usize)| {
            let place = scene
                .history
                .threads
                .iter()
                .position(|it| u64::from(it.id) == **id)?;
            Some(format!(
                "{} ({})",
                rows::label(scene, place),
                text::counted(**times as u64, "time")
            ))
        };
        let holders: Vec<String> =
            holders.iter().take(4).filter_map(holder).collect();
        let held = match holders.is_empty() {
            true => "nobody held the GIL".to_owned(),
            false => format!("the GIL was held by {}", holders.join(", ")),
        };
        let answers = text::counted(self.answers as u64, "time");
        Some(format!(
            "py-spy told {answers} which functions ran: {held}. Asking took {}.",
            text::duration(self.took.as_secs_f64())
        ))
    }
}

/// The innermost function that is no library's.
fn function(frames: &[Frame]) -> Option<String> {
    let is_library = |frame: &&Frame| {
        let file = &frame.filename;
        file.contains("/lib/python")
            || file.contains("/site-packages/")
            || file.starts_with("<frozen")
    };
    let own =
        frames.iter().find(|frame| !is_library(frame)).or(frames.first())?;
    // `count.<locals>.<genexpr>` is in `count`, and `<module>` in none.
    let names = own.name.split('.').filter(|name| !name.starts_with('<'));
    Some(names.collect::<Vec<_>>().join(".")).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(name: &str, filename: &str) -> Frame {
        Frame { name: name.to_owned(), filename: filename.to_owned() }
    }

    #[test]
    fn a_thread_is_called_by_the_innermost_function_that_is_its_own() {
        let library = frame("wait", "/usr/lib/python3.11/threading.py");
        let frames = [
            library,
            frame("compute", "/home/a/job.py"),
            frame("main", "/home/a/job.py"),
        ];
        assert_eq!(function(&frames).as_deref(), Some("compute"));
        assert_eq!(function(&frames[..1]).as_deref(), Some("wait"));
        let nested = [frame("Job.count.<locals>.<genexpr>", "job.py")];
        assert_eq!(function(&nested).as_deref(), Some("Job.count"));
        assert_eq!(function(&[frame("<module>", "job.py")]), None);
        assert_eq!(function(&[]), None);
    }
}
