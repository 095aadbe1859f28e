//! Where a CSV file can be cut: between two rows.
//!
//! A line break ends a row only outside quotes, and whether a place lies within
//! quotes depends on everything before it. So this is a guess, made from what
//! comes after; [`crate::join()`] finds the guesses that were wrong.

use std::io::{self, BufReader, Read};

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
    /// The state after the next byte.
    fn after(self, byte: u8, delimiter: u8) -> Self {
        match (self, byte) {
            (RowBegins | CellBegins | AfterQuote, b'"') => InQuotes,
            (InQuotes, b'"') => AfterQuote,
            (InQuotes, _) => InQuotes,
            (_, b'\n' | b'\r') => RowBegins,
            (_, byte) if byte == delimiter => CellBegins,
            _ => InCell,
        }
    }
}
// ANCHOR_END: state

// ANCHOR: guess
/// Where the first row begins in these bytes, which are
/// from the middle of a file.
pub fn first_row(bytes: &[u8], delimiter: u8) -> Option<usize> {
    // Every state is possible at first. Soon, all of them
    // have led to the same one.
    let all = vec![RowBegins, CellBegins, InCell, InQuotes, AfterQuote];
    // Without any quotes they may not have: then we are
    // very likely outside quotes.
    let outside = vec![InCell];
    first_row_after(all, bytes, delimiter)
        .or_else(|| first_row_after(outside, bytes, delimiter))
}

fn first_row_after(
    mut states: Vec<State>,
    bytes: &[u8],
    delimiter: u8,
) -> Option<usize> {
    for (at, byte) in bytes.iter().enumerate() {
        let is_blank_line = states.contains(&RowBegins);
        for state in &mut states {
            *state = state.after(*byte, delimiter);
        }
        if !is_blank_line && states.iter().all(|state| *state == RowBegins) {
            return Some(at + 1);
        }
    }
    None
}
// ANCHOR_END: guess

/// Where a row is, from the place where it was looked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// After the blank lines before it.
    pub(crate) begins: u64,
    pub(crate) ends: u64,
    /// The quote that is still open where the bytes end.
    pub(crate) open_quote: Option<u64>,
}

/// Looks for the row that begins here, however long it is.
pub(crate) fn find_row(bytes: impl Read, delimiter: u8) -> io::Result<Found> {
    let mut found = Found::default();
    let (mut state, mut last_quote) = (RowBegins, 0);
    for byte in BufReader::new(bytes).bytes() {
        let before = state;
        state = before.after(byte?, delimiter);
        if state == InQuotes && matches!(before, RowBegins | CellBegins) {
            last_quote = found.ends;
        }
        found.ends += 1;
        match (before, state) {
            (RowBegins, RowBegins) => found.begins += 1,
            (_, RowBegins) => return Ok(found),
            _ => {}
        }
    }
    found.open_quote = (state == InQuotes).then_some(last_quote);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(text: &str) -> Option<&str> {
        first_row(text.as_bytes(), b',').map(|at| &text[at..])
    }

    #[test]
    fn a_line_break_in_quotes_begins_no_row() {
        assert_eq!(
            rest("tea\",1\nb,\"x\ny\",2\nc,d,3\n"),
            Some("b,\"x\ny\",2\nc,d,3\n")
        );
        assert_eq!(rest("a,\"x\ny\",2\nc"), Some("c"));
        assert_eq!(
            rest("set of 6)\",1\nb,\"x\ny\",2\nc"),
            Some("b,\"x\ny\",2\nc")
        );
    }

    #[test]
    fn two_quotes_stand_for_one_and_a_quote_within_a_cell_is_only_a_quote() {
        assert_eq!(rest("a,\"5\"\" plate\n\",2\nc"), Some("c"));
        assert_eq!(
            rest("a,5\" pipe,2\nb,5\" pipe,3\nc"),
            Some("b,5\" pipe,3\nc")
        );
    }

    #[test]
    fn where_there_are_no_quotes_every_line_is_a_row() {
        assert_eq!(rest("a,1\nb,2\n"), Some("b,2\n"));
        assert_eq!(rest("a,1\rb,2\r"), Some("b,2\r"));
        assert_eq!(rest("a,1\n"), Some(""));
        assert_eq!(rest("a,1"), None);
    }

    #[test]
    fn a_blank_line_does_not_end_a_row() {
        assert_eq!(rest("\n\n\"a\",1\nb"), Some("b"));
    }

    #[test]
    fn a_row_is_found_with_the_quote_that_is_left_open() {
        let find = |text: &str| find_row(text.as_bytes(), b';').unwrap();
        assert_eq!(
            find("\r\n\na;\"b\n\"\rc"),
            Found { begins: 3, ends: 10, open_quote: None }
        );
        assert_eq!(
            find("a;\"b\n\";\"c\""),
            Found { begins: 0, ends: 10, open_quote: None }
        );
        assert_eq!(
            find("a;\"b\";\"c\n"),
            Found { begins: 0, ends: 9, open_quote: Some(6) }
        );
    }
}
