//! A log in a file: found to be one, and read in pieces that end where lines do.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Seek, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use memchr::memchr_iter;

use practice_data::BadRows;

use crate::{Event, parse};

/// The first line of every log.
const COLUMNS: &str = "user,time,page,value";

/// In bytes, about: so large that nobody notices how a piece begins, and small enough for the
/// processor's cache.
const PIECE: u64 = 1 << 21;

/// A log whose first line is right.
pub struct Log {
    path: PathBuf,
    pieces: Vec<Range<u64>>,
}

/// What one piece of a log holds.
#[derive(Default)]
pub struct Part {
    /// Its events, in the order of the lines.
    pub events: Vec<Event>,
    /// How many lines it has.
    pub lines: u64,
    /// Its lines that are no events; the first line of the piece is 1.
    pub bad: BadRows,
}

impl Log {
    /// Looks at the first line, and decides where to cut.
    ///
    /// # Errors
    /// When the file cannot be read, and when its columns are others.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_in_pieces(path, PIECE)
    }

    /// As [`open`](Self::open), with pieces of another size.
    ///
    /// # Errors
    /// The same.
    pub fn open_in_pieces(path: &Path, bytes: u64) -> Result<Self> {
        let pieces = cut(path, bytes).with_context(|| could_not_read(path))?;
        Ok(Self { path: path.to_owned(), pieces })
    }

    /// The same log, as if it ended after so many pieces.
    pub fn beginning(&self, pieces: usize) -> Self {
        Self { path: self.path.clone(), pieces: self.pieces[..pieces].to_vec() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where its pieces lie, in bytes.
    pub fn pieces(&self) -> &[Range<u64>] {
        &self.pieces
    }

    // ANCHOR: read
    /// Reads one piece, line by line.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(&self, piece: &Range<u64>) -> Result<Part> {
        let text = self.bytes(piece).with_context(|| could_not_read(&self.path))?;
        let text = text.strip_suffix(b"\n").unwrap_or(&text);
        let mut part = Part::default();
        let mut begin = 0;
        for end in memchr_iter(b'\n', text).chain([text.len()]) {
            let line = &text[begin..end];
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            part.lines += 1;
            begin = end + 1;
            match parse::event(line) {
                Ok(event) => part.events.push(event),
                Err(_) if line.is_empty() => {}
                Err(wrong) => part.bad.add(part.lines, || wrong.to_string()),
            }
        }
        Ok(part)
    }
    // ANCHOR_END: read

    fn bytes(&self, piece: &Range<u64>) -> Result<Vec<u8>> {
        let length = piece.end - piece.start;
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(piece.start))?;
        let mut bytes = Vec::with_capacity(length as usize);
        file.take(length).read_to_end(&mut bytes)?;
        ensure!(bytes.len() as u64 == length, "it became shorter while it was read");
        Ok(bytes)
    }
}

/// All bad rows of a log, by the number of lines and the bad rows of each of its parts.
pub(crate) fn bad_rows(parts: impl IntoIterator<Item = (u64, BadRows)>) -> BadRows {
    let mut all = BadRows::default();
    // The names of the columns stand in front of the first part.
    let mut lines_before = 1;
    for (lines, bad) in parts {
        all.append(bad, lines_before);
        lines_before += lines;
    }
    all
}

fn could_not_read(path: &Path) -> String {
    format!("could not read {}", path.display())
}

/// Cuts what follows the first line into pieces of about so many bytes, each at the end of a line.
fn cut(path: &Path, bytes: u64) -> Result<Vec<Range<u64>>> {
    /// In bytes. So much is read of a first line that does not end.
    const LONGEST: u64 = 4096;
    let file = File::open(path)?;
    let about = file.metadata()?;
    ensure!(!about.is_dir(), "it is a folder; name a file in it");
    ensure!(about.is_file(), "it is no plain file, which could be read in pieces");
    let mut file = BufReader::new(file);
    let mut first = Vec::new();
    file.by_ref().take(LONGEST).read_until(b'\n', &mut first)?;
    let line = first.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&first);
    let line = line.trim_ascii_end();
    ensure!(!first.is_empty(), "it is empty; its first line should be `{COLUMNS}`");
    if line != COLUMNS.as_bytes() {
        bail!("its first line should be `{COLUMNS}`, and is `{}`", parse::shown(line));
    }

    let mut pieces = Vec::new();
    let mut begin = first.len() as u64;
    while begin < about.len() {
        let mut end = begin + bytes;
        if end < about.len() {
            file.seek(SeekFrom::Start(end - 1))?;
            end += file.skip_until(b'\n')? as u64 - 1;
        }
        pieces.push(begin..end.min(about.len()));
        begin = end;
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;
    use crate::read_events;

    fn log(text: &[u8], bytes: u64) -> Result<(tempfile::TempDir, Log)> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("log.csv");
        fs::write(&file, text)?;
        let log = Log::open_in_pieces(&file, bytes)?;
        Ok((folder, log))
    }

    fn line(user: u32) -> String {
        format!("{user},2026-03-01T09:15:00Z,home,")
    }

    proptest! {
        /// A line is a user, or nothing, or no event.
        #[test]
        fn wherever_it_is_cut_every_line_is_read_once_and_bad_ones_have_their_numbers(
            lines in prop::collection::vec(
                prop_oneof![8 => (0..1000_u32).prop_map(Some), 1 => Just(None)], 0..60),
            bytes in 1..400_u64,
            is_messy: bool,
        ) {
            let text: Vec<String> =
                lines.iter().map(|user| user.map_or("nonsense".to_owned(), line)).collect();
            let (mark, end) = if is_messy { ("\u{FEFF}", "\r\n") } else { ("", "\n") };
            let mut text = format!("{mark}{COLUMNS}{end}{}", text.join(end));
            if !is_messy && !lines.is_empty() {
                text += end;
            }
            let (_folder, log) = log(text.as_bytes(), bytes).unwrap();
            let (events, bad) = read_events(&log).unwrap();
            let users: Vec<u32> = events.iter().map(|event| event.user).collect();
            prop_assert_eq!(users, lines.iter().flatten().copied().collect::<Vec<_>>());
            let numbers: Vec<u64> =
                (2..).zip(&lines).filter(|(_, user)| user.is_none()).map(|(at, _)| at).collect();
            prop_assert_eq!(bad.count, numbers.len() as u64);
            let told: Vec<u64> = bad.first.iter().map(|row| row.line).collect();
            prop_assert_eq!(told, numbers.into_iter().take(10).collect::<Vec<_>>());
        }
    }

    #[test]
    fn empty_lines_are_neither_events_nor_bad_and_count_as_lines() {
        let text = format!("{COLUMNS}\n\n{}\n\r\nbad\n\n\n", line(7));
        let (_folder, log) = log(text.as_bytes(), 10).unwrap();
        let (events, bad) = read_events(&log).unwrap();
        assert_eq!((events.len(), bad.count, bad.first[0].line), (1, 1, 5));
    }

    #[test]
    fn what_is_no_log_says_why() {
        for (text, said) in [
            (b"".as_slice(), "it is empty"),
            (b"user,when,page,value\n", "should be `user,time,page,value`, and is `user,when"),
            (b"\xFF\xFEu\0s\0e\0r\0", "should be `user,time,page,value`"),
            (b"\xEF\xBB\xBF", "and is ``"),
            (&[b'x'; 100_000], "should be `user,time,page,value`"),
        ] {
            let error = format!("{:#}", log(text, 10).err().unwrap());
            assert!(error.contains("log.csv: ") && error.contains(said), "{error}");
            assert!(error.len() < 300, "{error}");
        }
        let folder = tempfile::tempdir().unwrap();
        let error = format!("{:#}", Log::open(folder.path()).err().unwrap());
        assert!(error.contains("it is a folder"), "{error}");
    }

    #[test]
    fn columns_alone_are_a_log_without_events() {
        for text in [COLUMNS.to_owned(), format!("{COLUMNS}\r\n")] {
            let (_folder, log) = log(text.as_bytes(), 10).unwrap();
            assert_eq!(read_events(&log).unwrap(), (vec![], BadRows::default()));
        }
    }
}
