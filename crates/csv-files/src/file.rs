//! A CSV file, and the pieces in which it is read.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use anyhow::{Context, Result, bail, ensure};
use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};
use tempfile::TempPath;

use stopwatch::text::{count, shown};

use crate::{
    Question, Wanted,
    cut::{self, Found},
    kind,
    lines::{Lines, is_line_end},
    part::Stop,
    rows::Rows,
};

/// In bytes. No version holds more of a row in memory.
pub const LONGEST_ROW: usize = if cfg!(test) { 100 } else { 1 << 20 };
/// From so many bytes it is guessed where a row begins.
const LOOKED_AT: u64 = if cfg!(test) { 30 } else { 1 << 14 };

/// A CSV file whose first row has been read: the names of its columns.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CsvFile {
    /// What it is called.
    named: PathBuf,
    /// Where its text is: elsewhere, if it had to be unpacked.
    path: PathBuf,
    /// Deletes what was unpacked, when nobody needs it any more.
    #[serde(skip)]
    unpacked: Option<Arc<TempPath>>,
    delimiter: u8,
    columns: Vec<String>,
    /// Where the rows begin, and the file ends.
    rows: Range<u64>,
    /// So many lines are before the rows.
    lines_before: u64,
    /// When it was written to before it was opened, where the system tells.
    written: Option<SystemTime>,
}

impl CsvFile {
    /// Opens a file in UTF-8 whose cells are separated by this byte, and reads the names of its
    /// columns.
    ///
    /// # Errors
    /// When there is no such file, or what there is has no first row.
    pub fn open(path: &Path, delimiter: u8) -> Result<Self> {
        Self::open_encoded(path, delimiter, encoding_rs::UTF_8)
    }

    /// The same, for a file in any encoding.
    ///
    /// # Errors
    /// As above, and when it is not in this encoding.
    pub fn open_encoded(path: &Path, delimiter: u8, encoding: &'static Encoding) -> Result<Self> {
        Self::read_columns(path, delimiter, encoding)
            .with_context(|| format!("could not read {}", name(path)))
    }

    fn read_columns(named: &Path, delimiter: u8, encoding: &'static Encoding) -> Result<Self> {
        let about = named.metadata()?;
        ensure!(!about.is_dir(), "it is a folder; for a folder of workbooks there is --workbooks");
        ensure!(about.is_file(), "it is not a plain file, and cannot be read in pieces");
        let unpacked = kind::unpack(named, encoding)?.map(Arc::new);
        let is_unchanged = |now: fs::Metadata| {
            (now.len(), now.modified().ok()) == (about.len(), about.modified().ok())
        };
        ensure!(is_unchanged(named.metadata()?), "it was written to while it was read");
        let path = unpacked.as_ref().map_or(named, |unpacked| unpacked.as_ref());
        let about = path.metadata()?;
        let mut file = Self {
            named: named.to_owned(),
            path: path.to_owned(),
            unpacked: unpacked.clone(),
            delimiter,
            columns: Vec::new(),
            rows: 0..about.len(),
            lines_before: 0,
            written: about.modified().ok(),
        };
        let mut rows = Rows::of_whole_file(&file)?;
        let name = |name| Some(str::from_utf8(name).ok()?.trim().to_owned());
        let names: Option<_> = match rows.next_row() {
            Ok(None) => bail!("it is empty"),
            Ok(Some(names)) => names.iter().map(name).collect(),
            Err(Stop::At(row)) => bail!("its first row: {}", row.reason),
            Err(Stop::NoEnd) => {
                let (line, reason) = file.why_no_end(0)?;
                bail!("its first row: line {}: {reason}", line + 1)
            }
        };
        let (start, lines_before) = (rows.at(), rows.lines());
        file.columns = names.with_context(|| format!("its first row is {}", kind::NOT_UTF8))?;
        (file.rows.start, file.lines_before) = (start, lines_before);
        Ok(file)
    }

    /// A question to it: which columns are summed, and by which.
    ///
    /// # Errors
    /// When it has no such columns. It may have them with another delimiter.
    pub fn question(&self, by: &str, sums: &[Wanted]) -> Result<Question> {
        let question = Question::new(&self.columns, by, sums);
        question.with_context(|| self.name()).map_err(|error| match self.other_delimiter() {
            Some(other) => anyhow::anyhow!(
                "{error:#}\nAre its cells separated by another character? Try --delimiter {other}"
            ),
            None => error,
        })
    }

    /// What may separate its cells in truth, as a flag.
    fn other_delimiter(&self) -> Option<&'static str> {
        let others = [(',', "','"), (';', "';'"), ('\t', "tab"), ('|', "'|'")];
        let is_meant = |(other, _): &&(char, _)| {
            *other != char::from(self.delimiter)
                && self.columns.iter().any(|name| name.contains(*other))
        };
        others.iter().find(is_meant).map(|(_, flag)| *flag)
    }

    /// The names of its columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Its name, as it may be printed.
    pub fn name(&self) -> String {
        name(&self.named)
    }

    /// Whether it was compressed, or in another encoding.
    pub fn is_unpacked(&self) -> bool {
        self.unpacked.is_some()
    }

    /// What stands between two cells.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// How many lines there are before the rows.
    pub(crate) fn lines_before(&self) -> u64 {
        self.lines_before
    }

    /// All rows, in one piece.
    pub fn whole(&self) -> Range<u64> {
        self.rows.clone()
    }

    /// All rows in about so many pieces of about the same length, cut where a row begins, if the
    /// guess is right.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn pieces(&self, many: usize) -> io::Result<Vec<Range<u64>>> {
        let Range { start, end } = self.whole();
        let length = (end - start).div_ceil(many as u64).max(1);
        let mut starts = vec![start];
        for about in (1..many as u64).map(|piece| start + piece * length) {
            let mut bytes = Vec::new();
            self.read_from(about)?.take(LOOKED_AT).read_to_end(&mut bytes)?;
            let row = cut::first_row(&bytes, self.delimiter).map(|row| about + row as u64);
            // One row may reach over several pieces.
            starts.extend(row.filter(|row| starts.last() < Some(row) && *row < end));
        }
        let ends = starts.iter().copied().skip(1).chain([end]);
        Ok(starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect())
    }

    /// Its bytes from here on.
    pub(crate) fn read_from(&self, at: u64) -> io::Result<Bytes> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(at))?;
        Ok(Bytes { file, at, end: self.rows.end })
    }

    /// Whether the byte before this one is a CR.
    pub(crate) fn is_after_cr(&self, at: u64) -> io::Result<bool> {
        let Some(before) = at.checked_sub(1) else { return Ok(false) };
        let mut byte = [0];
        self.read_from(before)?.read_exact(&mut byte)?;
        Ok(byte == *b"\r")
    }

    /// How many lines end in a part of it.
    pub(crate) fn lines_in(&self, part: Range<u64>) -> io::Result<u64> {
        let mut lines = Lines { ended: 0, after_cr: self.is_after_cr(part.start)? };
        self.count_lines(&mut lines, part)?;
        Ok(lines.ended)
    }

    /// Counts on, in a part of it.
    pub(crate) fn count_lines(&self, lines: &mut Lines, part: Range<u64>) -> io::Result<()> {
        if part.is_empty() {
            return Ok(());
        }
        let mut bytes = self.read_from(part.start)?.take(part.end - part.start);
        let mut buffer = vec![0; 1 << 14];
        loop {
            match bytes.read(&mut buffer)? {
                0 => return Ok(()),
                read => lines.count(&buffer[..read]),
            }
        }
    }

    /// Where the row is that begins here, or behind blank lines from here on.
    pub(crate) fn row_at(&self, at: u64) -> io::Result<Found> {
        cut::find_row(self.read_from(at)?, self.delimiter)
    }

    /// Why the row that begins here has no end, and so many lines from here on.
    pub(crate) fn why_no_end(&self, at: u64) -> io::Result<(u64, String)> {
        let row = self.row_at(at)?;
        let (at_fault, reason) = match row.open_quote {
            Some(quote) => (quote, "a quote opens here that is never closed".to_owned()),
            None => {
                let (bytes, most) = (row.ends - row.begins, LONGEST_ROW as u64);
                let (bytes, most) = (count(bytes), count(most));
                (row.begins, format!("its row has {bytes} bytes; more than {most} are not read"))
            }
        };
        Ok((self.lines_in(at..at + at_fault)?, reason))
    }

    /// What stands last in each row, if it is asked for and the last line has no end: nobody can tell
    /// whether `12` was to be `125`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn may_be_cut_off(&self, question: &Question) -> io::Result<Option<String>> {
        let last = self.columns.len() - 1;
        if self.rows.is_empty() || !question.asks_for(last) {
            return Ok(None);
        }
        let mut byte = [0];
        self.read_from(self.rows.end - 1)?.read_exact(&mut byte)?;
        Ok((!is_line_end(byte[0])).then(|| question.shown(last)))
    }

    /// Whether it is still the file that was opened: of one that is written to at the same time, the
    /// last row may be cut off in the middle of a number.
    ///
    /// # Errors
    /// When it has changed, and when it is gone.
    pub(crate) fn check_unchanged(&self) -> Result<()> {
        let about =
            self.path.metadata().with_context(|| format!("could not read {}", self.name()))?;
        let (before, now) = (self.rows.end, about.len());
        let how = match now.cmp(&before) {
            std::cmp::Ordering::Less => "became shorter",
            std::cmp::Ordering::Greater => "became longer",
            std::cmp::Ordering::Equal if about.modified().ok() != self.written => "was written to",
            std::cmp::Ordering::Equal => return Ok(()),
        };
        bail!("{}: it {how} while it was read; its rows may not be whole", self.name())
    }

    /// Reads the file once, so that the first version has no disk to wait for that the others have
    /// not. Of a very large file the system may not keep all.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn warm_up(&self) -> io::Result<()> {
        const LARGEST: u64 = 1 << 30;
        let mut buffer = vec![0; 1 << 18];
        let mut file = self.read_from(0)?.take(LARGEST);
        while file.read(&mut buffer)? > 0 {}
        Ok(())
    }
}

fn name(path: &Path) -> String {
    shown(&path.display().to_string()).into_owned()
}

/// The bytes of a file, up to where it ended when it was opened.
pub(crate) struct Bytes {
    file: File,
    at: u64,
    end: u64,
}

impl Bytes {
    /// Where in the file the next one is.
    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    /// Whether there is no next one.
    pub(crate) fn is_at_end(&self) -> bool {
        self.at >= self.end
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let room = buffer.len().min(rest);
        let read = self.file.read(&mut buffer[..room])?;
        if read == 0 && room > 0 {
            return Err(io::Error::other("it became shorter while it was read"));
        }
        self.at += read as u64;
        Ok(read)
    }
}
