//! A key, and how long one is waited for.

use std::time::Duration;

/// So long nobody waits for a key: there are files to look at.
pub(super) const TURN: Duration = Duration::from_millis(100);

/// A key that was pressed.
pub(crate) enum Key {
    Letter(char),
    Other,
    /// Ctrl-C or Ctrl-D.
    End,
}

impl Key {
    pub(super) fn of(character: char) -> Self {
        const CTRL_C: char = '\u{3}';
        const CTRL_D: char = '\u{4}';
        match character {
            CTRL_C | CTRL_D => Self::End,
            letter if letter.is_ascii_alphabetic() => Self::Letter(letter.to_ascii_lowercase()),
            _ => Self::Other,
        }
    }
}
