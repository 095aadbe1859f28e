//! What `/proc` tells of one process: its threads, its children, its names.

use std::{fs, time::Duration};

use super::{
    call::Sockets,
    maps::Maps,
    thread::{ThreadFiles, threads_of},
    waiting::Waiting,
};
use crate::{State, Thread, history};

/// A process that is looked at again and again.
pub(super) struct ProcessFiles {
    pub(super) id: u32,
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
    pub(super) fn new(id: u32) -> Self {
        Self { id, threads: Vec::new(), maps: Maps::default(), looks: 0 }
    }

    /// Looks at all threads; `false` when the process has ended.
    pub(super) fn look(&mut self, shared: &mut Shared, seen: &mut Vec<Thread>) -> bool {
        self.looks += 1;
        // Only who ran since the last look can have started a thread or a process.
        let mut ran: Vec<bool> = Vec::with_capacity(self.threads.len());
        let mut somebody_ran = self.threads.is_empty();
        for thread in &mut self.threads {
            let counts = thread.read_counts(&mut shared.buffer);
            ran.push(counts != Some(thread.counts));
            thread.counts = counts.unwrap_or(thread.counts);
            somebody_ran |= ran.last() == Some(&true);
        }
        if somebody_ran && !self.list(shared, &mut ran) {
            return false;
        }
        for (thread, ran) in self.threads.iter_mut().zip(&mut ran) {
            // Who waits for a signal may wait for a child: that is asked again each time.
            *ran |= thread.state == State::Other;
            if *ran {
                thread.read_children();
            }
        }
        let has_children = self.threads.iter().any(|thread| !thread.children.is_empty());
        for (thread, ran) in self.threads.iter_mut().zip(ran) {
            let Some(stat) = thread.read_stat(&mut shared.buffer) else { continue };
            if stat.name != thread.name.as_bytes() {
                thread.name = String::from_utf8_lossy(stat.name).into_owned();
                // Another program may have taken its place.
                if thread.id == self.id {
                    self.maps = Maps::default();
                }
            }
            let mut waiting = Waiting {
                process: self.id,
                folder: &thread.folder,
                has_children,
                maps: &mut self.maps,
                sockets: &mut shared.sockets,
            };
            let waits_as_before =
                !ran && !matches!(thread.state, State::Runs | State::Unknown | State::Stopped);
            thread.state = match stat.state {
                b'R' => State::Runs,
                b'S' | b'D' if waits_as_before => thread.state,
                b'D' => waiting.without_interruption(),
                b'S' => waiting.interruptibly().unwrap_or_else(|| {
                    shared.withheld += 1;
                    State::Unknown
                }),
                // An idle thread of the kernel, stopped, traced, ended.
                _ => State::Stopped,
            };
            seen.push(Thread {
                id: (self.id, thread.id),
                state: thread.state,
                computing: Duration::from_nanos(thread.counts.computing_ns),
                no_core: Duration::from_nanos(thread.counts.no_core_ns),
            });
        }
        true
    }

    /// Finds out which threads there are, and counts those that are new; `false` when there are none.
    fn list(&mut self, shared: &mut Shared, ran: &mut Vec<bool>) -> bool {
        let ids = threads_of(self.id);
        let is_there: Vec<bool> =
            self.threads.iter().map(|thread| ids.contains(&thread.id)).collect();
        let keeps_files = |thread: &&ThreadFiles| thread.keeps_files();
        let files_before = self.threads.iter().filter(keeps_files).count();
        let mut places = is_there.iter();
        self.threads.retain(|_| places.next() == Some(&true));
        let mut places = is_there.iter();
        ran.retain(|_| places.next() == Some(&true));
        shared.threads_with_files += files_before - self.threads.iter().filter(keeps_files).count();
        for id in ids {
            if self.threads.iter().all(|thread| thread.id != id) {
                let mut thread = ThreadFiles::new(self.id, id, shared.threads_with_files > 0);
                shared.threads_with_files -= usize::from(thread.keeps_files());
                if let Some(counts) = thread.read_counts(&mut shared.buffer) {
                    thread.counts = counts;
                    self.threads.push(thread);
                    ran.push(true);
                }
            }
        }
        !self.threads.is_empty()
    }

    pub(super) fn children(&self) -> impl Iterator<Item = u32> {
        self.threads.iter().flat_map(|thread| thread.children.iter().copied())
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

    /// Names the process, at its first looks, and now and then: another program may take its place.
    pub(super) fn describe(&mut self, described: &mut history::Process) {
        let main = self.threads.iter().find(|thread| thread.id == self.id);
        let name = main.map_or("", |main| main.name.as_str());
        let is_due = self.looks <= 3 || self.looks.is_multiple_of(50) || described.name != name;
        if !is_due || name.is_empty() {
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

    use super::*;

    /// The states of this process's threads.
    fn states() -> Vec<State> {
        let mut shared = Shared { threads_with_files: 10, ..Shared::default() };
        let mut seen = Vec::new();
        assert!(ProcessFiles::new(process::id()).look(&mut shared, &mut seen));
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
    fn what_has_ended_is_not_there() {
        let mut child = process::Command::new("true").spawn().unwrap();
        let mut files = ProcessFiles::new(child.id());
        child.wait().unwrap();
        let mut shared = Shared::default();
        assert!(!files.look(&mut shared, &mut Vec::new()));
    }
}
