//! Rows of a timeline in which each column has the mark of what a thread did most of that time.

use std::collections::HashSet;

use unicode_width::UnicodeWidthStr;

use super::{axis::Scale, canvas::Canvas, lanes::Lane, rows};
use crate::report::{Run, Task};

/// How a state of a thread is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The state, in words.
    pub name: &'static str,
    /// The character in its columns.
    pub mark: char,
    /// The same in plain characters.
    pub ascii: char,
}

/// The states of threads, as they are drawn and named: a task with one of these names is that state.
pub const STATES: &[Mark] = &[
    mark("computing", '█', '#'),
    mark("ready, no core", '░', 'r'),
    mark("waiting for the GIL", 'G', 'G'),
    mark("lock", 'l', 'l'),
    mark("lock, for a time", 't', 't'),
    mark("lock of processes", 'q', 'q'),
    mark("asleep", 'z', 'z'),
    mark("network", 'n', 'n'),
    mark("event loop", 'e', 'e'),
    mark("disk", 'D', 'D'),
    mark("pipe", 'p', 'p'),
    mark("child process", 'c', 'c'),
    mark("something else", 'o', 'o'),
    mark("not told", '?', '?'),
];

const fn mark(name: &'static str, mark: char, ascii: char) -> Mark {
    Mark { name, mark, ascii }
}

/// Those of the states that are in these runs.
pub fn states_in<'r>(runs: impl IntoIterator<Item = &'r Run>) -> Vec<&'static Mark> {
    let names: HashSet<&str> =
        runs.into_iter().flat_map(|run| &run.tasks).map(|task| task.name.as_str()).collect();
    STATES.iter().filter(|mark| names.contains(mark.name)).collect()
}

impl Mark {
    fn char(&self, ascii: bool) -> char {
        if ascii { self.ascii } else { self.mark }
    }
}

/// The cells of one row. Where two states took equally long, the one that is named first is drawn.
pub(super) fn cells(lane: &Lane, scale: &Scale, ascii: bool) -> String {
    let mut times_s = vec![[0.0; STATES.len()]; scale.columns];
    for task in &lane.tasks {
        let Some(mark) = STATES.iter().position(|mark| mark.name == task.name) else { continue };
        let end_s = task.end_s.unwrap_or(scale.seconds);
        let columns = scale.columns_in(task.start_s, end_s);
        for column in columns {
            let from_s = task.start_s.max(scale.start_s(column));
            let until_s = end_s.min(scale.start_s(column + 1));
            times_s[column][mark] += (until_s - from_s).max(0.0);
        }
    }
    let mark = |times_s: &[f64; STATES.len()]| {
        let longest = times_s.iter().copied().fold(0.0, f64::max);
        let place = times_s.iter().position(|time_s| *time_s > 0.0 && *time_s == longest);
        place.map_or(' ', |place| STATES[place].char(ascii))
    };
    times_s.iter().map(mark).collect()
}

/// How many threads were in each state, for when there are more threads than rows: the lines of each
/// state that occurred.
pub(super) fn counts(tasks: &[Task], scale: &Scale) -> Vec<(String, String)> {
    let of_state = |mark: &Mark| {
        let tasks: Vec<Task> =
            tasks.iter().filter(|task| task.name == mark.name).cloned().collect();
        let most = crate::measure::overlap::most_in_flight(&tasks);
        let lines = rows::counts(&tasks, most, scale).into_iter().enumerate();
        let lines = lines.map(|(line, (_, digits))| {
            (if line == 0 { mark.name.to_owned() } else { String::new() }, digits)
        });
        if tasks.is_empty() { Vec::new() } else { lines.collect() }
    };
    STATES.iter().flat_map(of_state).collect()
}

/// What the marks in these runs mean, in lines that fit.
pub(super) fn legend<'r>(runs: impl IntoIterator<Item = &'r Run>, canvas: Canvas) -> String {
    let mut lines = vec![String::new()];
    for mark in states_in(runs) {
        let entry = format!("  {} {}", mark.char(canvas.ascii), mark.name);
        if lines.last().is_some_and(|line| line.width() + entry.width() > canvas.width) {
            lines.push(String::new());
        }
        lines.last_mut().expect("there is a line").push_str(&entry);
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(name: &str, start_s: f64, end_s: f64) -> Task {
        let (name, lane) = (name.to_owned(), "main".to_owned());
        Task { name, lane, start_s, end_s: Some(end_s), cpu_s: None }
    }

    #[test]
    fn a_column_has_the_mark_of_what_took_most_of_it() {
        let tasks = [
            task("computing", 0.0, 2.6),
            task("network", 2.6, 5.3),
            task("computing", 5.3, 6.0),
            task("unheard of", 6.0, 8.0),
        ];
        let lanes = super::super::lanes::lanes(&tasks, 1).unwrap();
        let scale = Scale { seconds: 8.0, columns: 8 };
        assert_eq!(cells(&lanes[0], &scale, true), "###nn#  ");
        assert_eq!(cells(&lanes[0], &scale, false), "███nn█  ");
    }

    #[test]
    fn every_state_has_a_name_and_a_mark_of_its_own() {
        let each_once = |what: fn(&Mark) -> String| STATES.iter().map(what).collect::<HashSet<_>>();
        let names = each_once(|mark| mark.name.to_owned());
        for marks in [names, each_once(|it| it.mark.into()), each_once(|it| it.ascii.into())] {
            assert_eq!(marks.len(), STATES.len());
        }
    }

    #[test]
    fn the_legend_names_what_is_there_and_fits() {
        let run = Run { tasks: vec![task("network", 0.0, 1.0)], ..Run::not_measured("a") };
        let canvas = Canvas { width: 80, ascii: true };
        assert_eq!(legend([&run], canvas), "  n network\n");
    }
}
