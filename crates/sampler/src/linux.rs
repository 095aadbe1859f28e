//! What Linux tells of threads, in `/proc`.

use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
    path::Path,
    str::FromStr,
    time::Duration,
};

use super::{Limits, Sight, State, Tally, Thread, limits};

/// Limits seldom change: they are read so often.
const LIMITS_EVERY: Duration = Duration::from_millis(50);

/// Looks at a process and its descendants.
pub(crate) struct Eyes {
    /// The process that is watched, and each of its descendants that was seen.
    processes: Vec<u32>,
    cores: usize,
    limits: Option<Limits>,
    limits_read: Option<Duration>,
    tally: Tally,
}

impl Eyes {
    pub(crate) fn open(process: u32, cores: usize) -> Self {
        Self {
            processes: vec![process],
            cores,
            limits: None,
            limits_read: None,
            tally: Tally::default(),
        }
    }

    pub(crate) fn look(&mut self, at: Duration) {
        let mut threads = Vec::new();
        // A process whose parent has gone is nobody's child any more: whoever was seen once is kept.
        let mut place = 0;
        while let Some(process) = self.processes.get(place).copied() {
            let ids = threads_of(process);
            if ids.is_empty() {
                self.processes.swap_remove(place);
                continue;
            }
            let children: Vec<u32> = ids.iter().flat_map(|id| children(process, *id)).collect();
            let has_children = !children.is_empty();
            threads.extend(ids.iter().filter_map(|id| thread(process, *id, has_children)));
            for child in children {
                if !self.processes.contains(&child) {
                    self.processes.push(child);
                }
            }
            place += 1;
        }
        self.tally.add(at, &threads);
        let is_due = self.limits_read.is_none_or(|read| at >= read + LIMITS_EVERY);
        if let Some(process) = self.processes.first().filter(|_| is_due) {
            self.limits = limits::of(*process, self.cores).or(self.limits);
            self.limits_read = Some(at);
        }
    }

    pub(crate) fn close(self) -> Sight {
        if counts_waits_for_a_core() {
            Sight::Threads(self.tally.seen(self.limits))
        } else {
            let why = "This kernel does not count how long a thread waits for a core (schedstat)";
            Sight::Nothing { why, cpu: None }
        }
    }
}

/// Whether the kernel keeps the counts of `schedstat`: where it does not, they are missing, or 0.
///
/// Asked at the end: the counts of a thread that has just begun are 0 everywhere.
fn counts_waits_for_a_core() -> bool {
    let counts = numbers::<u64>(Path::new("/proc/self/schedstat"));
    counts.first().is_some_and(|computing_ns| *computing_ns > 0)
}

fn threads_of(process: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    threads.filter_map(|thread| thread.file_name().to_str()?.parse().ok()).collect()
}

fn children(process: u32, thread: u32) -> Vec<u32> {
    numbers(Path::new(&format!("/proc/{process}/task/{thread}/children")))
}

/// The numbers in a file; none when it has gone with its thread.
fn numbers<N: FromStr>(file: &Path) -> Vec<N> {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

/// A thread as it is now; `None` when it has ended meanwhile.
fn thread(process: u32, thread: u32, has_children: bool) -> Option<Thread> {
    let folder = format!("/proc/{process}/task/{thread}");
    let [computing_ns, no_core_ns, ..] = numbers(Path::new(&format!("{folder}/schedstat")))[..]
    else {
        return None;
    };
    // A name may hold anything, but the last parenthesis is not part of it.
    let stat = fs::read(format!("{folder}/stat")).ok()?;
    let name_end = stat.iter().rposition(|byte| *byte == b')')?;
    let state = match stat.get(name_end + 2)? {
        b'R' => State::Runs,
        b'D' => State::WaitsOutside,
        b'S' => state_of_a_waiting(process, &folder, has_children),
        // An idle thread of the kernel, stopped, traced, ended.
        _ => State::Stopped,
    };
    Some(Thread {
        id: (process, thread),
        state,
        computing: Duration::from_nanos(computing_ns),
        no_core: Duration::from_nanos(no_core_ns),
    })
}

/// For what a thread waits, by the name of the function of the kernel in which it does.
fn state_of_a_waiting(process: u32, folder: &str, has_children: bool) -> State {
    /// Locks and queues, pipes, children, locks of files.
    const INSIDE: [&str; 4] = ["futex", "pipe", "do_wait", "lock_inode_wait"];
    /// Signals: to a process with children, the one that a child has ended.
    const SIGNALS: [&str; 4] = ["sigsuspend", "sigtimedwait", "sys_pause", "signalfd"];
    const LOOPS: [&str; 2] = ["ep_poll", "epoll_wait"];
    let function = fs::read_to_string(format!("{folder}/wchan")).unwrap_or_default();
    match function.as_str() {
        // It has just been woken, or that is not for us to know.
        "" | "0" => State::Waits,
        function if INSIDE.iter().any(|it| function.contains(it)) => State::WaitsInside,
        function if has_children && SIGNALS.iter().any(|it| function.contains(it)) => {
            State::WaitsInside
        }
        function if LOOPS.iter().any(|it| function.contains(it)) => State::WaitsInALoop,
        function if function.starts_with("poll_") && polls_a_pipe(process, folder) => {
            State::WaitsInside
        }
        _ => State::WaitsOutside,
    }
}

/// Whether a thread in `poll` waits for a pipe first of all, as the thread that serves a pool of
/// processes does.
fn polls_a_pipe(process: u32, folder: &str) -> bool {
    first_polled(process, folder)
        .is_some_and(|file| file.starts_with("pipe:") || file.starts_with("anon_inode:[pidfd]"))
}

fn first_polled(process: u32, folder: &str) -> Option<String> {
    /// The numbers of `poll` and `ppoll`, which some machines do not have.
    const POLL: &[&str] = if cfg!(target_arch = "x86_64") { &["7", "271"] } else { &["73"] };
    let call = fs::read_to_string(format!("{folder}/syscall")).ok()?;
    let mut words = call.split_whitespace();
    words.next().filter(|number| POLL.contains(number))?;
    let mut argument = || u64::from_str_radix(words.next()?.trim_start_matches("0x"), 16).ok();
    let (list, count) = (argument()?, argument()?);
    let mut number = [0; 4];
    let memory = File::open(format!("/proc/{process}/mem")).ok().filter(|_| count > 0)?;
    memory.read_exact_at(&mut number, list).ok()?;
    let number = i32::from_ne_bytes(number);
    let file = fs::read_link(format!("/proc/{process}/fd/{number}")).ok()?;
    Some(file.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use std::{process, sync::mpsc, thread::spawn};

    use super::*;

    #[test]
    fn this_thread_runs_and_one_that_waits_for_a_message_waits_inside() {
        let (send, receive) = mpsc::channel::<()>();
        let waiting = spawn(move || receive.recv());
        let state = |state: State| {
            let ids = threads_of(process::id());
            let threads = ids.iter().filter_map(|id| thread(process::id(), *id, false));
            threads.filter(|thread| thread.state == state).count()
        };
        assert!(state(State::Runs) >= 1);
        // Not every system says for what a thread waits.
        while state(State::WaitsInside) + state(State::Waits) == 0 {}
        drop(send);
        assert!(waiting.join().unwrap().is_err());
    }
}
