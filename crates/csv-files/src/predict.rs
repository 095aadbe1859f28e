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
    CsvFile, Part, Query, Request, workbooks::sum_any_workbook,
};

/// What one core needs for a file: what it takes for the first megabytes, times how much larger the
/// file is.
pub(crate) fn one_core(
    file: &CsvFile,
    query: &Query,
    sum_piece: impl Fn(&CsvFile, &Range<u64>, &Query) -> Result<Part>,
) -> Duration {
    const FIRST: u64 = 4_000_000;
    let Range { start, end } = file.whole();
    let length = (end - start).max(1);
    let first = length.min(FIRST);
    let began = Instant::now();
    // The versions themselves report what goes wrong.
    let _ = black_box(sum_piece(file, &(start..start + first), query));
    began.elapsed().mul_f64(length as f64 / first as f64)
}

/// What one core needs for workbooks: what it takes for the smallest that can be read, times how much
/// larger all of them are.
pub(crate) fn workbooks(files: &[PathBuf], request: &Request) -> Duration {
    let size =
        |file: &Path| fs::metadata(file).map_or(0, |about| about.len()).max(1);
    let mut by_size: Vec<_> = files.iter().collect();
    by_size.sort_by_key(|file| size(file));
    let time = |file: &PathBuf| {
        let began = Instant::now();
        let is_read = black_box(sum_any_workbook(file, request)).is_ok();
        is_read.then(|| began.elapsed().div_f64(size(file) as f64))
    };
    let all: u64 = files.iter().map(|file| size(file)).sum();
    by_size
        .into_iter()
        .find_map(time)
        .map_or(Duration::ZERO, |of_a_byte| of_a_byte.mul_f64(all as f64))
}
