use proptest::prelude::*;

use super::*;
use crate::measure::overlap;

const WIDE: Canvas = Canvas { width: 80, ascii: true };

fn task(name: &str, lane: &str, start_s: f64, end_s: f64) -> Task {
    Task { name: name.to_owned(), lane: lane.to_owned(), start_s, end_s: Some(end_s), cpu_s: None }
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

/// The drawing of one task with this CPU time and this length, on an axis of 10 s.
fn drawn(name: &str, cpu_s: Option<f64>, length_s: f64) -> String {
    let task = Task { cpu_s, ..task(name, "main", 1.0, 1.0 + length_s) };
    draw(&[run("version", 10.0, vec![task])], Rows::Lanes, WIDE)
}

#[test]
fn a_bar_is_solid_as_far_as_its_thread_computed() {
    let count = |cpu_s| row(&drawn("a", cpu_s, 4.0), "main").matches('=').count();
    let (half, all) = (count(Some(2.0)), count(Some(4.0)));
    assert!(all.abs_diff(2 * half) <= 2, "{half} of {all}");
    let half = drawn("a", Some(2.0), 4.0);
    assert!(row(&half, "main").contains("[===") && row(&half, "main").contains("---]"));
    assert!(half.ends_with("= computed   - waited\n"), "{half}");
}

#[test]
fn a_task_that_waits_looks_like_one_of_which_nobody_knows() {
    assert_eq!(drawn("a", Some(0.01), 4.0), drawn("a", None, 4.0));
    assert!(!drawn("a", None, 4.0).contains('='));
}

#[test]
fn short_bars_are_solid_where_their_threads_computed_for_more_than_half() {
    for (cells, waits, computes) in [(1.0, " #", " ="), (2.0, " []", " ==")] {
        let length_s = cells * 10.0 / 60.0;
        let drawing = drawn("a", Some(0.1 * length_s), length_s);
        assert!(row(&drawing, "main").ends_with(waits), "{drawing}");
        let drawing = drawn("a", Some(0.9 * length_s), length_s);
        assert!(row(&drawing, "main").ends_with(computes), "{drawing}");
    }
}

#[test]
fn many_short_tasks_that_compute_are_one_solid_row() {
    let short = |start_s| Task { cpu_s: Some(0.01), ..task("t", "main", start_s, start_s + 0.01) };
    let tasks = (0..1000).map(|number| short(f64::from(number) / 100.0)).collect();
    let drawing = draw(&[run("version", 10.0, tasks)], Rows::Lanes, WIDE);
    assert!(!row(&drawing, "main").contains('#'), "{drawing}");
    assert!(row(&drawing, "main").matches('=').count() > 50, "{drawing}");
}

#[test]
fn a_name_hides_no_bar_that_computed() {
    let drawing = drawn("a name of twenty char", Some(4.0), 4.0);
    assert!(row(&drawing, "main").contains('='), "{drawing}");
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
