//! A terminal that hands over each key.

use std::io;

use nix::{
    errno::Errno,
    sys::termios::{
        LocalFlags, SetArg, SpecialCharacterIndices as Index, Termios, tcgetattr, tcsetattr,
    },
    unistd::read,
};

use super::key::{Key, TURN};

/// The keyboard, for as long as this lives. Meanwhile nothing that is typed is shown.
pub(crate) struct Keys {
    before: Termios,
}

impl Keys {
    /// Has the terminal hand over each key, and come back without one after a while.
    pub(crate) fn new() -> io::Result<Self> {
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
    pub(crate) fn next(&mut self) -> io::Result<Option<Key>> {
        const ESCAPE: u8 = 27;
        let mut byte = [0];
        let key = match read_into(&mut byte)? {
            0 => None,
            // An arrow, or Home, sends more at once, which ends in a letter that nobody has pressed.
            _ if byte == [ESCAPE] => read_into(&mut [0; 16]).map(|_| Some(Key::Other))?,
            _ => Some(Key::of(byte[0].into())),
        };
        Ok(key)
    }
}

/// How much was read; nothing when a signal came first.
fn read_into(bytes: &mut [u8]) -> io::Result<usize> {
    match read(io::stdin(), bytes) {
        Err(Errno::EINTR) => Ok(0),
        read => Ok(read?),
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // If the terminal is gone, nobody misses it.
        let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &self.before);
    }
}
