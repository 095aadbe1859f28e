//! Numbers that look like chance, and are the same on every machine.

/// The SplitMix64 generator.
pub(crate) struct Random {
    state: u64,
}

impl Random {
    pub(crate) fn with_seed(seed: u64) -> Self {
        Self { state: seed }
    }

    /// For the text of one thing of a collection: each collection has its own texts.
    pub(crate) fn of(collection: &str, id: u32) -> Self {
        let seed = collection.bytes().fold(0, |seed, byte| seed * 31 + u64::from(byte));
        Self::with_seed((seed << 32) + u64::from(id))
    }

    /// A number from 0 up to, but not including, `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}
