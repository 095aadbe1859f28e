//! What Linux tells of threads, in `/proc`.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
    time::Duration,
};

use nix::{
    errno::Errno,
    sys::{
        prctl::get_child_subreaper,
        resource::{Resource, getrlimit},
        signal::kill,
        wait::{WaitPidFlag, waitpid},
    },
    unistd::Pid,
};

use crate::{History, Scene, Seen, Sight, Thread, Watched};

mod allowed;
mod call;
mod maps;
mod process;
mod thread;
mod waiting;

use process::{ProcessFiles, Shared};
use thread::{children, threads_of};

/// Looks at a process and its descendants.
pub(crate) struct Eyes {
    /// The process that is watched, and each of its descendants that was seen.
    processes: Vec<ProcessFiles>,
    root: u32,
    /// Children of this program that are no descendants of that process; `None` where what loses its
    /// parents does not come to this program.
    others: Option<Vec<u32>>,
    shared: Shared,
    cores: usize,
    history: History,
    /// Whether there was a process of which `/proc` shows nothing.
    hides: bool,
    own_before_ns: u64,
}

impl Eyes {
    pub(crate) fn open(process: u32, others: Vec<u32>, cores: usize) -> Self {
        let is_subreaper = get_child_subreaper().unwrap_or(false);
        let open_files = getrlimit(Resource::RLIMIT_NOFILE).map_or(256, |(soft, _)| soft);
        // Two files each, and at most half of all.
        let threads_with_files = (open_files / 4).min(500) as usize;
        let shared = Shared { threads_with_files, ..Shared::default() };
        Self {
            processes: vec![ProcessFiles::new(process, None)],
            root: process,
            others: is_subreaper.then_some(others),
            shared,
            cores,
            history: History::default(),
            hides: false,
            own_before_ns: own_ns(),
        }
    }

    /// Looks at all; `false` when nobody is there any more.
    pub(crate) fn look(&mut self, at: Duration) -> bool {
        let mut threads = Vec::new();
        self.adopt();
        // A process whose parent has gone is nobody's child any more: whoever was seen once is kept.
        let mut place = 0;
        while let Some(process) = self.processes.get_mut(place) {
            if !process.look(&mut self.shared, &mut threads) {
                let ended = self.processes.swap_remove(place);
                self.history.has_ended(ended.id);
                self.processes.iter_mut().for_each(|process| process.has_lost(ended.id));
                self.hides |= is_hidden(ended.id);
                ended.end(&mut self.shared);
                continue;
            }
            let itself = self.history.process(process.id, process.parent);
            process.describe(&mut self.history.processes[itself]);
            let children: Vec<u32> = process.children().collect();
            for child in children {
                self.meet(child, Some(itself));
            }
            place += 1;
        }
        self.add(at, &threads);
        !self.processes.is_empty()
    }

    fn add(&mut self, at: Duration, threads: &[Thread]) {
        self.history.add(at, threads);
        for (id, name) in self.processes.iter().flat_map(ProcessFiles::names) {
            if let Some(track) = self.history.thread_mut(id).filter(|track| track.name != name) {
                name.clone_into(&mut track.name);
            }
        }
    }

    /// Looks at a process from now on, if it is not known.
    fn meet(&mut self, process: u32, parent: Option<usize>) {
        if self.processes.iter().all(|known| known.id != process) {
            self.processes.push(ProcessFiles::new(process, parent));
        }
    }

    /// Takes in the processes whose parents have ended, and which have become ours: see
    /// `command::run`. Who of them has ended is waited for, as their first parent would have done.
    fn adopt(&mut self) {
        let Some(others) = &self.others else { return };
        // They come to the first thread.
        let own = std::process::id();
        let children = children(&format!("/proc/{own}/task/{own}"));
        let orphans = children.into_iter().filter(|it| *it != self.root && !others.contains(it));
        for child in orphans.collect::<Vec<_>>() {
            let ended = i32::try_from(child)
                .map(|id| waitpid(Pid::from_raw(id), Some(WaitPidFlag::WNOHANG)));
            if matches!(ended, Ok(Ok(status)) if status.pid().is_none()) {
                self.meet(child, None);
            }
        }
    }

    pub(crate) fn close(mut self) -> Watched {
        self.history.settle();
        self.history.looking_s = own_ns().saturating_sub(self.own_before_ns) as f64 / 1e9;
        self.history.withheld = self.shared.withheld + usize::from(self.hides);
        let why = if !Path::new("/proc/self/stat").exists() {
            "There is no /proc here, which tells what threads do"
        } else if !counts_waits_for_a_core() {
            "This kernel does not count how long a thread waits for a core (schedstat)"
        } else if self.hides && self.history.threads.is_empty() {
            "/proc hides what does not run with your rights (it is mounted with hidepid)"
        } else {
            let sight = Sight::Threads(Seen::of(&Scene::new(&self.history, self.cores)));
            return Watched { sight, history: self.history };
        };
        Watched { sight: Sight::Nothing { why, cpu: None }, history: History::default() }
    }
}

/// Whether there is a process, although `/proc` shows nothing of it.
fn is_hidden(process: u32) -> bool {
    let runs =
        i32::try_from(process).is_ok_and(|id| kill(Pid::from_raw(id), None) != Err(Errno::ESRCH));
    runs && threads_of(process).is_empty()
}

/// The processes that this program has started, and those that came to it.
pub(crate) fn own_children() -> Vec<u32> {
    let own = std::process::id();
    let folder = |thread: u32| format!("/proc/{own}/task/{thread}");
    threads_of(own).into_iter().flat_map(|thread| children(&folder(thread))).collect()
}

/// The descendants of a process, parents before children.
pub(crate) fn descendants(process: u32) -> Vec<u32> {
    let mut found = vec![process];
    let mut place = 0;
    while let Some(process) = found.get(place).copied() {
        let threads = threads_of(process).into_iter();
        found.extend(threads.flat_map(|id| children(&format!("/proc/{process}/task/{id}"))));
        place += 1;
    }
    found.split_off(1)
}

/// A file of `/proc`. Most are short, and none knows its length: so it is not asked for that before, nor
/// for more afterwards.
fn read(file: &str) -> io::Result<String> {
    const LONG: usize = 2048;
    let mut file = File::open(file)?;
    let mut text = vec![0; 2 * LONG];
    let length = file.read(&mut text)?;
    text.truncate(length);
    if length > LONG {
        file.read_to_end(&mut text)?;
    }
    String::from_utf8(text).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// CPU time of the calling thread, in nanoseconds.
fn own_ns() -> u64 {
    let counts = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    counts.split_whitespace().next().and_then(|count| count.parse().ok()).unwrap_or(0)
}

/// Whether the kernel keeps the counts of `schedstat`: where it does not, they are missing, or 0.
///
/// What a thread computes is counted at the latest when it stops for a moment: until then it is 0
/// everywhere.
fn counts_waits_for_a_core() -> bool {
    own_ns() > 0 || {
        std::thread::sleep(Duration::from_millis(1));
        own_ns() > 0
    }
}
