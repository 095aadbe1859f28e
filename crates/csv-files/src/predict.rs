//! What chapter 09 should take: a small part of the work, done beforehand.

use std::{
    fs,
    hint::black_box,
    ops::Range,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::Result;

use chapter_09_csv_files::{
    CsvFile, Part, Question,
    workbooks::{Asked, sum_workbook},
};

/// What one core needs for a file: for its first megabytes, times as much as the file is larger.
pub(crate) fn one_core(
    file: &CsvFile,
    question: &Question,
    sum_piece: impl Fn(&CsvFile, &Range<u64>, &Question) -> Result<Part>,
) -> Duration {
    const FIRST: u64 = 4_000_000;
    let Range { start, end } = file.whole();
    let length = (end - start).max(1);
    let first = length.min(FIRST);
    let began = Instant::now();
    // What goes wrong is told by the versions themselves.
    let _ = black_box(sum_piece(file, &(start..start + first), question));
    began.elapsed().mul_f64(length as f64 / first as f64)
}

/// What one core needs for workbooks: for the smallest, times as much as all are larger.
pub(crate) fn workbooks(files: &[PathBuf], asked: &Asked) -> Duration {
    let size = |file: &Path| fs::metadata(file).map_or(0, |about| about.len()).max(1);
    let Some(smallest) = files.iter().min_by_key(|file| size(file)) else {
        return Duration::ZERO;
    };
    let all: u64 = files.iter().map(|file| size(file)).sum();
    let began = Instant::now();
    let _ = black_box(sum_workbook(smallest, asked));
    began.elapsed().mul_f64(all as f64 / size(smallest) as f64)
}
