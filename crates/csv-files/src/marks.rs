//! Finds what structures a CSV file, 64 bytes at a time.

// ANCHOR: marks
/// The places of all commas, quotes and line breaks, one after the other.
pub struct Marks<'b> {
    bytes: &'b [u8],
    /// Where the block begins that is looked at.
    block: usize,
    /// Bit 5 is set when byte 5 of the block is a mark that has not been handed out yet.
    left: u64,
}

impl Marks<'_> {
    /// The next mark.
    #[inline]
    pub fn next_mark(&mut self) -> Option<usize> {
        while self.left == 0 {
            self.block += BLOCK;
            if self.block >= self.bytes.len() {
                return None;
            }
            self.left = marks_at(self.bytes, self.block);
        }
        let mark = self.block + self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        Some(mark)
    }
}

/// Which bytes of a block are marks.
fn marks_in(block: &[u8; BLOCK]) -> u64 {
    let mut marks = 0;
    for (at, eight) in block.as_chunks().0.iter().enumerate() {
        let eight = u64::from_le_bytes(*eight);
        let found = equal(eight, b',') | equal(eight, b'"') | equal(eight, b'\n');
        // The multiplication moves the eight bits that may be set to the eight uppermost.
        marks |= ((found >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * at);
    }
    marks
}

/// Compares eight bytes at once, as one number: the uppermost bit of each that is equal is set.
fn equal(eight: u64, byte: u8) -> u64 {
    const LOWER_BITS: u64 = u64::from_le_bytes([0x7F; 8]);
    let differences = eight ^ u64::from_le_bytes([byte; 8]);
    // A difference of zero is all that stays below 0x80.
    !(((differences & LOWER_BITS) + LOWER_BITS) | differences | LOWER_BITS)
}
// ANCHOR_END: marks

const BLOCK: usize = 64;

impl<'b> Marks<'b> {
    /// The marks in these bytes.
    pub fn of(bytes: &'b [u8]) -> Self {
        let mut marks = Self { bytes, block: 0, left: 0 };
        marks.go_to(0);
        marks
    }

    /// The byte here.
    #[inline]
    pub fn byte(&self, at: usize) -> u8 {
        self.bytes[at]
    }

    /// The marks from here on.
    pub fn go_to(&mut self, at: usize) {
        self.block = at - at % BLOCK;
        self.left = 0;
        if self.block < self.bytes.len() {
            let skipped = at - self.block;
            self.left = marks_at(self.bytes, self.block) >> skipped << skipped;
        }
    }
}

/// The marks of the block that begins here; the last one may be short.
#[inline]
fn marks_at(bytes: &[u8], at: usize) -> u64 {
    let rest = &bytes[at..];
    match rest.first_chunk() {
        Some(block) => marks_in(block),
        None => {
            let mut block = [0; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            marks_in(&block)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_mark(byte: u8) -> bool {
        [b',', b'"', b'\n'].contains(&byte)
    }

    proptest! {
        #[test]
        fn all_marks_are_found_and_nothing_else(
            bytes in prop::collection::vec(prop::sample::select(b",\"\n\r-.a+\x00\x7F\x80\xAC\xFF".as_slice()), 0..300),
            from in 0..300_usize,
        ) {
            let from = from.min(bytes.len());
            let mut marks = Marks::of(&bytes);
            marks.go_to(from);
            let found: Vec<usize> = std::iter::from_fn(|| marks.next_mark()).collect();
            let expected = (from..bytes.len()).filter(|at| is_mark(bytes[*at]));
            prop_assert_eq!(found, expected.collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_byte_is_told_from_every_mark() {
        for byte in 0..=u8::MAX {
            let expected = if is_mark(byte) { u64::MAX } else { 0 };
            assert_eq!(marks_in(&[byte; BLOCK]), expected, "{byte}");
        }
    }
}
