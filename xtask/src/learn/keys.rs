//! Keys, as soon as they are pressed; on Windows with Enter.

use std::{io, time::Duration};

/// So long nobody waits for a key: there are files to look at.
const TURN: Duration = Duration::from_millis(100);

/// What came of waiting for a key for a moment.
pub(super) enum Key {
    Letter(char),
    None,
    /// Nobody can press one any more, or has pressed Ctrl-C or Ctrl-D.
    End,
}

impl Key {
    fn of(byte: u8) -> Self {
        const CTRL_C: u8 = 3;
        const CTRL_D: u8 = 4;
        match byte {
            CTRL_C | CTRL_D => Self::End,
            byte if byte.is_ascii_alphabetic() => Self::Letter(byte.to_ascii_lowercase().into()),
            _ => Self::None,
        }
    }
}

/// The keyboard, for as long as this lives. Meanwhile nothing that is typed is shown.
#[cfg(unix)]
pub(super) struct Keys {
    before: nix::sys::termios::Termios,
}

#[cfg(unix)]
impl Keys {
    /// Has the terminal hand over each key, and come back without one after a while.
    pub(super) fn new() -> io::Result<Self> {
        use nix::sys::termios::{
            LocalFlags, SetArg, SpecialCharacterIndices as Index, tcgetattr, tcsetattr,
        };

        let before = tcgetattr(io::stdin())?;
        let mut raw = before.clone();
        raw.local_flags.remove(LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG);
        raw.control_chars[Index::VMIN as usize] = 0;
        // In tenths of a second.
        raw.control_chars[Index::VTIME as usize] = (TURN.as_millis() / 100) as u8;
        tcsetattr(io::stdin(), SetArg::TCSANOW, &raw)?;
        Ok(Self { before })
    }

    /// The key that is pressed next, if one is soon.
    pub(super) fn next(&mut self) -> Key {
        let mut byte = [0];
        match nix::unistd::read(io::stdin(), &mut byte) {
            Ok(0) => {
                // At the end of a terminal this comes at once.
                std::thread::sleep(TURN / 10);
                Key::None
            }
            Ok(_) => Key::of(byte[0]),
            Err(nix::errno::Errno::EINTR) => Key::None,
            Err(_) => Key::End,
        }
    }
}

#[cfg(unix)]
impl Drop for Keys {
    fn drop(&mut self) {
        use nix::sys::termios::{SetArg, tcsetattr};

        // If the terminal is gone, nobody misses it.
        let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &self.before);
    }
}

/// The lines that are typed, of which the first letter counts.
#[cfg(not(unix))]
pub(super) struct Keys;

#[cfg(not(unix))]
impl Keys {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    /// The first letter of the next line, if one comes soon.
    pub(super) fn next(&mut self) -> Key {
        use std::sync::{
            LazyLock, Mutex,
            mpsc::{self, Receiver, RecvTimeoutError},
        };

        static LINES: LazyLock<Mutex<Receiver<u8>>> = LazyLock::new(|| {
            let (sender, lines) = mpsc::channel();
            std::thread::spawn(move || {
                for line in io::stdin().lines().map_while(Result::ok) {
                    let first = line.trim().bytes().next();
                    if sender.send(first.unwrap_or_default()).is_err() {
                        return;
                    }
                }
            });
            Mutex::new(lines)
        });
        let lines = LINES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match lines.recv_timeout(TURN) {
            Ok(byte) => Key::of(byte),
            Err(RecvTimeoutError::Timeout) => Key::None,
            Err(RecvTimeoutError::Disconnected) => Key::End,
        }
    }
}
