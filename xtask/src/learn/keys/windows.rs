//! The keys of a console, which is never changed: a thread waits for them.

use std::{
    io,
    sync::{
        LazyLock, Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
};

use console::Term;

use super::key::{Key, TURN};

/// All keys, from when the first was waited for. Ctrl-C is none here: it ends the program.
static PRESSED: LazyLock<Mutex<Receiver<Key>>> = LazyLock::new(|| {
    let (sender, pressed) = mpsc::channel();
    thread::spawn(move || {
        while let Ok(key) = Term::stdout().read_key() {
            let key = match key {
                console::Key::Char(character) => Key::of(character),
                _ => Key::Other,
            };
            if sender.send(key).is_err() {
                return;
            }
        }
    });
    Mutex::new(pressed)
});

/// The keyboard.
pub(crate) struct Keys;

impl Keys {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    /// The key that is pressed next, if one is soon.
    pub(crate) fn next(&mut self) -> io::Result<Option<Key>> {
        let pressed = PRESSED.lock().unwrap_or_else(PoisonError::into_inner);
        match pressed.recv_timeout(TURN) {
            Ok(key) => Ok(Some(key)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Ok(Some(Key::End)),
        }
    }
}
