//! Shows an answer as a table, and the rows that could not be used.

use chapter_09_csv_files::{Sums, decimal::Decimal};
use stopwatch::{print, println, text};

/// So many groups are shown.
const SHOWN: usize = 20;

/// Prints the sums of every group, and what could not be used.
pub(crate) fn answer(by: &str, names: &[&str], sums: &Sums) {
    let decimals = |column: usize| {
        sums.groups.values().map(|group| group.sums[column].decimals()).max().unwrap_or(0)
    };
    let decimals: Vec<usize> = (0..names.len()).map(decimals).collect();
    let heading = [by, "rows"].into_iter().chain(names.iter().copied());
    let mut table = vec![heading.map(str::to_owned).collect::<Vec<_>>()];
    for (name, group) in sums.groups.iter().take(SHOWN) {
        let name = match name.replace(['\n', '\r'], " ") {
            empty if empty.is_empty() => "(empty)".to_owned(),
            name => name,
        };
        let amounts = group.sums.iter().zip(&decimals);
        let amounts = amounts.map(|(sum, decimals): (&Decimal, _)| sum.grouped(*decimals));
        table.push([name, text::count(group.rows)].into_iter().chain(amounts).collect());
    }
    print(&table);
    if let Some(more @ 1..) = sums.groups.len().checked_sub(SHOWN) {
        println!("and {} more", text::counted(more as u64, "group"));
    }
    bad_rows(sums);
}

/// The first column to the left, the numbers to the right.
fn print(table: &[Vec<String>]) {
    let widths: Vec<usize> = (0..table[0].len())
        .map(|column| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
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
