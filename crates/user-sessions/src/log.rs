//! A log in a file: checked to be one, and read in
//! pieces that end where lines do.

use std::{
    fs::{self, File, Metadata},
    io::{BufReader, Read, Seek, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

use stopwatch::text::shown;

use crate::{Event, Names, Tally, parse::Reader};
use form::Form;
use lines::{Line, lines, skip_line};

pub(crate) mod form;
pub(crate) mod lines;

/// In bytes, about: so large that beginning a piece costs nothing that anyone
/// notices, and small enough for the processor's cache.
const PIECE: u64 = 1 << 21;

/// A log whose first line is right.
pub struct Log {
    path: PathBuf,
    about: Metadata,
    form: Form,
    pieces: Vec<Range<u64>>,
}

/// What one piece of a log holds.
pub struct Part {
    /// Its events, in the order of the lines.
    pub events: Vec<Event>,
    /// What was found in its lines, of which the first is 1.
    pub tally: Tally,
}

impl Log {
    /// Looks at the first line, and decides where to cut.
    ///
    /// # Errors
    /// When the file cannot be read, and when it has other columns.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_in_pieces(path, PIECE)
    }

    /// Like [`open`](Self::open), with pieces of another size.
    ///
    /// # Errors
    /// The same.
    pub fn open_in_pieces(path: &Path, bytes: u64) -> Result<Self> {
        let open = || {
            // Some systems refuse to open a folder, in
            // words that do not say so.
            let about = fs::metadata(path)?;
            ensure!(!about.is_dir(), "it is a folder; name a file in it");
            ensure!(
                about.is_file(),
                "it is not a plain file, and cannot be read in pieces"
            );
            let (form, pieces) =
                cut(BufReader::new(File::open(path)?), about.len(), bytes)?;
            Ok(Self { path: path.to_owned(), about, form, pieces })
        };
        open().with_context(|| could_not_read(path))
    }

    /// The same log, in which users pay on another page than `checkout`.
    pub fn paying_on(mut self, page: &str) -> Self {
        page.trim_ascii().clone_into(&mut self.form.paying_page);
        self
    }

    /// The same log, as if it ended after the first few pieces.
    pub fn beginning(&self, pieces: usize) -> Self {
        Self {
            path: self.path.clone(),
            about: self.about.clone(),
            form: self.form.clone(),
            pieces: self.pieces[..pieces].to_vec(),
        }
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
    /// When the file cannot be read, or has changed.
    pub fn read(&self, piece: &Range<u64>, names: &Names) -> Result<Part> {
        let text =
            self.bytes(piece).with_context(|| could_not_read(&self.path))?;
        let mut reader = Reader::new(&text, &self.form, names);
        let events =
            lines(&text).filter_map(|line| reader.event(line)).collect();
        Ok(Part { events, tally: reader.tally })
    }
    // ANCHOR_END: read

    fn bytes(&self, piece: &Range<u64>) -> Result<Vec<u8>> {
        let length = piece.end - piece.start;
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(piece.start))?;
        let mut bytes = Vec::with_capacity(length as usize);
        file.by_ref().take(length).read_to_end(&mut bytes)?;
        // An answer from half of one log and half of
        // another would be about neither.
        let now = file.metadata()?;
        let is_same = now.len() == self.about.len()
            && now.modified().ok() == self.about.modified().ok();
        ensure!(
            is_same && bytes.len() as u64 == length,
            "it changed while it was read\nCopy it, and take the copy."
        );
        Ok(bytes)
    }

    /// What was found in the whole log, put together from its pieces.
    pub(crate) fn tally(
        &self,
        parts: impl IntoIterator<Item = Tally>,
    ) -> Result<Tally> {
        Tally::of(parts).with_context(|| could_not_read(&self.path))
    }
}

fn could_not_read(path: &Path) -> String {
    format!("could not read {}", shown(&path.display().to_string()))
}

/// Reads the first line, and cuts what follows into pieces of about this number
/// of bytes, each at the end of a line.
fn cut(
    mut file: BufReader<File>,
    length: u64,
    bytes: u64,
) -> Result<(Form, Vec<Range<u64>>)> {
    /// In bytes. A longer first line is not read.
    const LONGEST: u64 = 1 << 16;
    let mut first = Vec::new();
    file.by_ref().take(LONGEST).read_to_end(&mut first)?;
    let line =
        lines(&first).next().unwrap_or(Line { text: b"", has_end: true });
    let form = Form::new(line.text)?;
    ensure!(line.has_end || length <= LONGEST, "its first line has no end");

    let mut pieces = Vec::new();
    file.rewind()?;
    let mut begin = skip_line(&mut file)?;
    while begin < length {
        let mut end = begin + bytes;
        if end < length {
            file.seek(SeekFrom::Start(end - 1))?;
            end += skip_line(&mut file)? - 1;
        }
        pieces.push(begin..end.min(length));
        begin = end;
    }
    Ok((form, pieces))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;
    use crate::read_events;

    const COLUMNS: &str = "user,time,page,value";

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
        /// Each line is an event of the user in `lines`, or not an event.
        #[test]
        fn wherever_it_is_cut_every_line_is_read_once_and_bad_ones_have_their_numbers(
            lines in prop::collection::vec(
                prop_oneof![8 => (0..1000_u32).prop_map(Some), 1 => Just(None)], 0..60),
            bytes in 1..400_u64,
            end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("\r\r\n")],
            has_mark: bool,
            has_last_end: bool,
        ) {
            let text: Vec<String> =
                lines.iter().map(|user| user.map_or("nonsense".to_owned(), line)).collect();
            let mark = if has_mark { "\u{FEFF}" } else { "" };
            let mut text = format!("{mark}{COLUMNS}{end}{}", text.join(end));
            if has_last_end && !lines.is_empty() {
                text += end;
            }
            let users: Vec<u32> = lines.iter().copied().flatten().collect();
            let (_folder, log) = log(text.as_bytes(), bytes).unwrap();
            let read = read_events(&log);
            prop_assert_eq!(read.is_err(), users.is_empty() && !lines.is_empty());
            let Ok((events, _, tally)) = read else { return Ok(()) };
            prop_assert_eq!(events.iter().map(|event| event.user).collect::<Vec<_>>(), users);
            // Two of the ends make an empty line.
            let times = if end == "\r\r\n" { 2 } else { 1 };
            let numbers: Vec<u64> = (1..)
                .zip(&lines)
                .filter(|(_, user)| user.is_none())
                .map(|(at, _)| 1 + times * at)
                .collect();
            prop_assert_eq!(tally.left_out.count, numbers.len() as u64);
            let told: Vec<u64> = tally.left_out.first.iter().map(|row| row.line).collect();
            prop_assert_eq!(told, numbers.into_iter().take(10).collect::<Vec<_>>());
            prop_assert_eq!(tally.unpaid.count, 0);
        }
    }

    #[test]
    fn empty_lines_are_neither_events_nor_bad_and_count_as_lines() {
        let text = format!("{COLUMNS}\n\n{}\n\r\nbad\n \n\n", line(7));
        let (_folder, log) = log(text.as_bytes(), 10).unwrap();
        let (events, _, tally) = read_events(&log).unwrap();
        assert_eq!(
            (events.len(), tally.left_out.count, tally.left_out.first[0].line),
            (1, 1, 5)
        );
    }

    #[test]
    fn a_quote_that_stays_open_names_its_line_wherever_the_log_is_cut() {
        let text =
            format!("{COLUMNS}\n{}\n{}\"\n{}\n", line(7), line(7), line(7));
        for bytes in [1, 40, 1000] {
            let (_folder, log) = log(text.as_bytes(), bytes).unwrap();
            let error = format!("{:#}", read_events(&log).err().unwrap());
            assert!(
                error.contains("log.csv: line 3: a quote opens here"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_first_line_without_an_end_is_refused_and_a_folder_too() {
        let text = format!("{COLUMNS},{}", "x,".repeat(100_000));
        let error = format!("{:#}", log(text.as_bytes(), 10).err().unwrap());
        assert!(error.contains("its first line has no end"), "{error}");
        let folder = tempfile::tempdir().unwrap();
        let error = format!("{:#}", Log::open(folder.path()).err().unwrap());
        assert!(error.contains("it is a folder"), "{error}");
    }

    #[test]
    fn columns_alone_are_a_log_without_events() {
        for text in [
            COLUMNS.to_owned(),
            format!("{COLUMNS}\r\n"),
            format!("{COLUMNS}\r"),
        ] {
            let (_folder, log) = log(text.as_bytes(), 10).unwrap();
            let (events, _, tally) = read_events(&log).unwrap();
            assert_eq!(
                (events.len(), tally),
                (0, Tally { lines: 1, ..Tally::default() })
            );
        }
    }
}
