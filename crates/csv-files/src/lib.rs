//! Chapter 09: one large CSV file, summed in a loop, and in pieces on all cores.
//!
//! Type `cargo run -p chapter-09-csv-files`.

use std::ops::Range;

use anyhow::Result;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use practice_data::BadRow;

pub mod cut;
pub mod decimal;
pub mod fast;
pub mod file;
mod groups;
pub mod marks;
pub mod part;
pub mod question;
pub mod rows;
pub mod sales;
pub mod sums;
pub mod workbooks;

pub use file::CsvFile;
pub use part::{Part, join};
pub use question::{Question, Wanted};
pub use rows::Rows;
pub use sums::{Group, Sums};

// ANCHOR: task
/// Sums the rows that begin in one piece of a file.
pub fn sum_piece(file: &CsvFile, piece: &Range<u64>, question: &Question) -> Result<Part> {
    let _task = stopwatch::task(name(piece));
    let mut rows = Rows::of(file, piece)?;
    let mut sums = Sums::default();
    let stopped = sum_rows(&mut rows, question, &mut sums).err();
    Ok(Part { sums, stopped, lines: rows.lines(), ended_at: rows.at() })
}

fn sum_rows(rows: &mut Rows, question: &Question, sums: &mut Sums) -> Result<(), BadRow> {
    while let Some(row) = rows.next_row()? {
        match question.read(row.len(), |column| &row[column]) {
            Ok((group, amounts)) => sums
                .add(group, amounts.as_slice())
                .map_err(|reason| BadRow { line: rows.line(), reason })?,
            Err(reason) => {
                question.count_bad_row(&mut sums.bad_rows, reason, || rows.line())?;
            }
        }
    }
    Ok(())
}
// ANCHOR_END: task

/// What the bar of a piece is labelled with.
fn name(piece: &Range<u64>) -> String {
    format!("from {} MB", piece.start / 1_000_000)
}

// ANCHOR: sequential
/// The whole file in one piece.
pub fn sum_sequentially(file: &CsvFile, question: &Question) -> Result<Sums> {
    let whole = file.whole();
    let part = sum_piece(file, &whole, question);
    join(file, &[whole], vec![part], |piece| sum_piece(file, piece, question))
}
// ANCHOR_END: sequential

// ANCHOR: rayon
/// Many pieces, on all cores.
pub fn sum_with_rayon(file: &CsvFile, question: &Question, pieces: usize) -> Result<Sums> {
    let pieces = file.pieces(pieces)?;
    let parts = pieces.par_iter().map(|piece| sum_piece(file, piece, question)).collect();
    join(file, &pieces, parts, |piece| sum_piece(file, piece, question))
}
// ANCHOR_END: rayon

// ANCHOR: processes
/// A piece for each worker process: it is sent its task, and sends back its sums.
pub fn sum_in_processes(file: &CsvFile, question: &Question, workers: usize) -> Result<Sums> {
    let pieces = file.pieces(workers)?;
    let ask = |piece: &Range<u64>| {
        let task = Task { file: file.clone(), piece: piece.clone(), question: question.clone() };
        stopwatch::in_a_process(&name(piece), &["worker".to_owned()], &serde_json::to_vec(&task)?)
    };
    let parts = pieces.par_iter().map(ask).collect();
    join(file, &pieces, parts, ask)
}

/// What a worker process is asked to do.
#[derive(Serialize, Deserialize)]
pub struct Task {
    file: CsvFile,
    piece: Range<u64>,
    question: Question,
}

impl Task {
    /// Done in the worker process.
    pub fn work(&self) -> Result<Part> {
        sum_piece(&self.file, &self.piece, &self.question)
    }
}
// ANCHOR_END: processes
