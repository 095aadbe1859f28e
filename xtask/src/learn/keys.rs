//! Keys, as soon as they are pressed.
//!
//! `crossterm` would read them on every system. With `notify`, which would tell what is saved, it makes the first build
//! of xtask a tenth longer, and readers wait for that before they see an exercise. `console` is there for the progress
//! bars: it reads keys on Windows. On Unix it gives the terminal back only when a key was pressed, and not when a
//! file is saved.

mod key;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

pub(super) use key::Key;
#[cfg(unix)]
pub(super) use unix::Keys;
#[cfg(windows)]
pub(super) use windows::Keys;
