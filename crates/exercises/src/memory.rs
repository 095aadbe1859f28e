//! Memory that the values of an exercise hold, as they count it themselves. What the system says of a process has
//! stacks and caches in it, and Linux alone says it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use crate::{diagnosis::Diagnosis, exercise::Count};

const MEGABYTE: usize = 1 << 20;
const BYTES: usize = size_of::<u64>();

/// How much is held now, and how much was at most.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

/// Numbers in memory, until they are dropped. They cannot be copied.
pub(crate) struct Held {
    memory: Memory,
    pub(crate) numbers: Vec<u64>,
}

/// So many of these numbers are a megabyte.
pub(crate) const NUMBERS_OF_A_MEGABYTE: usize = MEGABYTE / BYTES;

impl Memory {
    pub(crate) fn hold(&self, numbers: Vec<u64>) -> Held {
        let bytes = numbers.len() * BYTES;
        let now = self.now.fetch_add(bytes, SeqCst) + bytes;
        self.most.fetch_max(now, SeqCst);
        Held { memory: self.clone(), numbers }
    }

    /// What was held at most, of which there may be so many megabytes.
    pub(crate) fn megabytes(&self, most: usize) -> Count {
        let taken = self.most.load(SeqCst).div_ceil(MEGABYTE);
        let kept = self.now.load(SeqCst).div_ceil(MEGABYTE);
        Count { noun: "megabyte", taken, most, kept, trouble: Diagnosis::HoldsTooMuch }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.memory.now.fetch_sub(self.numbers.len() * BYTES, SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_is_what_was_held_at_once_and_not_all_in_turn() {
        let memory = Memory::default();
        let megabyte = || memory.hold(vec![1; NUMBERS_OF_A_MEGABYTE]);
        (0..3).for_each(|_| drop(megabyte()));
        let Count { taken, kept, .. } = memory.megabytes(1);
        assert_eq!((taken, kept), (1, 0));
        let _two = [megabyte(), megabyte()];
        let Count { taken, kept, .. } = memory.megabytes(1);
        assert_eq!((taken, kept), (2, 2));
    }
}
