//! Exercise of chapter 09: cut a file between lines.

use std::time::Duration;

use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    pool::with_workers,
    work::{AWKWARD, bar, counted},
};

/// So many pieces are to be read at once.
pub const PIECES: usize = 4;

/// Their letters have one byte or two.
const REGIONS: [&str; 3] = ["Zürich", "Łódź", "Köln"];

/// A file of sales: in each line a region, a comma and an amount.
#[derive(Clone, Debug)]
pub struct Sales {
    /// What stands in the file.
    pub csv: String,
    wait: Duration,
}

/// Reads lines of a file, and says how many they are, and what their amounts add up to.
pub fn read(sales: &Sales, lines: &str) -> (u64, u64) {
    let bar = bar(format!("{} bytes", lines.len()));
    bar.wait(sales.wait);
    // Of half a line nobody knows the region, or not all of the amount.
    let amount = |line: &str| {
        let (region, amount) = line.split_once(',')?;
        REGIONS.contains(&region).then_some(amount)?.parse::<u64>().ok()
    };
    let amounts: Vec<u64> = lines.lines().filter_map(amount).collect();
    (amounts.len() as u64, amounts.iter().sum())
}

fn read_all(sales: &Sales) -> (u64, u64) {
    let lines: Vec<&str> = sales.csv.split_inclusive('\n').collect();
    let share = lines.len().div_ceil(PIECES).max(1);
    let pieces: Vec<String> = lines.chunks(share).map(<[&str]>::concat).collect();
    let read = with_workers(PIECES, &pieces, |piece| read(sales, piece));
    read.into_iter().fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
}

/// So many lines.
fn sales(lines: usize, wait: Duration) -> Sales {
    let line = |at: usize| format!("{},{}\n", REGIONS[at % 3], 100 + at * 7919 % 900);
    Sales { csv: (0..lines).map(line).collect(), wait }
}

fn exercise() -> Exercise<Sales, (u64, u64)> {
    let trial = |count| (counted(count, "line"), sales(count, Duration::ZERO));
    Exercise {
        // As many as make one of three cuts fall into a letter.
        picture: || sales(95, Duration::from_millis(100)),
        trials: AWKWARD.into_iter().map(trial).collect(),
        right: read_all,
        needs: Needs {
            tasks: PIECES,
            at_once: PIECES..=PIECES,
            threads: PIECES,
            in_turns: Diagnosis::JoinedTooEarly,
        },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&Sales) -> (u64, u64)) {
    Exercise::check(exercise, solve);
}
