//! What was summed of one piece of a file, and how the parts become one answer.

use std::ops::Range;

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use practice_data::BadRow;

use crate::{file::CsvFile, sums::Sums};

/// What was summed of one piece of a file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Part {
    /// Of the rows that begin in the piece; lines are counted from its first, which is 1.
    pub sums: Sums,
    /// So many lines its rows had.
    pub lines: u64,
    /// Where the next row begins: where the next piece must begin too.
    pub ended_at: u64,
    /// Why it had to stop there, if it had to.
    pub stopped: Option<Stop>,
}

/// Why nothing goes on.
#[derive(Debug, Serialize, Deserialize)]
pub enum Stop {
    /// This row cannot be used, and every row must be; or the file cannot be read.
    At(BadRow),
    /// The row that begins where the part ended has no end, or is too long to be looked at here.
    NoEnd,
}

impl From<BadRow> for Stop {
    fn from(row: BadRow) -> Self {
        Self::At(row)
    }
}

/// Joins the parts to the answer for the whole file.
///
/// The first piece begins with a row. So it ends with one, and its end says whether the guess where
/// the next piece begins was right; and so on. A piece that began in the wrong place is summed
/// `again` from the right one.
///
/// # Errors
/// When a part could not be summed, when a row was met at which nothing goes on, when no row could be
/// used, and when the file has changed meanwhile.
pub fn join(
    file: &CsvFile,
    pieces: &[Range<u64>],
    parts: Vec<Result<Part>>,
    again: impl Fn(&Range<u64>) -> Result<Part>,
) -> Result<Sums> {
    let whole = join_parts(file, pieces, parts, again);
    // Whatever was found in a file that changes, this is why.
    file.check_unchanged()?;
    let whole = whole?;
    whole.check_any_used().map_err(|why| anyhow::anyhow!("{}: {why}", file.name()))?;
    Ok(whole)
}

fn join_parts(
    file: &CsvFile,
    pieces: &[Range<u64>],
    parts: Vec<Result<Part>>,
    again: impl Fn(&Range<u64>) -> Result<Part>,
) -> Result<Sums> {
    let mut whole = Sums::default();
    let (mut at, mut lines) = (file.whole().start, file.lines_before());
    for (piece, part) in pieces.iter().zip(parts) {
        if at >= piece.end {
            // The last row of an earlier piece went on to the end of this one.
            continue;
        }
        let part = if at == piece.start { part? } else { again(&(at..piece.end))? };
        whole.append(part.sums, lines).map_err(anyhow::Error::msg)?;
        let stopped = match part.stopped {
            None => None,
            Some(Stop::At(row)) => Some((row.line, row.reason)),
            Some(Stop::NoEnd) => {
                let (line, reason) = file.why_no_end(part.ended_at)?;
                Some((part.lines + 1 + line, reason))
            }
        };
        if let Some((line, reason)) = stopped {
            bail!("line {} of {}: {reason}", lines + line, file.name());
        }
        lines += part.lines;
        at = part.ended_at;
    }
    Ok(whole)
}
