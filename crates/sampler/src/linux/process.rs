//! What `/proc` tells of one process: its threads, its children, its names.

use std::{collections::HashSet, fs, time::Duration};

use super::{
    allowed,
    call::Sockets,
    maps::Maps,
    thread::{ThreadFiles, number_of_threads, threads_of},
    waiting::{Wait, Waiting},
};
use crate::{State, Thread, history};

/// A process that is looked at again and again.
pub(super) struct ProcessFiles {
    pub(super) id: u32,
    /// The one that started it, in [`History::processes`](crate::History::processes), if that was seen.
    pub(super) parent: Option<usize>,
    /// When it began, once that is known.
    began: Option<u64>,
    threads: Vec<ThreadFiles>,
    maps: Maps,
    looks: u32,
}

/// What looks at all processes share.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) buffer: Vec<u8>,
    pub(super) sockets: Sockets,
    /// How many more threads may keep their files open.
    pub(super) threads_with_files: usize,
    /// For how many waits it was withheld for what.
    pub(super) withheld: usize,
}

impl ProcessFiles {
    pub(super) fn new(id: u32, parent: Option<usize>) -> Self {
        Self { id, parent, began: None, threads: Vec::new(), maps: Maps::default(), looks: 0 }
    }

    /// Looks at all threads; `false` when the process has ended.
    pub(super) fn look(&mut self, shared: &mut Shared, seen: &mut Vec<Thread>) -> bool {
        self.looks += 1;
        if !self.count(shared) {
            return false;
        }
        // Of who is not known to wait, it is not known what it did since.
        for thread in self.threads.iter_mut().filter(|thread| thread.wait.is_none()) {
            thread.read_children();
        }
        let has_children = self.threads.iter().any(|thread| !thread.children.is_empty());
        let (maps, sockets) = (&mut self.maps, &mut shared.sockets);
        let mut waiting = Waiting { process: self.id, maps, sockets };
        let seen_before = seen.len();
        for thread in &mut self.threads {
            let Some(stat) = thread.read_stat(&mut shared.buffer) else { continue };
            let is_first = thread.id == self.id;
            if is_first && *self.began.get_or_insert(stat.began) != stat.began {
                // Another process has been given its number.
                seen.truncate(seen_before);
                return false;
            }
            if stat.name != thread.name.as_bytes() {
                thread.name = String::from_utf8_lossy(stat.name).into_owned();
                // Another program may have taken its place.
                if is_first {
                    *waiting.maps = Maps::default();
                }
            }
            let state = match stat.state {
                b'S' | b'D' => {
                    let wait = thread.wait.unwrap_or_else(|| {
                        let wait = waiting.find_out(&thread.folder, stat.state);
                        shared.withheld += usize::from(matches!(wait, Wait::Withheld(_)));
                        wait
                    });
                    thread.wait = Some(wait).filter(|wait| !matches!(wait, Wait::Perhaps(_)));
                    wait.state(has_children)
                }
                running_or_not => {
                    thread.wait = None;
                    // An idle thread of the kernel, stopped, traced, ended.
                    if running_or_not == b'R' { State::Runs } else { State::Stopped }
                }
            };
            let counts = thread.counts.unwrap_or_default();
            seen.push(Thread {
                id: (self.id, thread.id),
                state,
                computing: Duration::from_nanos(counts.computing_ns),
                no_core: Duration::from_nanos(counts.no_core_ns),
            });
        }
        true
    }

    /// Counts for all threads, those that are new included; `false` when there are none.
    fn count(&mut self, shared: &mut Shared) -> bool {
        self.threads.retain_mut(|thread| {
            let is_there = thread.count(&mut shared.buffer);
            shared.threads_with_files += usize::from(!is_there && thread.keeps_files());
            is_there
        });
        // When there are as many as are known, they are those.
        if number_of_threads(self.id) != Some(self.threads.len()) {
            self.add_new(shared);
        }
        !self.threads.is_empty()
    }

    fn add_new(&mut self, shared: &mut Shared) {
        let known: HashSet<u32> = self.threads.iter().map(|thread| thread.id).collect();
        for id in threads_of(self.id).into_iter().filter(|id| !known.contains(id)) {
            let mut thread = ThreadFiles::new(self.id, id, shared.threads_with_files > 0);
            if thread.count(&mut shared.buffer) {
                shared.threads_with_files -= usize::from(thread.keeps_files());
                self.threads.push(thread);
            }
        }
    }

    pub(super) fn children(&self) -> impl Iterator<Item = u32> {
        self.threads.iter().flat_map(|thread| thread.children.iter().copied())
    }

    /// A process has ended: should it be a child of this one, it is none any more.
    pub(super) fn has_lost(&mut self, child: u32) {
        self.threads.iter_mut().for_each(|thread| thread.children.retain(|id| *id != child));
    }

    /// Gives up its files.
    pub(super) fn end(self, shared: &mut Shared) {
        shared.threads_with_files +=
            self.threads.iter().filter(|thread| thread.keeps_files()).count();
    }

    /// The names of its threads.
    pub(super) fn names(&self) -> impl Iterator<Item = ((u32, u32), &str)> {
        self.threads.iter().map(|thread| ((self.id, thread.id), thread.name.as_str()))
    }

    /// Says what the process is, and what it may use, at its first looks, and now and then: another
    /// program may take its place, and it may bind itself to some cores.
    pub(super) fn describe(&mut self, described: &mut history::Process) {
        let main = self.threads.iter().find(|thread| thread.id == self.id);
        let name = main.map_or("", |main| main.name.as_str());
        let is_new = self.looks <= 3 || described.name != name;
        if is_new || self.looks.is_multiple_of(10) {
            // Who has ended, and is still there until somebody takes note of it, is in no group any more.
            described.allowed = allowed::of(self.id).or_else(|| described.allowed.take());
        }
        if !(is_new || self.looks.is_multiple_of(50)) || name.is_empty() {
            return;
        }
        let command = fs::read(format!("/proc/{}/cmdline", self.id)).unwrap_or_default();
        let words = command.split(|byte| *byte == 0).filter(|word| !word.is_empty());
        let words: Vec<String> =
            words.map(|word| String::from_utf8_lossy(word).into_owned()).collect();
        // A program that begins has none yet, and one that is about to end none any more.
        if !words.is_empty() || described.name.is_empty() {
            name.clone_into(&mut described.name);
            described.command = words;
        }
        if self.looks.is_multiple_of(50) && self.threads.len() > 1 {
            self.maps.read(self.id);
        }
        if !self.maps.libraries().is_empty() {
            described.libraries = self.maps.libraries().to_vec();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Read},
        net::{TcpListener, TcpStream},
        process,
        sync::mpsc,
        thread,
    };

    use nix::unistd::pause;

    use super::*;

    /// The states of this process's threads.
    fn states() -> Vec<State> {
        let mut shared = Shared { threads_with_files: 10, ..Shared::default() };
        let mut seen = Vec::new();
        assert!(ProcessFiles::new(process::id(), None).look(&mut shared, &mut seen));
        seen.iter().map(|thread| thread.state).collect()
    }

    /// Looks until a thread is in this state. Where the system does not tell, that is all that is known.
    fn wait_for(state: State) {
        while !states().iter().any(|seen| [state, State::Unknown].contains(seen)) {
            thread::yield_now();
        }
    }

    #[test]
    fn who_asks_runs() {
        assert!(states().contains(&State::Runs));
    }

    #[test]
    fn a_thread_that_waits_for_a_message_waits_for_a_lock() {
        let (send, receive) = mpsc::channel::<()>();
        let waiting = thread::spawn(move || receive.recv());
        wait_for(State::Lock);
        drop(send);
        assert!(waiting.join().unwrap().is_err());
    }

    #[test]
    fn a_thread_that_reads_from_a_server_waits_for_the_network() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = TcpStream::connect(server.local_addr().unwrap()).unwrap();
        let (accepted, _) = server.accept().unwrap();
        let waiting = thread::spawn(move || client.read(&mut [0]));
        wait_for(State::Network);
        drop(accepted);
        assert_eq!(waiting.join().unwrap().unwrap(), 0);
    }

    #[test]
    fn a_thread_that_reads_from_a_pipe_waits_for_it() {
        let (mut read, write) = io::pipe().unwrap();
        let waiting = thread::spawn(move || read.read(&mut [0]));
        wait_for(State::Pipe);
        drop(write);
        assert_eq!(waiting.join().unwrap().unwrap(), 0);
    }

    #[test]
    fn a_thread_that_sleeps_is_asleep() {
        let (send, receive) = mpsc::channel::<()>();
        let waiting = thread::spawn(move || {
            while receive.try_recv() == Err(mpsc::TryRecvError::Empty) {
                thread::sleep(Duration::from_millis(20));
            }
        });
        wait_for(State::Asleep);
        drop(send);
        waiting.join().unwrap();
    }

    #[test]
    fn who_waits_for_a_signal_waits_for_a_child_as_soon_as_there_is_one() {
        const WAITS: &str = "pauses";
        // Ends with the tests.
        thread::Builder::new().name(WAITS.to_owned()).spawn(pause).unwrap();
        let mut shared = Shared { threads_with_files: 10, ..Shared::default() };
        let mut files = ProcessFiles::new(process::id(), None);
        let mut wait_for = |states: &[State]| {
            let mut is_in_one = || {
                let mut seen = Vec::new();
                assert!(files.look(&mut shared, &mut seen));
                let waits = files.names().find(|(_, name)| *name == WAITS);
                let waits = waits.and_then(|(id, _)| seen.iter().find(|thread| thread.id == id));
                waits.is_some_and(|thread| states.contains(&thread.state))
            };
            while !is_in_one() {
                thread::yield_now();
            }
        };
        wait_for(&[State::Other, State::Child, State::Unknown]);
        let mut child = process::Command::new("sleep").arg("600").spawn().unwrap();
        wait_for(&[State::Child, State::Unknown]);
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[test]
    fn who_has_been_given_its_number_is_another_process() {
        let mut shared = Shared::default();
        let mut files = ProcessFiles::new(process::id(), None);
        assert!(files.look(&mut shared, &mut Vec::new()));
        files.began = files.began.map(|began| began - 1);
        let mut seen = Vec::new();
        assert!(!files.look(&mut shared, &mut seen));
        assert!(seen.is_empty(), "{seen:?}");
    }

    #[test]
    fn what_has_ended_is_not_there() {
        let mut child = process::Command::new("true").spawn().unwrap();
        let mut files = ProcessFiles::new(child.id(), None);
        child.wait().unwrap();
        let mut shared = Shared::default();
        assert!(!files.look(&mut shared, &mut Vec::new()));
    }
}
