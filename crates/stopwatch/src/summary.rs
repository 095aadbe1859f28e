//! The table and the sentences under a timeline.

use comfy_table::{CellAlignment, Table, presets};

use crate::{
    report::{Report, Run, fastest},
    text,
    timeline::Canvas,
};

/// Stands where nothing was measured.
const NOT_MEASURED: &str = "–";
const NOT_MEASURED_ASCII: &str = "-";

/// The table: what was predicted beside what was measured, and what else was.
pub(crate) fn table(report: &Report, canvas: Canvas, shows_memory: bool) -> String {
    let style =
        if canvas.ascii { presets::ASCII_FULL_CONDENSED } else { presets::UTF8_FULL_CONDENSED };
    let mut table = Table::new();
    table.load_style(style);
    let mut columns = vec!["version", "predicted", "measured", "speedup"];
    // Five columns of figures are what 80 characters have room for.
    let shows_start_up = report.versions.iter().any(|run| run.start_up_s.is_some());
    columns.push(if shows_start_up { "start-up" } else { "at once" });
    if shows_memory && !shows_start_up {
        columns.push("workers");
    }
    if shows_memory {
        columns.push("memory");
    }
    table.set_header(&columns);
    for run in &report.versions {
        table.add_row(columns.iter().map(|column| cell(report, run, column, canvas)));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

fn cell(report: &Report, run: &Run, column: &str, canvas: Canvas) -> String {
    let was_run = |count: usize| run.wall_s.map(|_| text::count(count as u64));
    let figure = match column {
        "version" => Some(run.name.clone()),
        "predicted" => run.predicted_s.map(text::duration),
        "measured" if !run.failures.is_empty() => Some("failed".to_owned()),
        "measured" => {
            run.wall_s.map(|wall_s| text::duration(wall_s) + rank(report, run, canvas.ascii))
        }
        "speedup" => report.speedup(run).map(|factor| text::times(factor, canvas.ascii)),
        "start-up" => run.start_up_s.map(|took_s| text::short_duration(took_s, canvas.ascii)),
        "workers" => was_run(run.workers),
        "memory" => run.peak_memory_bytes.map(text::bytes),
        _ => was_run(run.most_in_flight),
    };
    figure.unwrap_or_else(|| {
        (if canvas.ascii { NOT_MEASURED_ASCII } else { NOT_MEASURED }).to_owned()
    })
}

/// A mark behind the fastest version of a job whose versions were run several times, and behind
/// those that are level with it.
fn rank(report: &Report, run: &Run, ascii: bool) -> &'static str {
    if run.spread_s.is_none() {
        return "";
    }
    let job = report.versions.iter().filter(|other| other.baseline == run.baseline);
    match fastest(job) {
        Some((fastest, _)) if fastest.name == run.name => [" ✓", " *"][usize::from(ascii)],
        Some((fastest, _)) if fastest.is_level_with(run) => [" ≈", " ="][usize::from(ascii)],
        _ => "  ",
    }
}

/// What the table says, in words, a sentence a line.
pub(crate) fn sentences(report: &Report, ascii: bool) -> Vec<String> {
    let mut sentences = Vec::new();
    sentences.extend(report.jobs().flat_map(|job| comparison(report, job)));
    sentences.extend(report.versions.iter().filter_map(unfinished));
    if report.versions.iter().any(|run| run.spread_s.is_some()) {
        sentences.push(match ascii {
            true => "* the fastest; = no difference from it that these runs can show.".to_owned(),
            false => "✓ the fastest; ≈ no difference from it that these runs can show.".to_owned(),
        });
    }
    sentences
}

/// The fastest version of a job beside its baseline, or the one that ran.
fn comparison(report: &Report, job: &[Run]) -> Vec<String> {
    let Some((fastest, took_s)) = fastest(job) else {
        return Vec::new();
    };
    let (name, took) = (&fastest.name, text::duration(took_s));
    let baseline = job.iter().find(|run| run.name == run.baseline);
    let before_s = baseline.and_then(Run::measured_s);
    let others = job.iter().filter(|run| run.did_its_work() && run.measured_s().is_some());
    let time = match (before_s, report.speedup(fastest)) {
        (Some(before_s), Some(speedup)) => format!(
            "`{name}` took {took} instead of {}: {speedup:.1} times as fast as `{}`.",
            text::duration(before_s),
            fastest.baseline,
        ),
        _ if others.count() > 1 => format!("`{name}` was the fastest: {took}."),
        _ => format!("`{name}` took {took}."),
    };
    let overlap = match fastest.most_in_flight {
        0 => None,
        1 => Some("It did one task at a time.".to_owned()),
        many => Some(format!("It had {} in flight at once.", text::counted(many as u64, "task"))),
    };
    [time].into_iter().chain(overlap).collect()
}

/// Which tasks were still running when their version ended.
fn unfinished(run: &Run) -> Option<String> {
    const NAMED: usize = 5;
    let mut names: Vec<&str> = run
        .tasks
        .iter()
        .filter(|task| task.end_s.is_none())
        .map(|task| task.name.as_str())
        .collect();
    // Which of two threads began first is chance.
    names.sort_unstable();
    if run.wall_s.is_some() && run.tasks.is_empty() {
        return Some(format!("No task had begun when `{}` ended.", run.name));
    }
    if names.is_empty() {
        return None;
    }
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!(
        "{} had not finished when `{}` ended: {}{more}.",
        text::counted(names.len() as u64, "task"),
        run.name,
        names[..names.len().min(NAMED)].join(", "),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Task;

    fn task(end_s: Option<f64>) -> Task {
        Task { name: "a".to_owned(), lane: "thread 1".to_owned(), start_s: 0.0, end_s }
    }

    fn run(name: &str, wall_s: f64, most_in_flight: usize) -> Run {
        Run {
            baseline: "sequential".to_owned(),
            wall_s: Some(wall_s),
            most_in_flight,
            tasks: vec![task(Some(wall_s))],
            ..Run::not_measured(name)
        }
    }

    fn report(versions: Vec<Run>) -> Report {
        let mut report = Report::new("chapter-02-threads");
        report.versions = versions;
        report
    }

    #[test]
    fn the_sentence_compares_the_fastest_version_with_the_baseline() {
        let report = report(vec![run("sequential", 10.0, 1), run("threads", 2.0, 5)]);
        assert_eq!(
            sentences(&report, true),
            [
                "`threads` took 2.0 s instead of 10.0 s: 5.0 times as fast as `sequential`.",
                "It had 5 tasks in flight at once.",
            ]
        );
    }

    #[test]
    fn one_version_alone_is_not_compared() {
        let report = report(vec![run("sequential", 6.0, 1)]);
        assert_eq!(
            sentences(&report, true),
            ["`sequential` took 6.0 s.", "It did one task at a time."]
        );
    }

    #[test]
    fn tasks_that_had_not_finished_are_counted_and_named() {
        let mut threads = run("threads", 2.0, 2);
        threads.tasks = vec![task(None), task(None)];
        threads.unfinished = 2;
        let report = report(vec![run("sequential", 10.0, 1), threads]);
        let sentences = sentences(&report, true);
        assert_eq!(sentences[0], "`sequential` took 10.0 s.");
        assert_eq!(sentences[2], "2 tasks had not finished when `threads` ended: a, a.");
    }

    #[test]
    fn a_version_that_began_nothing_is_not_called_fast() {
        let mut threads = run("threads", 0.001, 0);
        threads.tasks.clear();
        let sentences = sentences(&report(vec![run("sequential", 10.0, 1), threads]), true);
        assert_eq!(sentences[0], "`sequential` took 10.0 s.");
        assert_eq!(sentences[2], "No task had begun when `threads` ended.");
    }

    #[test]
    fn of_versions_run_several_times_the_fastest_and_its_equals_are_marked() {
        let spread = |name: &str, wall_s: f64| Run {
            spread_s: Some((wall_s - 0.1, wall_s + 0.1)),
            start_up_s: Some(0.001),
            ..run(name, wall_s, 2)
        };
        let runs = [("sequential", 2.0), ("threads", 1.0), ("rayon", 1.15), ("processes", 1.5)];
        let report = report(runs.map(|(name, wall_s)| spread(name, wall_s)).to_vec());
        let table = table(&report, Canvas { width: 80, ascii: true }, true);
        for (row, measured) in [
            ("sequential", "2.0 s  "),
            ("threads", "1.0 s *"),
            ("rayon", "1.15 s ="),
            ("processes", "1.5 s  "),
        ] {
            let row = table.lines().find(|line| line.contains(row)).unwrap();
            assert!(row.contains(measured) && row.contains("1.0 ms"), "{table}");
        }
    }

    #[test]
    fn what_failed_or_was_not_measured_is_never_a_figure() {
        let mut report = report(vec![run("sequential", 10.0, 1), run("threads", 2.0, 5)]);
        report.versions[1].failures.push("broke".to_owned());
        let canvas = Canvas { width: 80, ascii: true };
        let table = table(&report, canvas, false);
        assert!(table.contains("failed") && !table.contains("2.0 s"), "{table}");
        assert!(table.is_ascii());
    }
}
