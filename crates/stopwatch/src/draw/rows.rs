//! The rows of a timeline: a thread, a process or a task each, or the counts of many.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::{axis::Scale, canvas::Pen, lanes::lanes, text::shown};
use crate::{measure::overlap, report::Task};

/// More rows than this are summed up as a row of counts.
pub(super) const MOST_ROWS: usize = 20;
/// The label of that row.
pub(super) const COUNTS_LABEL: &str = "in flight";

/// One row: tasks that do not overlap.
pub(super) struct Row<'r> {
    pub(super) label: String,
    tasks: Vec<&'r Task>,
    named: bool,
}

pub(super) fn rows_of_tasks(tasks: &[Task]) -> Option<Vec<Row<'_>>> {
    if tasks.len() > MOST_ROWS {
        return None;
    }
    let rows = tasks.iter().map(|task| (shown(&task.name), vec![task])).map(|(label, tasks)| Row {
        label: label.into_owned(),
        tasks,
        named: false,
    });
    Some(rows.collect())
}

pub(super) fn rows_of_lanes(tasks: &[Task]) -> Option<Vec<Row<'_>>> {
    let rows = lanes(tasks, MOST_ROWS)?.into_iter().map(|lane| Row {
        label: shown(lane.name).into_owned(),
        tasks: lane.tasks,
        named: true,
    });
    Some(rows.collect())
}

impl Row<'_> {
    pub(super) fn draw(&self, scale: &Scale, pen: &Pen) -> String {
        let mut cells = vec![' '; scale.columns];
        for task in &self.tasks {
            let (from, to) = scale.cells(task);
            for (cell, mark) in cells[from..to].iter_mut().zip(self.bar(task, to - from, pen)) {
                let is_solid = *cell == pen.solid && mark == pen.solid;
                *cell = if *cell == ' ' || is_solid { mark } else { pen.short };
            }
        }
        cells.into_iter().collect()
    }

    /// Whether a bar of this row shows that its thread computed.
    pub(super) fn shows_computing(&self, scale: &Scale) -> bool {
        self.tasks.iter().any(|task| {
            let (from, to) = scale.cells(task);
            !solid_cells(task, to - from).is_empty()
        })
    }

    /// A bar of `width` cells, with the task's name in it where that fits.
    fn bar(&self, task: &Task, width: usize, pen: &Pen) -> Vec<char> {
        let mut bar = match width {
            1 => vec![pen.short],
            _ => vec![pen.bar; width],
        };
        if width > 1 {
            bar[0] = '[';
            bar[width - 1] = if task.end_s.is_some() { ']' } else { '>' };
        }
        let solid = solid_cells(task, width);
        // The name leaves a cell free on each side where there is something to see.
        let free = if solid.is_empty() { 2 } else { 4 };
        bar[solid].fill(pen.solid);
        let shown = shown(&task.name);
        let name: Vec<char> = shown.chars().collect();
        if self.named && name.len() == shown.width() && name.len() + free <= width {
            let from = (width - name.len()) / 2;
            bar[from..from + name.len()].copy_from_slice(&name);
        }
        bar
    }
}

/// Which cells of a bar are solid, because the task's thread computed for that share of it: of those
/// between the brackets, or of all where there is no room between them.
fn solid_cells(task: &Task, width: usize) -> Range<usize> {
    let (first, cells) = if width < 3 { (0, width) } else { (1, width - 2) };
    let solid = task.computed_share().unwrap_or(0.0) * cells as f64;
    first..first + solid.round() as usize
}

/// The most tasks in flight in each column, written downwards: one line for each decimal place.
pub(super) fn counts(tasks: &[Task], most: usize, scale: &Scale) -> Vec<(&'static str, String)> {
    let mut changes = overlap::changes(tasks).into_iter().peekable();
    let mut in_flight = 0;
    let columns: Vec<usize> = (0..scale.columns)
        .map(|column| {
            while let Some(change) = changes.next_if(|change| change.at_s <= scale.start_s(column))
            {
                in_flight = change.in_flight;
            }
            let mut most_here = in_flight;
            while let Some(change) =
                changes.next_if(|change| change.at_s < scale.start_s(column + 1))
            {
                in_flight = change.in_flight;
                most_here = most_here.max(in_flight);
            }
            most_here
        })
        .collect();

    let places = most.to_string().len();
    (0..places)
        .map(|place| {
            let digits = columns
                .iter()
                .map(|count| match count {
                    0 => ' ',
                    _ => digit(*count, places - 1 - place),
                })
                .collect();
            (if place == 0 { COUNTS_LABEL } else { "" }, digits)
        })
        .collect()
}

/// The decimal digit of `number` at a power of ten; a blank where the number is shorter.
fn digit(number: usize, power: usize) -> char {
    let digits = number.to_string();
    let position = digits.len().checked_sub(power + 1);
    position.map_or(' ', |position| char::from(digits.as_bytes()[position]))
}
