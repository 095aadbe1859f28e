//! For what a thread waits.
//!
//! The name of the function of the kernel in which it does (`wchan`) tells most; the system call
//! (`syscall`) tells which lock, and which file. Where the first is withheld, the second must do.

use super::{
    call::{Call, NoCall, Purpose, Sockets},
    maps::{Maps, Place},
    read,
};
use crate::State;

/// A process whose threads wait, and what is needed to find out for what.
pub(super) struct Waiting<'a> {
    pub(super) process: u32,
    pub(super) maps: &'a mut Maps,
    pub(super) sockets: &'a mut Sockets,
}

/// For what a thread waits, as far as the system told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// For this.
    For(State),
    /// For a signal: in a process with children, the one that a child has ended.
    Signal,
    /// For this, as far as is known now: next time the system may tell more.
    Perhaps(State),
    /// For this, as far as we may know: the system would tell others more.
    Withheld(State),
}

impl Wait {
    pub(super) fn state(self, has_children: bool) -> State {
        match self {
            Self::For(state) | Self::Perhaps(state) | Self::Withheld(state) => state,
            Self::Signal if has_children => State::Child,
            Self::Signal => State::Other,
        }
    }
}

impl Waiting<'_> {
    /// For what the thread with this folder in `/proc` waits, in this state: `D`, where nothing but that can
    /// wake it, or `S`.
    pub(super) fn find_out(&mut self, folder: &str, state: u8) -> Wait {
        let mut function = function_of(folder);
        let mut call = None;
        if is_untold(&function) {
            // Who has just fallen asleep may be left in the queue for a core for a while, and is then said
            // to be in no function. To tell its call, the system takes it out.
            call = Some(Call::of(folder));
            function = function_of(folder);
        }
        let call = || call.unwrap_or_else(|| Call::of(folder));
        match (is_untold(&function), state) {
            (true, _) => match call() {
                Ok(call) => self.by_number(&call, state),
                // It is being woken.
                Err(NoCall::Runs) => Wait::Perhaps(State::Unknown),
                Err(NoCall::Withheld) => Wait::Withheld(State::Unknown),
            },
            (false, b'D') => Wait::For(without_interruption(&function)),
            (false, _) => self.interruptibly(&function, call),
        }
    }

    fn interruptibly(
        &mut self,
        function: &str,
        call: impl FnOnce() -> Result<Call, NoCall>,
    ) -> Wait {
        const SIGNALS: [&str; 4] = ["sigsuspend", "sigtimedwait", "sys_pause", "signalfd"];
        const LOOPS: [&str; 2] = ["ep_poll", "epoll_wait"];
        /// Files of other machines.
        const REMOTE_FILES: [&str; 3] = ["request_wait_answer", "rpc_wait", "nfs_wait"];
        /// What is for any file: a socket, a terminal.
        const FILES: [&str; 9] =
            ["wait_woken", "sk_", "sock", "skb", "tcp_", "inet_", "unix_", "tty", "accept"];
        let is_one_of = |names: &[&str]| names.iter().any(|name| function.contains(name));
        let by_call = |otherwise| match call() {
            Ok(call) => self.by_number(&call, b'S'),
            Err(NoCall::Runs) => Wait::Perhaps(otherwise),
            Err(NoCall::Withheld) => Wait::Withheld(otherwise),
        };
        match () {
            () if function.contains("futex") => by_call(State::Lock),
            () if function.contains("pipe") => Wait::For(State::Pipe),
            () if function.contains("do_wait") => Wait::For(State::Child),
            () if function.contains("lock_inode_wait") => Wait::For(State::SharedLock),
            () if function.contains("nanosleep") => Wait::For(State::Asleep),
            () if is_one_of(&SIGNALS) => Wait::Signal,
            () if is_one_of(&LOOPS) => Wait::For(State::EventLoop),
            () if is_one_of(&REMOTE_FILES) => Wait::For(State::Disk),
            () if function.starts_with("poll_") || is_one_of(&FILES) => by_call(State::Other),
            () => Wait::For(State::Other),
        }
    }

    fn by_number(&mut self, call: &Call, state: u8) -> Wait {
        let polled = |polled: Option<Option<u64>>, sockets: &mut Sockets| match polled {
            Some(Some(file)) => sockets.state_of(self.process, file),
            Some(None) => State::Asleep,
            None => State::Other,
        };
        Wait::For(match call.purpose() {
            Purpose::Futex => return self.lock(call),
            Purpose::Signal => return Wait::Signal,
            Purpose::File | Purpose::Disk if state == b'D' => State::Disk,
            Purpose::File => self.sockets.state_of(self.process, call.file()),
            Purpose::Disk => State::Disk,
            Purpose::Sleep => State::Asleep,
            Purpose::Poll => polled(call.first_polled(self.process), self.sockets),
            Purpose::Select => polled(call.first_selected(self.process), self.sockets),
            Purpose::Loop => State::EventLoop,
            Purpose::Child => State::Child,
            Purpose::Other => State::Other,
        })
    }

    /// Which lock it is, by its address, and whether there is a limit to the time.
    fn lock(&mut self, call: &Call) -> Wait {
        let [address, _, _, timeout, ..] = call.arguments;
        let of_its_own = if timeout == 0 { State::Lock } else { State::TimedLock };
        match self.maps.place(self.process, address) {
            Some(Place::Python) => Wait::For(State::Gil),
            Some(Place::Shared) => Wait::For(State::SharedLock),
            Some(Place::Other) => Wait::For(of_its_own),
            None => Wait::Perhaps(of_its_own),
        }
    }
}

fn function_of(folder: &str) -> String {
    read(&format!("{folder}/wchan")).unwrap_or_default()
}

/// Whether the system did not say in which function a thread waits.
fn is_untold(function: &str) -> bool {
    matches!(function, "" | "0")
}

/// For what a thread waits that nothing but that can wake.
fn without_interruption(function: &str) -> State {
    match function {
        // The new program has to begin first (vfork).
        _ if ["vfork", "kernel_clone", "do_fork"].iter().any(|it| function.contains(it)) => {
            State::Child
        }
        // Locks of the kernel itself, as for the memory that threads share.
        _ if function.contains("rwsem") || function.contains("mutex") => State::Other,
        _ => State::Disk,
    }
}
