//! Draws runs as bars on one time axis, in the notebook's style: `[--------]`.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{
    axis::Scale,
    canvas::{NARROWEST, Pen, RIGHT_MARGIN},
    rows::{COUNTS_LABEL, MOST_ROWS, Row, counts, rows_of_lanes, rows_of_tasks},
    states,
    text::shown,
};
use crate::report::{Run, Task};

pub use super::{
    axis::{Tick, axis_end_s, ticks},
    canvas::Canvas,
    lanes::{Lane, lanes},
    states::{Mark, STATES, states_in},
};

/// Longer labels are shortened, unless a fifth of a wide terminal has room for them.
const LONGEST_LABEL: usize = 20;

/// What a row of the timeline stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// One row for each thread or process, with the names of its tasks in the bars.
    Lanes,
    /// One row for each task: the staircase of the notebook.
    Tasks,
    /// One row for each thread or process, with the mark of what it did in each column: each task is
    /// one of [`STATES`].
    States,
}

/// Draws the timelines of all runs under one time axis, which ends with the longest run.
///
/// A bar covers the cells from its task's start to its end, each rounded to the nearest cell, and
/// at least one cell. `▪` stands where tasks are too short for brackets. A lane whose tasks
/// overlap takes several rows; more than 20 rows are summed up by the most tasks in flight in each
/// column. A bar that ends in `>` belongs to a task that had not finished.
///
/// A bar is solid from its left as far as its thread computed, and a line below says so where one is.
pub fn draw(runs: &[Run], rows: Rows, canvas: Canvas) -> String {
    let runs: Vec<(&Run, Rows)> = runs.iter().map(|run| (run, rows)).collect();
    draw_each(&runs, canvas)
}

/// As [`draw`], for runs whose rows stand for different things.
pub fn draw_each(runs: &[(&Run, Rows)], canvas: Canvas) -> String {
    let panels: Vec<Panel> = runs.iter().map(|(run, rows)| Panel::new(run, *rows)).collect();
    let label_width = panels
        .iter()
        .flat_map(Panel::labels)
        .map(|label| label.width())
        .max()
        .unwrap_or(0)
        .clamp(COUNTS_LABEL.width(), LONGEST_LABEL.max(canvas.width / 5));
    let scale = Scale {
        seconds: axis_end_s(runs.iter().map(|(run, _)| *run)),
        columns: canvas.width.max(NARROWEST) - label_width - 4 - RIGHT_MARGIN,
    };
    let pen = Pen::new(canvas.ascii);

    let mut drawing = String::new();
    let line = |label: &str, cells: &str| {
        let label = shorten(label, label_width, &pen);
        let padding = " ".repeat(label_width - label.width());
        format!("  {label}{padding}  {cells}").trim_end().to_owned() + "\n"
    };
    let (tick_labels, ticks) = scale.axis(&pen);
    drawing += &line(pen.time, &tick_labels);
    drawing += &line("", &ticks);
    for panel in &panels {
        drawing += &panel.title;
        drawing += "\n";
        match &panel.body {
            Body::Rows(rows) => {
                for row in rows {
                    drawing += &line(&row.label, &row.draw(&scale, &pen));
                }
            }
            Body::Counts { tasks, most } => {
                for (label, digits) in counts(tasks, *most, &scale) {
                    drawing += &line(label, &digits);
                }
            }
            Body::States(lanes) => {
                for lane in lanes {
                    let cells = states::cells(lane, &scale, canvas.ascii);
                    drawing += &line(&shown(lane.name), &cells);
                }
            }
            Body::StateCounts(tasks) => {
                for (label, digits) in states::counts(tasks, &scale) {
                    drawing += &line(&label, &digits);
                }
            }
        }
    }
    if panels.iter().flat_map(Panel::rows).any(|row| row.shows_computing(&scale)) {
        let legend = format!("{} computed   {} waited", pen.solid, pen.bar);
        drawing += &line("", &legend);
    }
    let mut with_states = runs.iter().filter(|(_, rows)| *rows == Rows::States).peekable();
    if with_states.peek().is_some() {
        drawing += &states::legend(with_states.map(|(run, _)| *run), canvas);
    }
    drawing
}

/// What belongs to one run.
struct Panel<'r> {
    title: Cow<'r, str>,
    body: Body<'r>,
}

enum Body<'r> {
    Rows(Vec<Row<'r>>),
    Counts { tasks: &'r [Task], most: usize },
    States(Vec<Lane<'r>>),
    StateCounts(&'r [Task]),
}

impl<'r> Panel<'r> {
    fn new(run: &'r Run, rows: Rows) -> Self {
        let tasks = run.tasks.as_slice();
        let bars = |rows: Option<Vec<Row<'r>>>| {
            rows.map_or(Body::Counts { tasks, most: run.most_in_flight }, Body::Rows)
        };
        let body = match rows {
            Rows::Lanes => bars(rows_of_lanes(tasks)),
            Rows::Tasks => bars(rows_of_tasks(tasks)),
            Rows::States => lanes(tasks, MOST_ROWS).map_or(Body::StateCounts(tasks), Body::States),
        };
        Self { title: shown(&run.name), body }
    }

    fn rows(&self) -> &[Row<'r>] {
        match &self.body {
            Body::Rows(rows) => rows,
            Body::Counts { .. } | Body::States(_) | Body::StateCounts(_) => &[],
        }
    }

    fn labels(&self) -> Vec<Cow<'_, str>> {
        match &self.body {
            Body::Rows(rows) => rows.iter().map(|row| row.label.as_str().into()).collect(),
            Body::Counts { .. } => Vec::new(),
            Body::States(lanes) => lanes.iter().map(|lane| shown(lane.name)).collect(),
            Body::StateCounts(_) => STATES.iter().map(|mark| mark.name.into()).collect(),
        }
    }
}

fn shorten(label: &str, width: usize, pen: &Pen) -> String {
    if label.width() <= width {
        return label.to_owned();
    }
    let mut short = String::new();
    for letter in label.chars() {
        if short.width() + letter.width().unwrap_or(0) + pen.ellipsis.width() > width {
            break;
        }
        short.push(letter);
    }
    short + pen.ellipsis
}

#[cfg(test)]
mod tests;
