//! For what a thread waits.
//!
//! The name of the function of the kernel in which it does (`wchan`) tells most; the system call
//! (`syscall`) tells which lock, and which file. Where the first is withheld, the second must do.

use std::fs;

use super::{
    call::{Call, NoCall, Purpose, Sockets},
    maps::{Maps, Place},
};
use crate::State;

/// A thread that waits, and what is needed to find out for what.
pub(super) struct Waiting<'a> {
    pub(super) process: u32,
    /// Its folder in `/proc`.
    pub(super) folder: &'a str,
    /// Whether its process has children.
    pub(super) has_children: bool,
    pub(super) maps: &'a mut Maps,
    pub(super) sockets: &'a mut Sockets,
}

impl Waiting<'_> {
    /// For what a thread waits that nothing but that can wake: state `D`.
    pub(super) fn without_interruption(&self) -> State {
        match self.function().as_str() {
            // The new program has to begin first.
            function if function.contains("vfork") => State::Child,
            // Locks of the kernel itself, as for the memory that threads share.
            function if function.contains("rwsem") || function.contains("mutex") => State::Other,
            _ => State::Disk,
        }
    }

    /// For what any other thread waits: state `S`. `None` where the system does not tell.
    pub(super) fn interruptibly(&mut self) -> Option<State> {
        /// Signals: to a process with children, the one that a child has ended.
        const SIGNALS: [&str; 4] = ["sigsuspend", "sigtimedwait", "sys_pause", "signalfd"];
        const LOOPS: [&str; 2] = ["ep_poll", "epoll_wait"];
        /// Files of other machines.
        const REMOTE_FILES: [&str; 3] = ["request_wait_answer", "rpc_wait", "nfs_wait"];
        /// What is for any file: a socket, a terminal.
        const FILES: [&str; 9] =
            ["wait_woken", "sk_", "sock", "skb", "tcp_", "inet_", "unix_", "tty", "accept"];
        let function = self.function();
        let is_one_of = |names: &[&str]| names.iter().any(|name| function.contains(name));
        let call = || Call::of(self.folder);
        let state = match function.as_str() {
            // It has just been woken, or that is not for us to know.
            "" | "0" => match call() {
                Ok(call) => self.by_number(&call),
                Err(NoCall::Runs) => State::Unknown,
                Err(NoCall::Withheld) => return None,
            },
            _ if function.contains("futex") => call().map_or(State::Lock, |call| self.lock(&call)),
            _ if function.contains("pipe") => State::Pipe,
            _ if function.contains("do_wait") => State::Child,
            _ if function.contains("lock_inode_wait") => State::SharedLock,
            _ if function.contains("nanosleep") => State::Asleep,
            _ if self.has_children && is_one_of(&SIGNALS) => State::Child,
            _ if is_one_of(&LOOPS) => State::EventLoop,
            _ if is_one_of(&REMOTE_FILES) => State::Disk,
            _ if function.starts_with("poll_") || is_one_of(&FILES) => {
                call().map_or(State::Other, |call| self.by_number(&call))
            }
            _ => State::Other,
        };
        Some(state)
    }

    fn function(&self) -> String {
        fs::read_to_string(format!("{}/wchan", self.folder)).unwrap_or_default()
    }

    fn by_number(&mut self, call: &Call) -> State {
        let polled = |polled: Option<Option<u64>>, sockets: &mut Sockets| match polled {
            Some(Some(file)) => sockets.state_of(self.process, file),
            Some(None) => State::Asleep,
            None => State::Other,
        };
        match call.purpose() {
            Purpose::Futex => self.lock(call),
            Purpose::Sleep => State::Asleep,
            Purpose::Poll => polled(call.first_polled(self.process), self.sockets),
            Purpose::Select => polled(call.first_selected(self.process), self.sockets),
            Purpose::Loop => State::EventLoop,
            Purpose::File => self.sockets.state_of(self.process, call.file()),
            Purpose::Disk => State::Disk,
            Purpose::Child => State::Child,
            Purpose::Other => State::Other,
        }
    }

    /// Which lock it is, by its address, and whether there is a limit to the time.
    fn lock(&mut self, call: &Call) -> State {
        let [address, _, _, timeout, ..] = call.arguments;
        match self.maps.place(self.process, address) {
            Place::Python => State::Gil,
            Place::Shared => State::SharedLock,
            Place::Other if timeout == 0 => State::Lock,
            Place::Other => State::TimedLock,
        }
    }
}
