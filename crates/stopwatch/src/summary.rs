//! The table and the sentences under a timeline.

use comfy_table::{CellAlignment, Table, presets};

use crate::{
    report::{Report, Run},
    text,
    timeline::Canvas,
};

/// Stands where nothing was measured.
const NOT_MEASURED: &str = "–";
const NOT_MEASURED_ASCII: &str = "-";

/// The table: what was predicted beside what was measured.
pub(crate) fn table(report: &Report, canvas: Canvas) -> String {
    let none = if canvas.ascii { NOT_MEASURED_ASCII } else { NOT_MEASURED };
    let mut table = Table::new();
    table
        .load_style(if canvas.ascii {
            presets::ASCII_FULL_CONDENSED
        } else {
            presets::UTF8_FULL_CONDENSED
        })
        .set_header(["version", "predicted", "measured", "speedup", "at once"]);
    for run in &report.versions {
        let seconds = |seconds: Option<f64>| seconds.map_or(none.to_owned(), text::duration);
        let measured =
            if run.failures.is_empty() { seconds(run.wall_s) } else { "failed".to_owned() };
        let at_once = match run.wall_s {
            Some(_) => text::count(run.most_in_flight as u64),
            None => none.to_owned(),
        };
        table.add_row([
            run.name.clone(),
            seconds(run.predicted_s),
            measured,
            report.speedup(run).map_or(none.to_owned(), |factor| text::times(factor, canvas.ascii)),
            at_once,
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

/// What the table says, in words, a sentence a line.
pub(crate) fn sentences(report: &Report) -> Vec<String> {
    let mut sentences = Vec::new();
    sentences.extend(report.jobs().flat_map(|job| comparison(report, job)));
    sentences.extend(report.versions.iter().filter_map(unfinished));
    sentences
}

/// The fastest version of a job that did its work beside its baseline, or the one that ran.
fn comparison(report: &Report, job: &[Run]) -> Vec<String> {
    let whole = job.iter().filter(|run| run.did_its_work());
    let measured: Vec<(&Run, f64)> =
        whole.filter_map(|run| Some((run, run.measured_s()?))).collect();
    let Some((fastest, took_s)) = measured.iter().min_by(|(_, a), (_, b)| a.total_cmp(b)) else {
        return Vec::new();
    };
    let (name, took) = (&fastest.name, text::duration(*took_s));
    let baseline = measured.iter().find(|(run, _)| run.name == run.baseline);
    let time = match (baseline, report.speedup(fastest)) {
        (Some((baseline, baseline_s)), Some(speedup)) => format!(
            "`{name}` took {took} instead of {}: {speedup:.1} times as fast as `{}`.",
            text::duration(*baseline_s),
            baseline.name,
        ),
        _ if measured.len() > 1 => format!("`{name}` was the fastest: {took}."),
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
            sentences(&report),
            [
                "`threads` took 2.0 s instead of 10.0 s: 5.0 times as fast as `sequential`.",
                "It had 5 tasks in flight at once.",
            ]
        );
    }

    #[test]
    fn one_version_alone_is_not_compared() {
        let report = report(vec![run("sequential", 6.0, 1)]);
        assert_eq!(sentences(&report), ["`sequential` took 6.0 s.", "It did one task at a time."]);
    }

    #[test]
    fn tasks_that_had_not_finished_are_counted_and_named() {
        let mut threads = run("threads", 2.0, 2);
        threads.tasks = vec![task(None), task(None)];
        threads.unfinished = 2;
        let report = report(vec![run("sequential", 10.0, 1), threads]);
        let sentences = sentences(&report);
        assert_eq!(sentences[0], "`sequential` took 10.0 s.");
        assert_eq!(sentences[2], "2 tasks had not finished when `threads` ended: a, a.");
    }

    #[test]
    fn a_version_that_began_nothing_is_not_called_fast() {
        let mut threads = run("threads", 0.001, 0);
        threads.tasks.clear();
        let sentences = sentences(&report(vec![run("sequential", 10.0, 1), threads]));
        assert_eq!(sentences[0], "`sequential` took 10.0 s.");
        assert_eq!(sentences[2], "No task had begun when `threads` ended.");
    }

    #[test]
    fn what_failed_or_was_not_measured_is_never_a_figure() {
        let mut report = report(vec![run("sequential", 10.0, 1), run("threads", 2.0, 5)]);
        report.versions[1].failures.push("broke".to_owned());
        let canvas = Canvas { width: 80, ascii: true };
        let table = table(&report, canvas);
        assert!(table.contains("failed") && !table.contains("2.0 s"), "{table}");
        assert!(table.is_ascii());
    }
}
