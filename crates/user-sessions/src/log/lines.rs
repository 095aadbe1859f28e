//! Lines and their cells. A line ends with `\n`, `\r\n` or `\r`, as in Python's `csv`.

use std::{
    io::{self, BufRead},
    iter,
};

use memchr::{memchr2, memchr2_iter};

/// One line, without its end.
#[derive(Clone, Copy)]
pub(crate) struct Line<'t> {
    pub(crate) text: &'t [u8],
    /// Only the last line of a file may have no end, and then nobody knows whether it was cut off.
    pub(crate) has_end: bool,
}

/// The lines of a text, which begins with a line.
pub(crate) fn lines(text: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let mut begin = 0;
    let mut ends = memchr2_iter(b'\n', b'\r', text);
    iter::from_fn(move || {
        loop {
            let (end, has_end) = match ends.next() {
                // The second half of `\r\n`.
                Some(end)
                    if end == begin
                        && text[end] == b'\n'
                        && text[..end].ends_with(b"\r") =>
                {
                    begin += 1;
                    continue;
                }
                Some(end) => (end, true),
                None if begin < text.len() => (text.len(), false),
                None => return None,
            };
            let line = Line { text: &text[begin..end], has_end };
            begin = end + 1;
            return Some(line);
        }
    })
}

/// Reads to the end of the line, and says how many bytes that were.
pub(super) fn skip_line(file: &mut impl BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let bytes = file.fill_buf()?;
        let (length, end) = match memchr2(b'\n', b'\r', bytes) {
            Some(at) => (at + 1, Some(bytes[at])),
            None => (bytes.len(), None),
        };
        file.consume(length);
        skipped += length as u64;
        match end {
            None if length > 0 => {}
            Some(b'\r') if file.fill_buf()?.first() == Some(&b'\n') => {
                file.consume(1);
                return Ok(skipped + 1);
            }
            _ => return Ok(skipped),
        }
    }
}

/// The cells of a line in which some are in quotes; `None` if a quote is still open at its end.
///
/// As in Python's `csv`, a quote counts where a cell begins with it, and two of them stand for one.
pub(crate) fn quoted_cells(line: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut cells = vec![Vec::new()];
    let mut is_quoted = false;
    let mut bytes = line.iter().copied().peekable();
    let mut is_first_of_cell = true;
    while let Some(byte) = bytes.next() {
        let cell = cells.last_mut().expect("there is always a cell");
        let was_first = std::mem::replace(&mut is_first_of_cell, false);
        match byte {
            b'"' if is_quoted && bytes.next_if_eq(&b'"').is_some() => {
                cell.push(b'"')
            }
            b'"' if is_quoted || was_first => is_quoted = !is_quoted,
            b',' if !is_quoted => {
                cells.push(Vec::new());
                is_first_of_cell = true;
            }
            _ => cell.push(byte),
        }
    }
    (!is_quoted).then_some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_ends_a_line() {
        let text = b"a\nb\r\nc\rd\r\r\ne\n\nf";
        let read: Vec<&[u8]> = lines(text).map(|line| line.text).collect();
        assert_eq!(read, [&b"a"[..], b"b", b"c", b"d", b"", b"e", b"", b"f"]);
        let without_end: Vec<bool> =
            lines(text).map(|line| !line.has_end).collect();
        assert_eq!(without_end.iter().filter(|it| **it).count(), 1);
        assert!(without_end[7]);
        assert_eq!(lines(b"").count(), 0);
        assert!(lines(b"a\r").all(|line| line.has_end));
    }

    #[test]
    fn a_line_is_skipped_with_all_of_its_end_however_little_is_read_at_a_time()
    {
        for size in 1..9 {
            let mut file = io::BufReader::with_capacity(
                size,
                &b"abc\r\nde\rf\n\r\r\ng"[..],
            );
            let lengths: Vec<u64> =
                (0..7).map(|_| skip_line(&mut file).unwrap()).collect();
            assert_eq!(lengths, [5, 3, 2, 1, 2, 1, 0], "{size}");
        }
    }

    #[test]
    fn cells_in_quotes_are_those_of_pythons_csv() {
        let cells = |line: &str| -> Option<Vec<String>> {
            let cells = quoted_cells(line.as_bytes())?;
            Some(
                cells
                    .into_iter()
                    .map(|cell| String::from_utf8(cell).unwrap())
                    .collect(),
            )
        };
        for (line, expected) in [
            (r#""a,b",c"#, vec!["a,b", "c"]),
            (
                r#""say ""hi""",,"""#.trim_end_matches('"'),
                vec![r#"say "hi""#, "", ""],
            ),
            (r#"5" disk,"""""#, vec!["5\" disk", "\""]),
            (r#""a"b"c,d"#, vec!["ab\"c", "d"]),
            (r#"",""#, vec![","]),
        ] {
            assert_eq!(
                cells(line),
                Some(expected.into_iter().map(str::to_owned).collect())
            );
        }
        for line in [r#"a,"b"#, r#"""#, r#""a"",b"#] {
            assert_eq!(cells(line), None, "{line}");
        }
    }
}
