//! Every order in which two threads can take their steps, and how they end: what the page shows.

mod steps;

use std::fmt::Write;

use steps::{PROGRAMS, RIGHT};

const HEADER: &str = "\
| two threads | orders | right | update lost | stuck | loom finds |
|---|--:|--:|--:|--:|---|
";

#[test]
fn the_page_shows_how_every_order_ends() {
    let mut table = HEADER.to_owned();
    for program in PROGRAMS {
        let ends = program.count();
        let of = |end| ends.get(&end).copied().unwrap_or(0);
        let (all, right, stuck) =
            (ends.values().sum::<u64>(), of(Some(RIGHT)), of(None));
        let lost = all - right - stuck;
        // The test `in_loom` compares what loom finds with the same counts.
        let found = match (lost, stuck) {
            (0, 0) => "nothing wrong",
            (0, _) => "the deadlock",
            _ => "the lost update",
        };
        let name = program.name;
        writeln!(
            table,
            "| {name} | {all} | {right} | {lost} | {stuck} | {found} |"
        )
        .unwrap();
    }
    let page = include_str!("../verdicts.md")
        .lines()
        .filter(|line| line.starts_with('|'));
    let shown: String = page.map(|line| format!("{line}\n")).collect();
    assert_eq!(shown, table, "verdicts.md shows something else");
}
