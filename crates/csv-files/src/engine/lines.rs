//! Counts lines: LF, CR and CRLF end one each.

/// How many lines have ended in the bytes so far, wherever they are cut.
#[derive(Clone, Copy, Default)]
pub(crate) struct Lines {
    pub(crate) ended: u64,
    /// An LF that comes next belongs to the CR before it.
    pub(crate) after_cr: bool,
}

impl Lines {
    /// Goes on counting, in the next bytes.
    pub(crate) fn count(&mut self, bytes: &[u8]) {
        let Some((first, last)) = bytes.first().zip(bytes.last()) else {
            return;
        };
        let ends = |before: u8, byte: u8| {
            (byte == b'\r') | (byte == b'\n') & (before != b'\r')
        };
        let before_first = if self.after_cr { b'\r' } else { 0 };
        self.ended += u64::from(ends(before_first, *first));
        // The largest count that fits into a byte: the processor adds 16 of those at once.
        const AT_ONCE: usize = 255;
        for (before, bytes) in
            bytes.chunks(AT_ONCE).zip(bytes[1..].chunks(AT_ONCE))
        {
            let pairs = before.iter().zip(bytes);
            let add = |many: u8, (before, byte): (&u8, &u8)| {
                many.wrapping_add(ends(*before, *byte).into())
            };
            self.ended += u64::from(pairs.fold(0, add));
        }
        self.after_cr = *last == b'\r';
    }
}

#[inline]
pub(crate) fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_wherever_their_ends_are_cut() {
        let text = b"a\nb\r\nc\rd\r\r\ne\n\r\n\rf";
        for cut in 0..=text.len() {
            let mut lines = Lines::default();
            lines.count(&text[..cut]);
            lines.count(&text[cut..]);
            assert_eq!(lines.ended, 8, "{cut}");
        }
    }
}
