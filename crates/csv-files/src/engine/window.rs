//! A window on a file.

use std::io::{self, Read};

use super::file::{Bytes, CsvFile};

/// The part of a file that is in memory. It moves over a piece, and is much smaller, so that it stays
/// in the core's own cache between being read and being summed.
pub(crate) struct Window {
    file: Bytes,
    begins_at: u64,
    buffer: Vec<u8>,
    filled: usize,
}

impl Window {
    pub(crate) fn new(file: &CsvFile, at: u64) -> io::Result<Self> {
        let (file, buffer) =
            (file.read_from(at)?, vec![0; file.sizes().window]);
        Ok(Self { file, begins_at: at, buffer, filled: 0 })
    }

    /// Reads as much as there is room for; `false` where nothing is left.
    pub(crate) fn fill(&mut self) -> io::Result<bool> {
        while self.filled < self.buffer.len() && !self.is_last() {
            self.filled += self.file.read(&mut self.buffer[self.filled..])?;
        }
        Ok(self.filled > 0)
    }

    /// Where in the file it begins.
    pub(crate) fn begins_at(&self) -> u64 {
        self.begins_at
    }

    /// Whether it ends where the file ends.
    pub(crate) fn is_last(&self) -> bool {
        self.file.is_at_end()
    }

    /// What is in memory, and how much of it is in front of this place in the file.
    pub(crate) fn bytes(&self, end: u64) -> (&[u8], usize) {
        let rest = usize::try_from(end - self.begins_at).unwrap_or(usize::MAX);
        (&self.buffer[..self.filled], rest.min(self.filled))
    }

    /// Drops the rows that have been summed. A row that does not fit needs a larger window.
    pub(crate) fn move_on(&mut self, used: usize) {
        if used == 0 {
            self.buffer.resize(2 * self.buffer.len(), 0);
        }
        self.buffer.copy_within(used..self.filled, 0);
        self.filled -= used;
        self.begins_at += used as u64;
    }
}
