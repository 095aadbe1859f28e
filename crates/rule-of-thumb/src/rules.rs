//! Three rules side by side: the notebook's, Rust's, and what this machine said.

use comfy_table::{ContentArrangement, Table, presets};

use stopwatch::{Run, report::fastest, timeline::Canvas};

use crate::ways::{Kind, Way};

/// The table of the rules, as wide as the terminal.
pub(crate) fn table(runs: &[Run], canvas: Canvas) -> String {
    let style = if canvas.ascii {
        presets::ASCII_FULL_CONDENSED
    } else {
        presets::UTF8_FULL_CONDENSED
    };
    let mut table = Table::new();
    table
        .load_style(style)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(canvas.width.min(100) as u16)
        .set_header(["the work", "the notebook", "in Rust", "this machine"]);
    table.add_row([
        "waits",
        "multithreading",
        "threads; async for thousands of waits",
        &verdict(runs, Kind::Wait),
    ]);
    table.add_row([
        "computes",
        "multiprocessing",
        "threads or rayon",
        &verdict(runs, Kind::Compute),
    ]);
    table.to_string()
}

/// Which way was the fastest for this kind of work, and which were no different from it.
fn verdict(runs: &[Run], kind: Kind) -> String {
    let Some((fastest, _)) =
        fastest(runs.iter().filter(|run| kind.way(run).is_some()))
    else {
        return "not measured".to_owned();
    };
    let is_level =
        |run: &&Run| run.name == fastest.name || run.is_level_with(fastest);
    let level = runs.iter().filter(|run| run.did_its_work()).filter(is_level);
    let ways: Vec<&str> = level.filter_map(|run| kind.way(run)).collect();
    match ways.as_slice() {
        [way] => (*way).to_owned(),
        ways => format!("no difference: {}", ways.join(", ")),
    }
}

/// What has to be known about the ways that were measured, if anything.
pub(crate) fn remark(runs: &[Run]) -> Option<&'static str> {
    let is_one = |run: &Run| Kind::Wait.way(run) == Some(Way::Tokio.name());
    let waits_with_tokio =
        runs.iter().any(|run| is_one(run) && run.wall_s.is_some());
    waits_with_tokio.then_some(
        "tokio's timer counts in whole milliseconds: each of its waits may be longer by one.",
    )
}

#[cfg(test)]
mod tests {
    use stopwatch::Task;

    use super::*;

    fn run(name: &str, wall_s: f64) -> Run {
        let task = Task {
            name: "task 1".to_owned(),
            lane: "main".to_owned(),
            start_s: 0.0,
            end_s: Some(wall_s),
            cpu_s: None,
        };
        Run {
            wall_s: Some(wall_s),
            rounds_s: vec![wall_s - 0.05, wall_s, wall_s + 0.05],
            tasks: vec![task],
            ..Run::not_measured(name)
        }
    }

    #[test]
    fn the_machine_names_the_fastest_and_its_equals() {
        let runs = [
            run("wait-sequential", 2.0),
            run("wait-threads", 1.0),
            run("wait-tokio", 1.02),
            run("compute-rayon", 1.0),
        ];
        assert_eq!(verdict(&runs, Kind::Wait), "no difference: threads, tokio");
        assert_eq!(verdict(&runs[..2], Kind::Wait), "threads");
        assert_eq!(verdict(&runs, Kind::Compute), "rayon");
        assert_eq!(verdict(&runs[..3], Kind::Compute), "not measured");
    }
}
