//! Rows that could not be used.

use serde::{Deserialize, Serialize};

/// How many bad rows are kept with their reasons.
const KEPT: usize = 10;

/// How many rows could not be used, and the lines and reasons of the first ten.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadRows {
    /// All of them.
    pub count: u64,
    /// The first ten, in order of their lines.
    pub first: Vec<BadRow>,
}

/// One row that could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadRow {
    /// The line of the file on which it begins; the first, which has the names of the columns, is 1.
    pub line: u64,
    /// Why it could not be used.
    pub reason: String,
}

impl BadRows {
    /// Counts a bad row, whose line comes after those of all that were added before.
    pub fn add(&mut self, line: u64, reason: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < KEPT {
            self.first.push(BadRow { line, reason: reason() });
        }
    }

    /// Adds the bad rows of the next part of a file, which counted its own lines: there are
    /// `lines_before` lines in front of it.
    pub fn append(&mut self, next: Self, lines_before: u64) {
        self.count += next.count;
        let room = KEPT - self.first.len();
        let moved =
            next.first.into_iter().map(|row| BadRow { line: row.line + lines_before, ..row });
        self.first.extend(moved.take(room));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad_on(lines: std::ops::Range<u64>) -> BadRows {
        let mut rows = BadRows::default();
        for line in lines {
            rows.add(line, || format!("reason {line}"));
        }
        rows
    }

    #[test]
    fn all_are_counted_and_ten_are_kept() {
        let rows = bad_on(1..101);
        assert_eq!((rows.count, rows.first.len()), (100, 10));
        assert_eq!(rows.first[9], BadRow { line: 10, reason: "reason 10".to_owned() });
    }

    #[test]
    fn parts_together_are_the_whole() {
        let mut rows = bad_on(1..7);
        let next = BadRows {
            first: bad_on(1..11)
                .first
                .into_iter()
                .map(|row| BadRow { reason: format!("reason {}", row.line + 6), ..row })
                .collect(),
            count: 10,
        };
        rows.append(next, 6);
        assert_eq!(rows, bad_on(1..17));
    }
}
