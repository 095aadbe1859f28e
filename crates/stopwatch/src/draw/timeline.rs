//! Draws runs as bars on one time axis, in the notebook's style: `[--------]`.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{
    axis::Scale,
    canvas::{NARROWEST, Pen, RIGHT_MARGIN},
    rows::{COUNTS_LABEL, Row, counts, rows_of_lanes, rows_of_tasks},
    text::shown,
};
use crate::report::{Run, Task};

pub use super::{
    axis::{Tick, axis_end_s, ticks},
    canvas::Canvas,
    lanes::{Lane, lanes},
};

/// Longer labels are shortened.
const LONGEST_LABEL: usize = 20;

/// What a row of the timeline stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// One row for each thread or process, with the names of its tasks in the bars.
    Lanes,
    /// One row for each task: the staircase of the notebook.
    Tasks,
}

/// Draws the timelines of all runs under one time axis, which ends with the longest run.
///
/// A bar covers the cells from its task's start to its end, each rounded to the nearest cell, and
/// at least one cell. `▪` stands where tasks are too short for brackets. A lane whose tasks
/// overlap takes several rows; more than 20 rows are summed up by the most tasks in flight in each
/// column. A bar that ends in `>` belongs to a task that had not finished.
pub fn draw(runs: &[Run], rows: Rows, canvas: Canvas) -> String {
    let panels: Vec<Panel> = runs.iter().map(|run| Panel::new(run, rows)).collect();
    let label_width = panels
        .iter()
        .flat_map(Panel::labels)
        .map(UnicodeWidthStr::width)
        .max()
        .unwrap_or(0)
        .clamp(COUNTS_LABEL.width(), LONGEST_LABEL);
    let scale = Scale {
        seconds: axis_end_s(runs),
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
        }
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
}

impl<'r> Panel<'r> {
    fn new(run: &'r Run, rows: Rows) -> Self {
        let body = match rows {
            Rows::Lanes => rows_of_lanes(&run.tasks),
            Rows::Tasks => rows_of_tasks(&run.tasks),
        };
        Self {
            title: shown(&run.name),
            body: body
                .map_or(Body::Counts { tasks: &run.tasks, most: run.most_in_flight }, Body::Rows),
        }
    }

    fn labels(&self) -> impl Iterator<Item = &str> {
        let rows = match &self.body {
            Body::Rows(rows) => rows.as_slice(),
            Body::Counts { .. } => &[],
        };
        rows.iter().map(|row| row.label.as_str())
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
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::measure::overlap;

    const WIDE: Canvas = Canvas { width: 80, ascii: true };

    fn task(name: &str, lane: &str, start_s: f64, end_s: f64) -> Task {
        Task {
            name: name.to_owned(),
            lane: lane.to_owned(),
            start_s,
            end_s: Some(end_s),
            cpu_s: None,
        }
    }

    fn run(name: &str, wall_s: f64, tasks: Vec<Task>) -> Run {
        Run {
            wall_s: Some(wall_s),
            most_in_flight: overlap::most_in_flight(&tasks),
            tasks,
            ..Run::not_measured(name)
        }
    }

    fn staircase() -> Run {
        let tasks = ["A", "B", "C"].iter().zip([0.0, 2.0, 4.0]);
        let tasks = tasks.map(|(name, start_s)| task(name, "main", start_s, start_s + 2.0));
        run("sequential", 6.0, tasks.collect())
    }

    /// The cells of the row with this label.
    fn row<'d>(drawing: &'d str, label: &str) -> &'d str {
        let row = drawing.lines().find(|line| line.trim_start().starts_with(label));
        row.unwrap_or_else(|| panic!("no row {label} in\n{drawing}"))
    }

    #[test]
    fn three_tasks_one_after_another_are_a_staircase() {
        let drawing = draw(&[staircase()], Rows::Tasks, WIDE);
        let edges = |name| {
            let row = row(&drawing, name);
            (row.find('[').unwrap(), row.find(']').unwrap())
        };
        let (a, b, c) = (edges("A"), edges("B"), edges("C"));
        assert_eq!(a.1 + 1, b.0, "{drawing}");
        assert_eq!(b.1 + 1, c.0, "{drawing}");
        let widths = [a.1 - a.0, b.1 - b.0, c.1 - c.0];
        assert!(widths.iter().max().unwrap() - widths.iter().min().unwrap() <= 1, "{drawing}");
    }

    #[test]
    fn bars_stand_under_the_ticks_of_their_times() {
        let drawing = draw(&[staircase()], Rows::Tasks, WIDE);
        let labels = row(&drawing, "Time");
        let bar_starts = |name| row(&drawing, name).find('[');
        assert_eq!(labels.find("2 s"), bar_starts("B"), "{drawing}");
        assert_eq!(labels.find("4 s"), bar_starts("C"), "{drawing}");
    }

    #[test]
    fn one_lane_is_one_row_with_the_names_in_its_bars() {
        let drawing = draw(&[staircase()], Rows::Lanes, WIDE);
        let row = row(&drawing, "main");
        for name in ["A", "B", "C"] {
            assert!(row.contains(&format!("-{name}-")), "{drawing}");
        }
    }

    #[test]
    fn all_versions_share_one_axis() {
        let quick = run("threads", 2.0, vec![task("A", "thread 1", 0.0, 2.0)]);
        let drawing = draw(&[staircase(), quick], Rows::Lanes, WIDE);
        assert_eq!(drawing.matches("Time").count(), 1);
        let third = row(&drawing, "main").find(']').unwrap();
        assert_eq!(row(&drawing, "thread 1").find(']').unwrap(), third, "{drawing}");
    }

    #[test]
    fn tasks_of_one_lane_that_overlap_take_a_row_each() {
        let tasks = vec![task("a", "main", 0.0, 2.0), task("b", "main", 1.0, 3.0)];
        let drawing = draw(&[run("async", 3.0, tasks)], Rows::Lanes, WIDE);
        assert_eq!(drawing.matches("main").count(), 2, "{drawing}");
    }

    #[test]
    fn more_lanes_than_twenty_are_counted_in_each_column() {
        let lanes = (1..=250).map(|lane| task("t", &format!("thread {lane}"), 0.0, 1.0));
        let drawing = draw(&[run("threads", 2.0, lanes.collect())], Rows::Lanes, WIDE);
        assert!(!drawing.contains("thread 1"), "{drawing}");
        let digits: Vec<&str> = drawing.lines().skip(3).collect();
        let first_column: String = digits.iter().map(|line| &line[13..14]).collect();
        assert_eq!(first_column, "250", "{drawing}");
        assert!(digits.iter().all(|line| line.len() < 60), "{drawing}");
    }

    #[test]
    fn a_task_that_had_not_finished_is_drawn_open() {
        let mut open = run("left running", 2.0, vec![task("a", "thread 1", 1.0, 2.0)]);
        open.tasks[0].end_s = None;
        assert!(draw(&[open], Rows::Lanes, WIDE).contains("->"));
    }

    #[test]
    fn ascii_drawings_have_only_ascii_and_fit_the_width() {
        for width in [40, 80, 200] {
            for ascii in [true, false] {
                let drawing = draw(&[staircase()], Rows::Lanes, Canvas { width, ascii });
                assert_eq!(drawing.is_ascii(), ascii);
                for line in drawing.lines() {
                    assert!(line.width() <= width, "{} > {width}: {line}", line.width());
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_run_can_be_drawn(
            times in prop::collection::vec((0.0..5.0f64, 0.0..5.0f64, 0usize..30), 0..60),
            width in 0usize..300,
        ) {
            let tasks = times
                .iter()
                .map(|&(start, length, lane)| task("file.csv", &lane.to_string(), start, start + length))
                .collect();
            let canvas = Canvas { width, ascii: false };
            let drawing = draw(&[run("any", 10.0, tasks)], Rows::Lanes, canvas);
            for line in drawing.lines() {
                prop_assert!(line.width() <= width.max(NARROWEST), "{}", line);
            }
        }
    }
}
