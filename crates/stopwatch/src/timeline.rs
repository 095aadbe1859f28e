//! Draws runs as bars on one time axis, in the notebook's style: `[--------]`.

use std::{borrow::Cow, env};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::{
    overlap,
    report::{Run, Task},
    text::shown,
};

/// More rows than this are summed up as a row of counts.
const MOST_ROWS: usize = 20;
/// Longer labels are shortened.
const LONGEST_LABEL: usize = 20;
/// Free cells to the right of the chart, for the label of the last tick.
const RIGHT_MARGIN: usize = 6;
/// Ticks are at least this many cells apart.
const TICK_SPACING: usize = 9;

/// A narrower terminal wraps the lines.
const NARROWEST: usize = 40;
/// A wider terminal stays empty on the right.
const WIDEST: usize = 240;

/// What a row of the timeline stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// One row for each thread or process, with the names of its tasks in the bars.
    Lanes,
    /// One row for each task: the staircase of the notebook.
    Tasks,
}

/// How wide the drawing may be, in terminal cells, and with which characters.
#[derive(Clone, Copy, Debug)]
pub struct Canvas {
    /// Terminal columns; at least 40 are used.
    pub width: usize,
    /// Only characters that every terminal has.
    pub ascii: bool,
}

impl Canvas {
    /// The terminal's width (or COLUMNS, or 80 where there is no terminal) and its characters,
    /// plain ones if asked for.
    pub fn of_terminal(ascii: bool) -> Self {
        let columns = env::var("COLUMNS").ok();
        let width = columns
            .and_then(|columns| columns.parse().ok())
            .or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
            .unwrap_or(80);
        Self {
            width: width.clamp(NARROWEST, WIDEST),
            ascii: ascii || !supports_unicode::on(supports_unicode::Stream::Stdout),
        }
    }
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

/// Where the time axis of several runs ends, in seconds: with the longest run, and no sooner than
/// the last task seen from outside.
pub fn axis_end_s<'r>(runs: impl IntoIterator<Item = &'r Run>) -> f64 {
    runs.into_iter()
        .flat_map(|run| run.tasks.iter().filter_map(|task| task.end_s).chain(run.wall_s))
        .fold(1e-6, f64::max)
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

const COUNTS_LABEL: &str = "in flight";

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

/// One row: tasks that do not overlap.
struct Row<'r> {
    label: String,
    tasks: Vec<&'r Task>,
    named: bool,
}

fn rows_of_tasks(tasks: &[Task]) -> Option<Vec<Row<'_>>> {
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

fn rows_of_lanes(tasks: &[Task]) -> Option<Vec<Row<'_>>> {
    let rows = lanes(tasks, MOST_ROWS)?.into_iter().map(|lane| Row {
        label: shown(lane.name).into_owned(),
        tasks: lane.tasks,
        named: true,
    });
    Some(rows.collect())
}

/// One thread or process, with tasks that do not overlap.
pub struct Lane<'r> {
    /// The thread or process.
    pub name: &'r str,
    /// Its tasks in order of their start.
    pub tasks: Vec<&'r Task>,
    free_from_s: f64,
}

/// Puts every task into the first row of its lane that is free when it starts; a lane whose tasks
/// overlap takes several rows. `None` when that takes more than `most` rows.
pub fn lanes(tasks: &[Task], most: usize) -> Option<Vec<Lane<'_>>> {
    let mut rows: Vec<Lane> = Vec::new();
    for task in tasks {
        let end_s = task.end_s.unwrap_or(f64::INFINITY);
        let free =
            rows.iter_mut().find(|row| row.name == task.lane && row.free_from_s <= task.start_s);
        if let Some(row) = free {
            row.free_from_s = end_s;
            row.tasks.push(task);
        } else if rows.len() == most {
            return None;
        } else {
            // Rows of one lane stand together, the lanes in order of their first task.
            let after = rows.iter().rposition(|row| row.name == task.lane);
            let row = Lane { name: &task.lane, tasks: vec![task], free_from_s: end_s };
            rows.insert(after.map_or(rows.len(), |last| last + 1), row);
        }
    }
    Some(rows)
}

impl Row<'_> {
    fn draw(&self, scale: &Scale, pen: &Pen) -> String {
        let mut cells = vec![' '; scale.columns];
        for task in &self.tasks {
            let (from, to) = scale.cells(task);
            for (cell, mark) in cells[from..to].iter_mut().zip(self.bar(task, to - from, pen)) {
                *cell = if *cell == ' ' { mark } else { pen.short };
            }
        }
        cells.into_iter().collect()
    }

    /// A bar of `width` cells, with the task's name in it where that fits.
    fn bar(&self, task: &Task, width: usize, pen: &Pen) -> Vec<char> {
        if width == 1 {
            return vec![pen.short];
        }
        let mut bar = vec![pen.bar; width];
        bar[0] = '[';
        bar[width - 1] = if task.end_s.is_some() { ']' } else { '>' };
        let shown = shown(&task.name);
        let name: Vec<char> = shown.chars().collect();
        if self.named && name.len() == shown.width() && name.len() + 2 <= width {
            let from = (width - name.len()) / 2;
            bar[from..from + name.len()].copy_from_slice(&name);
        }
        bar
    }
}

/// The most tasks in flight in each column, written downwards: one line for each decimal place.
fn counts(tasks: &[Task], most: usize, scale: &Scale) -> Vec<(&'static str, String)> {
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

/// Maps seconds to columns.
struct Scale {
    seconds: f64,
    columns: usize,
}

impl Scale {
    /// Where an instant falls, in columns from the left.
    fn position(&self, at_s: f64) -> f64 {
        at_s / self.seconds * self.columns as f64
    }

    /// When a column starts, in seconds.
    fn start_s(&self, column: usize) -> f64 {
        self.seconds * column as f64 / self.columns as f64
    }

    /// The cells `from..to` of a task's bar: both ends rounded, and at least one cell.
    fn cells(&self, task: &Task) -> (usize, usize) {
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
    fn axis(&self, pen: &Pen) -> (String, String) {
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
pub(crate) fn tick_step(smallest: f64) -> f64 {
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

/// The characters of a drawing.
struct Pen {
    time: &'static str,
    bar: char,
    short: char,
    ellipsis: &'static str,
}

impl Pen {
    fn new(ascii: bool) -> Self {
        if ascii {
            Self { time: "Time ->", bar: '-', short: '#', ellipsis: ".." }
        } else {
            Self { time: "Time →", bar: '─', short: '▪', ellipsis: "…" }
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WIDE: Canvas = Canvas { width: 80, ascii: true };

    fn task(name: &str, lane: &str, start_s: f64, end_s: f64) -> Task {
        Task { name: name.to_owned(), lane: lane.to_owned(), start_s, end_s: Some(end_s) }
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
        fn bars_are_exact_to_one_cell(
            seconds in 0.01..100.0f64,
            from in 0.0..1.0f64,
            to in 0.0..1.0f64,
            columns in 20usize..200,
        ) {
            let (start, end) = (from.min(to) * seconds, from.max(to) * seconds);
            let scale = Scale { seconds, columns };
            let (first, after_last) = scale.cells(&task("t", "main", start, end));
            let cell = seconds / columns as f64;
            prop_assert!(after_last > first && after_last <= columns);
            prop_assert!((first as f64 * cell - start).abs() <= cell * 1.000_001);
            prop_assert!((after_last as f64 * cell - end).abs() <= cell * 1.000_001);
        }

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
