//! Finds the bytes that give a CSV file its structure, 64 at a time.

/// The places of all delimiters, quotes and line breaks, one after another.
pub struct Marks<'b> {
    bytes: &'b [u8],
    /// Where the block that is being looked at begins.
    block: usize,
    /// Bit 5 is set when byte 5 of the block is a mark that has not been handed out yet.
    left: u64,
    delimiter: u8,
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
            self.left = marks_at(self.bytes, self.block, self.delimiter);
        }
        let mark = self.block + self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        Some(mark)
    }
}

/// Which bytes of a block are marks.
fn marks_in(block: &[u8; BLOCK], delimiter: u8) -> u64 {
    // 1 for each byte that is a mark, else 0. No step depends on another, so the compiler has the
    // processor compare 16 bytes at once.
    let mut is_mark = [0; BLOCK];
    for (is_mark, byte) in is_mark.iter_mut().zip(block) {
        let is_line_end = (*byte == b'\n') | (*byte == b'\r');
        *is_mark =
            u8::from(is_line_end | (*byte == delimiter) | (*byte == b'"'));
    }
    let mut marks = 0;
    for (at, eight) in is_mark.as_chunks().0.iter().enumerate() {
        // The multiplication moves the eight bits that may be set to the eight uppermost.
        let bits = u64::from_le_bytes(*eight)
            .wrapping_mul(0x0102_0408_1020_4080)
            >> 56;
        marks |= bits << (8 * at);
    }
    marks
}

const BLOCK: usize = 64;

impl<'b> Marks<'b> {
    /// The marks in these bytes.
    pub fn of(bytes: &'b [u8], delimiter: u8) -> Self {
        let mut marks = Self { bytes, block: 0, left: 0, delimiter };
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
            self.left = marks_at(self.bytes, self.block, self.delimiter)
                >> skipped
                << skipped;
        }
    }
}

/// The marks of the block that begins here; the last one may be short.
#[inline]
fn marks_at(bytes: &[u8], at: usize, delimiter: u8) -> u64 {
    let rest = &bytes[at..];
    match rest.first_chunk() {
        Some(block) => marks_in(block, delimiter),
        None => {
            let mut block = [0; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            marks_in(&block, delimiter)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_mark(byte: u8) -> bool {
        b";\"\n\r".contains(&byte)
    }

    proptest! {
        #[test]
        fn all_marks_are_found_and_nothing_else(
            bytes in prop::collection::vec(prop::sample::select(b";,\"\n\r-.a+\x00\x7F\x80\xAC\xFF".as_slice()), 0..300),
            from in 0..300_usize,
        ) {
            let from = from.min(bytes.len());
            let mut marks = Marks::of(&bytes, b';');
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
            assert_eq!(marks_in(&[byte; BLOCK], b';'), expected, "{byte}");
        }
    }
}
