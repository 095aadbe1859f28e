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
    /// The row at which it had to stop, if it had to.
    pub stopped: Option<BadRow>,
}

/// Joins the parts to the answer for the whole file.
///
/// The first piece begins with a row. So it ends with one, and its end says whether the guess where
/// the next piece begins was right; and so on. A piece that began in the wrong place is summed
/// `again` from the right one.
///
/// # Errors
/// When a part could not be summed, and when a row was met at which nothing goes on.
pub fn join(
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
        if let Some(BadRow { line, reason }) = part.stopped {
            bail!("line {} of {}: {reason}", lines + line, file.path().display());
        }
        lines += part.lines;
        at = part.ended_at;
    }
    Ok(whole)
}
