//! What was summed of one piece of a file, and how the parts become one answer.

use std::ops::Range;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::{CsvFile, RowError, Sums};

/// What was summed of one piece of a file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Part {
    /// Of the rows that begin in the piece; lines are counted
    /// from its first, which is 1.
    pub sums: Sums,
    /// How many lines its rows had.
    pub lines: u64,
    /// Where the next row begins: where the next piece must begin too.
    pub ended_at: u64,
    /// What is wrong with that row, if nothing can go on there.
    pub stopped: Option<RowError>,
}

// ANCHOR: join
/// Joins the parts to the answer for the whole file, if there is one.
///
/// # Errors
/// When a part could not be summed, when it met a row at which nothing can go
/// on, when no row could be used, and when the file has changed meanwhile.
pub fn join(
    file: &CsvFile,
    pieces: &[Range<u64>],
    parts: Vec<Result<Part>>,
    again: impl Fn(&Range<u64>) -> Result<Part>,
) -> Result<Sums> {
    let whole = join_parts(file, pieces, parts, again);
    // If the file has changed, that explains whatever else was found.
    file.check_unchanged()?;
    let whole = whole?;
    whole.check_any_used().with_context(|| file.name())?;
    Ok(whole)
}

/// Joins the parts, in the order of their pieces. Where a piece does not begin
/// where the one before it ended, its beginning was guessed wrong: it is summed
/// `again`, from the right place.
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
            // A row of an earlier piece went on to the end of this one.
            continue;
        }
        let part =
            if piece.start == at { part? } else { again(&(at..piece.end))? };
        whole.append(part.sums, lines)?;
        at = part.ended_at;
        lines += part.lines;
        if let Some(error) = part.stopped {
            let (line, reason) = file.explain(&error, at)?;
            bail!("line {} of {}: {reason}", lines + line, file.name());
        }
    }
    Ok(whole)
}
// ANCHOR_END: join
