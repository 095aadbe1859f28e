//! The axis of time, and of other numbers.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::canvas::{Pen, TICK_SPACING};
use crate::report::{Run, Task};

/// Where the time axis of several runs ends, in seconds: with the longest run, and no sooner than
/// the last task seen from outside.
pub fn axis_end_s<'r>(runs: impl IntoIterator<Item = &'r Run>) -> f64 {
    runs.into_iter()
        .flat_map(|run| run.tasks.iter().filter_map(|task| task.end_s).chain(run.wall_s))
        .fold(1e-6, f64::max)
}

/// Maps seconds to columns.
pub(super) struct Scale {
    pub(super) seconds: f64,
    pub(super) columns: usize,
}

impl Scale {
    /// Where an instant falls, in columns from the left.
    fn position(&self, at_s: f64) -> f64 {
        at_s / self.seconds * self.columns as f64
    }

    /// When a column starts, in seconds.
    pub(super) fn start_s(&self, column: usize) -> f64 {
        self.seconds * column as f64 / self.columns as f64
    }

    /// The columns that a stretch of time is in, if only in part.
    pub(super) fn columns_in(&self, start_s: f64, end_s: f64) -> Range<usize> {
        let first = self.position(start_s).floor() as usize;
        let after_last = self.position(end_s).ceil() as usize;
        first.min(self.columns)..after_last.min(self.columns)
    }

    /// The cells `from..to` of a task's bar: both ends rounded, and at least one cell.
    pub(super) fn cells(&self, task: &Task) -> (usize, usize) {
        let start = self.position(task.start_s);
        let end = task.end_s.map_or(self.columns as f64, |end_s| self.position(end_s));
        let (from, to) = (start.round() as usize, end.round() as usize);
        if from < to {
            (from, to.min(self.columns))
        } else {
            let cell = (start as usize).min(self.columns - 1);
            (cell, cell + 1)
        }
    }

    /// The line of tick labels, and the line of ticks.
    pub(super) fn axis(&self, pen: &Pen) -> (String, String) {
        let mut labels = String::new();
        let mut marks = vec![pen.bar; self.columns + 1];
        for tick in ticks(self.seconds, self.columns as f64 / TICK_SPACING as f64) {
            let column = (self.position(tick.at_s).round() as usize).min(self.columns);
            labels.push_str(&" ".repeat(column.saturating_sub(labels.width())));
            labels.push_str(&tick.label);
            marks[column] = '|';
        }
        (labels, marks.into_iter().collect())
    }
}

/// A mark on a time axis.
pub struct Tick {
    /// Seconds since the run began.
    pub at_s: f64,
    /// The same for people: `2 s`, `500 ms`.
    pub label: String,
}

/// The marks of a time axis from 0 to `end_s`: round instants, in at most `most` steps.
pub fn ticks(end_s: f64, most: f64) -> Vec<Tick> {
    let step_s = tick_step(end_s / most);
    let instants = (0..).map(|number| f64::from(number) * step_s);
    instants
        .take_while(|at_s| *at_s <= end_s * 1.0001)
        .map(|at_s| Tick { at_s, label: tick_label(at_s, end_s) })
        .collect()
}

/// The first of 1, 2, 5, 10, 20, 50 … (and 0.5, 0.2 …) that is no smaller.
pub(super) fn tick_step(smallest: f64) -> f64 {
    let power = 10_f64.powf(smallest.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|step| *step >= smallest)
        .unwrap_or(10.0 * power)
}

fn tick_label(at_s: f64, end_s: f64) -> String {
    let (value, unit) = if end_s >= 1.0 { (at_s, "s") } else { (at_s * 1e3, "ms") };
    // Steps are round numbers; the rounding hides what floating point adds to them.
    let value = (value * 1e4).round() / 1e4;
    format!("{value} {unit}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bars_are_exact_to_one_cell(
            seconds in 0.01..100.0f64,
            from in 0.0..1.0f64,
            to in 0.0..1.0f64,
            columns in 20usize..200,
        ) {
            let (start, end) = (from.min(to) * seconds, from.max(to) * seconds);
            let (name, lane) = ("t".to_owned(), "main".to_owned());
            let task = Task { name, lane, start_s: start, end_s: Some(end), cpu_s: None };
            let (first, after_last) = Scale { seconds, columns }.cells(&task);
            let cell = seconds / columns as f64;
            prop_assert!(after_last > first && after_last <= columns);
            prop_assert!((first as f64 * cell - start).abs() <= cell * 1.000_001);
            prop_assert!((after_last as f64 * cell - end).abs() <= cell * 1.000_001);
        }
    }
}
