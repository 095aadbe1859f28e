//! Shows an answer as a table, and the rows that could not be used.

use chapter_09_csv_files::{Sums, engine::decimal::Decimal};
use stopwatch::{print, println, text};

/// How many groups are shown.
const SHOWN: usize = 20;

/// Prints the sums of every group, and what could not be used.
pub(crate) fn answer(by: &str, names: &[&str], sums: &Sums) {
    let decimals = |column: usize| {
        sums.groups
            .values()
            .map(|group| group.sums[column].decimals())
            .max()
            .unwrap_or(0)
    };
    let decimals: Vec<usize> = (0..names.len()).map(decimals).collect();
    let heading = [by, "rows"].into_iter().chain(names.iter().copied());
    let mut table = vec![heading.map(text::excerpt).collect::<Vec<_>>()];
    for (name, group) in sums.groups.iter().take(SHOWN) {
        let name = text::shown(name).into_owned();
        let amounts = group.sums.iter().zip(&decimals);
        let amounts = amounts
            .map(|(sum, decimals): (&Decimal, _)| sum.grouped(*decimals));
        table.push(
            [name, text::count(group.rows)]
                .into_iter()
                .chain(amounts)
                .collect(),
        );
    }
    print(&table);
    if let Some(more @ 1..) = sums.groups.len().checked_sub(SHOWN) {
        println!("and {} more", text::counted(more as u64, "group"));
    }
    if sums.rounded > 0 {
        let numbers = text::counted(sums.rounded, "number");
        println!(
            "\n{numbers} had more than six digits after the point: rounded to six."
        );
    }
    bad_rows(sums);
}

/// Says that the last row may have said more, with the name of its last column.
pub(crate) fn truncated(column: Option<&str>) {
    if let Some(column) = column {
        println!("\nNote: {}.", may_be_truncated(column));
    }
}

/// Why the last row may not be right.
pub(crate) fn may_be_truncated(column: &str) -> String {
    format!(
        "the last line has no end, so it may be cut off, and its {column} too short"
    )
}

/// Says in one line what was there but was not read.
pub(crate) fn unread(sheets: &[String], files: &[String]) {
    const SHOWN: usize = 5;
    let sheets = sheets.iter().map(|sheets| format!("the sheets {sheets}"));
    let all: Vec<String> = sheets
        .chain(files.iter().map(|file| format!("{file} (no workbook)")))
        .collect();
    let more = all.len().saturating_sub(SHOWN);
    let shown = all[..all.len() - more].join("; ");
    match (all.len(), more) {
        (0, _) => {}
        (_, 0) => println!("\nNot read: {shown}"),
        (_, more) => println!("\nNot read: {shown}; and {more} more"),
    }
}

/// The first column to the left, the numbers to the right.
fn print(table: &[Vec<String>]) {
    let widths: Vec<usize> = (0..table[0].len())
        .map(|column| {
            table
                .iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    println!();
    for row in table {
        print!("{:width$}", row[0], width = widths[0]);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            print!("  {cell:>width$}");
        }
        println!();
    }
}

fn bad_rows(sums: &Sums) {
    let bad_rows = &sums.bad_rows;
    if bad_rows.count == 0 {
        return;
    }
    println!("\n{} could not be used:", text::counted(bad_rows.count, "row"));
    for row in &bad_rows.first {
        println!("  line {}: {}", row.line, row.reason);
    }
    if let more @ 1.. = bad_rows.count - bad_rows.first.len() as u64 {
        println!("  and {} more", text::count(more));
    }
}
