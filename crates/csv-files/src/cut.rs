//! Where a CSV file can be cut: between two rows.
//!
//! A line break ends a row only outside of quotes, and whether a place lies within quotes depends on
//! everything before it. So this is a guess, made from what comes after; [`crate::part::join`] finds
//! the guesses that were wrong.

// ANCHOR: state
/// Where in a row the reader of a CSV file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    RowBegins,
    CellBegins,
    InCell,
    InQuotes,
    /// The quotes end here, unless another quote follows: two stand for one.
    AfterQuote,
}
use State::{AfterQuote, CellBegins, InCell, InQuotes, RowBegins};

impl State {
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (RowBegins | CellBegins | AfterQuote, b'"') => InQuotes,
            (InQuotes, b'"') => AfterQuote,
            (InQuotes, _) => InQuotes,
            (_, b',') => CellBegins,
            (_, b'\n') => RowBegins,
            _ => InCell,
        }
    }
}
// ANCHOR_END: state

// ANCHOR: guess
/// Where the first row begins that begins in these bytes, which are from the middle of a file.
pub fn first_row(bytes: &[u8]) -> Option<usize> {
    // Every state is possible at first. Soon, all of them have led to the same.
    let all = [RowBegins, CellBegins, InCell, InQuotes, AfterQuote];
    // Where there are few quotes, they may not: then we are outside, very likely.
    first_row_after(all, bytes).or_else(|| first_row_after([InCell], bytes))
}

fn first_row_after<const N: usize>(mut states: [State; N], bytes: &[u8]) -> Option<usize> {
    for (at, byte) in bytes.iter().enumerate() {
        let is_blank_line = states.contains(&RowBegins);
        states = states.map(|state| state.after(*byte));
        if states == [RowBegins; N] && !is_blank_line {
            return Some(at + 1);
        }
    }
    None
}
// ANCHOR_END: guess

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(text: &str) -> Option<&str> {
        first_row(text.as_bytes()).map(|at| &text[at..])
    }

    #[test]
    fn a_line_break_in_quotes_begins_no_row() {
        assert_eq!(rest("tea\",1\nb,\"x\ny\",2\nc,d,3\n"), Some("b,\"x\ny\",2\nc,d,3\n"));
        assert_eq!(rest("a,\"x\ny\",2\nc"), Some("c"));
        assert_eq!(rest("set of 6)\",1\nb,\"x\ny\",2\nc"), Some("b,\"x\ny\",2\nc"));
    }

    #[test]
    fn two_quotes_stand_for_one_and_a_quote_within_a_cell_is_only_a_quote() {
        assert_eq!(rest("a,\"5\"\" plate\n\",2\nc"), Some("c"));
        assert_eq!(rest("a,5\" pipe,2\nb,5\" pipe,3\nc"), Some("b,5\" pipe,3\nc"));
    }

    #[test]
    fn where_there_are_no_quotes_every_line_is_a_row() {
        assert_eq!(rest("a,1\nb,2\n"), Some("b,2\n"));
        assert_eq!(rest("a,1\n"), Some(""));
        assert_eq!(rest("a,1"), None);
    }

    #[test]
    fn a_blank_line_ends_no_row() {
        assert_eq!(rest("\n\n\"a\",1\nb"), Some("b"));
    }
}
