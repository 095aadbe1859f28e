//! Chapter 09: one large CSV file, summed in a loop,
//! and in pieces on all cores.
//!
//! Type `cargo run -p chapter-09-csv-files`. The idea is [`cut`],
//! [`sum_piece`], [`join`]; what reads and counts is in [`engine`].

use std::ops::Range;

use anyhow::Result;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub mod cut;
pub mod engine;
pub mod fast;
mod join;
mod query;
mod request;
mod row_error;
pub mod sales;
mod sums;
#[cfg(test)]
mod tests;
pub mod workbooks;

pub use engine::{
    file::{CsvFile, Sizes},
    folder::{Folder, in_folder},
    rows::Rows,
};
pub use join::{Part, join};
pub use query::Query;
pub use request::{Expression, Request};
pub use row_error::RowError;
pub use sums::{Amounts, Group, MAX_SUMS, Sums};

// ANCHOR: task
/// Sums the rows that begin in one piece of a file.
pub fn sum_piece(
    file: &CsvFile,
    piece: &Range<u64>,
    query: &Query,
) -> Result<Part> {
    let _task = stopwatch::task(name(piece));
    let mut rows = Rows::of(file, piece)?;
    let mut sums = Sums::default();
    let stopped = sum_rows(&mut rows, query, &mut sums).err();
    Ok(Part { sums, stopped, lines: rows.lines(), ended_at: rows.ended_at() })
}

/// Sums one row after another.
fn sum_rows(
    rows: &mut Rows,
    query: &Query,
    sums: &mut Sums,
) -> Result<(), RowError> {
    while let Some(row) = rows.next_row()? {
        let added = query
            .read(row)
            .and_then(|(group, amounts)| sums.add(group, &amounts));
        if let Err(error) = added {
            query.leave_out(error, &mut sums.bad_rows, || rows.line())?;
        }
    }
    Ok(())
}
// ANCHOR_END: task

/// The label on a piece's bar.
fn name(piece: &Range<u64>) -> String {
    format!("from {} MB", piece.start / 1_000_000)
}

// ANCHOR: sequential
/// The whole file in one piece.
pub fn sum_sequentially(file: &CsvFile, query: &Query) -> Result<Sums> {
    let whole = file.whole();
    let part = sum_piece(file, &whole, query);
    join(file, &[whole], vec![part], |piece| sum_piece(file, piece, query))
}
// ANCHOR_END: sequential

// ANCHOR: rayon
/// Many pieces, on all cores.
pub fn sum_with_rayon(
    file: &CsvFile,
    query: &Query,
    pieces: usize,
) -> Result<Sums> {
    let pieces = file.pieces(pieces)?;
    let parts =
        pieces.par_iter().map(|piece| sum_piece(file, piece, query)).collect();
    join(file, &pieces, parts, |piece| sum_piece(file, piece, query))
}
// ANCHOR_END: rayon

// ANCHOR: processes
/// A piece for each worker process: it is sent its
/// task, and sends back its part.
pub fn sum_in_processes(
    file: &CsvFile,
    query: &Query,
    workers: usize,
) -> Result<Sums> {
    let pieces = file.pieces(workers)?;
    let ask = |piece: &Range<u64>| {
        let task = Task {
            file: file.clone(),
            piece: piece.clone(),
            query: query.clone(),
        };
        stopwatch::in_a_process(&name(piece), &["worker".to_owned()], &task)
    };
    let parts = pieces.par_iter().map(ask).collect();
    join(file, &pieces, parts, ask)
}

/// What a worker process is asked to do.
#[derive(Serialize, Deserialize)]
pub struct Task {
    file: CsvFile,
    piece: Range<u64>,
    query: Query,
}

impl Task {
    /// Done in the worker process.
    pub fn work(&self) -> Result<Part> {
        sum_piece(&self.file, &self.piece, &self.query)
    }
}
// ANCHOR_END: processes
