//! What a thread can be doing.

/// What a thread did at the instant of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It had a core, or could have used one.
    Runs,
    /// It waited for the lock of Python's interpreter, the GIL.
    Gil,
    /// It waited for a lock, a queue or the end of a thread, for however long that takes.
    Lock,
    /// It waited for the same, and no longer than a time.
    TimedLock,
    /// It waited for a lock that several processes share.
    SharedLock,
    /// It slept until a time.
    Asleep,
    /// It waited for a server or a client, over the network.
    Network,
    /// It waited in an event loop, for any of the many waits that this may hold.
    EventLoop,
    /// It waited for a disk.
    Disk,
    /// It waited for a pipe: for somebody to write into it, or to read what is in it.
    Pipe,
    /// It waited for the end of a process that it started.
    Child,
    /// It waited for something else outside of the command: a person at a terminal, another program.
    Other,
    /// It waited, and the system does not say for what.
    Unknown,
    /// It was stopped (Ctrl-Z, a debugger), or had ended.
    Stopped,
}

/// What a state means for the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Runs,
    /// Waits for a disk, a server, a clock: for something outside the command.
    Outside,
    /// Waits for another thread or process of the command.
    Inside,
    Loop,
    Unknown,
    Stopped,
}

impl State {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Runs => Kind::Runs,
            Self::Gil | Self::Lock | Self::TimedLock | Self::SharedLock => Kind::Inside,
            Self::Pipe | Self::Child => Kind::Inside,
            Self::Asleep | Self::Network | Self::Disk | Self::Other => Kind::Outside,
            Self::EventLoop => Kind::Loop,
            Self::Unknown => Kind::Unknown,
            Self::Stopped => Kind::Stopped,
        }
    }
}
