//! The system call in which a thread waits, and what it waits for.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::ErrorKind,
    os::unix::fs::FileExt,
};

use super::read;
use crate::State;

/// A system call, as `/proc/…/syscall` tells it.
pub(super) struct Call {
    pub(super) number: i64,
    pub(super) arguments: [u64; 6],
}

/// Why there is no call to tell of.
pub(super) enum NoCall {
    /// The thread runs, or has ended.
    Runs,
    /// That is not for us to know.
    Withheld,
}

/// The numbers of calls, for which each kind of processor has others.
#[cfg(target_arch = "x86_64")]
mod numbers {
    pub(super) const FUTEX: &[i64] = &[202, 449];
    pub(super) const SLEEP: &[i64] = &[35, 230];
    pub(super) const POLL: &[i64] = &[7, 271];
    pub(super) const SELECT: &[i64] = &[23, 270];
    pub(super) const LOOPS: &[i64] = &[232, 281, 441];
    pub(super) const FILES: &[i64] =
        &[0, 1, 17, 18, 19, 20, 42, 43, 44, 45, 46, 47, 288, 295, 296, 299, 307];
    pub(super) const DISK: &[i64] = &[74, 75, 162, 277, 306];
    pub(super) const CHILD: &[i64] = &[58, 61, 247];
    pub(super) const SIGNAL: &[i64] = &[34, 128, 130];
}

/// Those that newer kinds have in common.
#[cfg(any(target_arch = "aarch64", target_arch = "riscv64", target_arch = "loongarch64"))]
mod numbers {
    pub(super) const FUTEX: &[i64] = &[98, 449];
    pub(super) const SLEEP: &[i64] = &[101, 115];
    pub(super) const POLL: &[i64] = &[73];
    pub(super) const SELECT: &[i64] = &[72];
    pub(super) const LOOPS: &[i64] = &[22, 441];
    pub(super) const FILES: &[i64] =
        &[63, 64, 65, 66, 67, 68, 202, 203, 206, 207, 211, 212, 242, 243, 269];
    pub(super) const DISK: &[i64] = &[81, 82, 83, 84, 267];
    pub(super) const CHILD: &[i64] = &[95, 260];
    pub(super) const SIGNAL: &[i64] = &[133, 137];
}

/// Here nobody has looked them up: a wait is one for something else.
#[cfg(not(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    target_arch = "riscv64",
    target_arch = "loongarch64"
)))]
mod numbers {
    pub(super) const FUTEX: &[i64] = &[];
    pub(super) const SLEEP: &[i64] = &[];
    pub(super) const POLL: &[i64] = &[];
    pub(super) const SELECT: &[i64] = &[];
    pub(super) const LOOPS: &[i64] = &[];
    pub(super) const FILES: &[i64] = &[];
    pub(super) const DISK: &[i64] = &[];
    pub(super) const CHILD: &[i64] = &[];
    pub(super) const SIGNAL: &[i64] = &[];
}

/// What a call is for.
pub(super) enum Purpose {
    Futex,
    Sleep,
    Poll,
    Select,
    Loop,
    File,
    Disk,
    Child,
    Signal,
    Other,
}

impl Call {
    pub(super) fn of(folder: &str) -> Result<Self, NoCall> {
        let text = read(&format!("{folder}/syscall")).map_err(|error| match error.kind() {
            ErrorKind::PermissionDenied => NoCall::Withheld,
            _ => NoCall::Runs,
        })?;
        Self::parse(&text).ok_or(NoCall::Runs)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let number = words.next()?.parse().ok()?;
        let mut arguments = [0; 6];
        for (argument, word) in arguments.iter_mut().zip(words) {
            *argument = u64::from_str_radix(word.trim_start_matches("0x"), 16).ok()?;
        }
        Some(Self { number, arguments })
    }

    pub(super) fn purpose(&self) -> Purpose {
        let is_one_of = |numbers: &[i64]| numbers.contains(&self.number);
        match () {
            () if is_one_of(numbers::FUTEX) => Purpose::Futex,
            () if is_one_of(numbers::SLEEP) => Purpose::Sleep,
            () if is_one_of(numbers::POLL) => Purpose::Poll,
            () if is_one_of(numbers::SELECT) => Purpose::Select,
            () if is_one_of(numbers::LOOPS) => Purpose::Loop,
            () if is_one_of(numbers::FILES) => Purpose::File,
            () if is_one_of(numbers::DISK) => Purpose::Disk,
            () if is_one_of(numbers::CHILD) => Purpose::Child,
            () if is_one_of(numbers::SIGNAL) => Purpose::Signal,
            () => Purpose::Other,
        }
    }

    /// The file that a call on one file is about.
    pub(super) fn file(&self) -> u64 {
        self.arguments[0]
    }

    /// The first file that `poll` waits for: `Some(None)` when it waits for none, only for the time.
    pub(super) fn first_polled(&self, process: u32) -> Option<Option<u64>> {
        let [list, count, ..] = self.arguments;
        if count == 0 {
            return Some(None);
        }
        let mut number = [0; 4];
        read_memory(process, list, &mut number)?;
        Some(Some(u64::from(u32::from_ne_bytes(number))))
    }

    /// The first file that `select` waits for, as `first_polled`.
    pub(super) fn first_selected(&self, process: u32) -> Option<Option<u64>> {
        let [count, sets @ ..] = self.arguments;
        for set in sets.into_iter().take(3).filter(|set| *set != 0 && count > 0) {
            let mut bits = [0; 128];
            let bits = &mut bits[..(count as usize).div_ceil(8).min(128)];
            read_memory(process, set, bits)?;
            let first = bits.iter().position(|byte| *byte != 0);
            if let Some(place) = first {
                return Some(Some(place as u64 * 8 + u64::from(bits[place].trailing_zeros())));
            }
        }
        Some(None)
    }
}

fn read_memory(process: u32, address: u64, bytes: &mut [u8]) -> Option<()> {
    let memory = File::open(format!("/proc/{process}/mem")).ok()?;
    memory.read_exact_at(bytes, address).ok()
}

/// The sockets that were asked about.
#[derive(Default)]
pub(super) struct Sockets {
    /// On which somebody at the other end of the network is to answer, or to ask.
    connected: HashSet<String>,
    /// For programs of this machine alone, or for clients that have not come yet.
    other: HashSet<String>,
}

impl Sockets {
    /// What a thread waits for that waits for this file of its process.
    pub(super) fn state_of(&mut self, process: u32, file: u64) -> State {
        let Ok(link) = fs::read_link(format!("/proc/{process}/fd/{file}")) else {
            return State::Other;
        };
        let link = link.to_string_lossy();
        match link.split_once(':').unwrap_or((&link, "")) {
            ("socket", inode) if self.is_connected(process, inode) => State::Network,
            ("pipe", _) => State::Pipe,
            ("anon_inode", "[pidfd]") => State::Child,
            ("anon_inode", "[eventpoll]") => State::EventLoop,
            _ => State::Other,
        }
    }

    fn is_connected(&mut self, process: u32, inode: &str) -> bool {
        const LISTENS: &str = "0A";
        let inode = inode.trim_matches(['[', ']']);
        if !self.connected.contains(inode) && !self.other.contains(inode) {
            let table = |name: &str| fs::read_to_string(format!("/proc/{process}/net/{name}"));
            // Num RefCount Protocol Flags Type St Inode Path
            let local = |line: &str| line.split_whitespace().nth(6).map(str::to_owned);
            self.other.extend(table("unix").unwrap_or_default().lines().filter_map(local));
            // sl local_address rem_address st queues timer retransmits uid timeout inode
            let listens = |line: &str| {
                let mut words = line.split_whitespace().skip(3);
                words.next().filter(|state| *state == LISTENS)?;
                words.nth(5).map(str::to_owned)
            };
            for name in ["tcp", "tcp6"] {
                self.other.extend(table(name).unwrap_or_default().lines().filter_map(listens));
            }
            if !self.other.contains(inode) {
                self.connected.insert(inode.to_owned());
            }
        }
        self.connected.contains(inode)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::{TcpListener, TcpStream},
        os::fd::AsRawFd,
        process,
    };

    use super::*;

    #[test]
    fn who_waits_for_a_client_to_come_does_not_wait_for_the_network() {
        let state_of = |file: &dyn AsRawFd| {
            let file = file.as_raw_fd().try_into().unwrap();
            Sockets::default().state_of(process::id(), file)
        };
        for address in ["127.0.0.1:0", "[::1]:0"] {
            // Some machines have no IPv6.
            let Ok(server) = TcpListener::bind(address) else { continue };
            let client = TcpStream::connect(server.local_addr().unwrap()).unwrap();
            assert_eq!(state_of(&server), State::Other);
            assert_eq!(state_of(&client), State::Network);
        }
    }

    #[test]
    fn a_call_is_read_and_a_running_thread_has_none() {
        let call = Call::parse("202 0x7f12 0x80 0x0 0x0 0x0 0xffffffff 0x7ffe 0x7f99\n").unwrap();
        assert_eq!((call.number, call.arguments[0], call.arguments[5]), (202, 0x7f12, 0xffff_ffff));
        assert!(Call::parse("running\n").is_none());
        assert!(Call::parse("-1 0x7ffe 0x7f99\n").is_some());
    }
}
