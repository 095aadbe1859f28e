//! The sentences under a table.

use std::borrow::Cow;

use super::{guesses, table::is_level, text};
use crate::report::{Report, Run, comparable, fastest};

/// What the table says, in words, a sentence a line.
pub(crate) fn sentences(report: &Report, ascii: bool) -> Vec<String> {
    let mut sentences = Vec::new();
    sentences.extend(report.jobs().flat_map(|job| comparison(report, job)));
    sentences.extend(report.versions.iter().filter_map(turns));
    sentences.extend(report.versions.iter().filter_map(unfinished));
    sentences.extend(guesses::sentences(report));
    if report.versions.iter().any(|run| !run.rounds_s.is_empty()) {
        sentences.push(match ascii {
            true => {
                "* the fastest; = together the fastest: these runs show no difference.".to_owned()
            }
            false => {
                "✓ the fastest; ≈ together the fastest: these runs show no difference.".to_owned()
            }
        });
    }
    sentences
}

/// The fastest version of a job beside its baseline, or the one that ran.
fn comparison(report: &Report, job: &[Run]) -> Vec<String> {
    let Some((fastest, took_s)) = fastest(job) else {
        return Vec::new();
    };
    let (name, took) = (text::shown(&fastest.name), text::duration(took_s));
    let baseline = job.iter().find(|run| run.name == run.baseline);
    let before = baseline.and_then(Run::measured_s).map(text::duration);
    let level: Vec<String> = job
        .iter()
        .filter(|other| is_level(fastest, other))
        .map(|other| format!("`{}`", text::shown(&other.name)))
        .collect();
    let is_level_with_baseline = baseline.is_some_and(|baseline| is_level(fastest, baseline));
    let time = match (before, report.speedup(fastest)) {
        (Some(before), Some(speedup)) => {
            let baseline = text::shown(&fastest.baseline);
            match is_gain(speedup, fastest) && !is_level_with_baseline {
                true => format!(
                    "`{name}` took {took} instead of {before}: {speedup:.1} times as fast as \
                     `{baseline}`."
                ),
                false => format!("`{name}` took {took}, and `{baseline}` {before}."),
            }
        }
        _ if comparable(job).count() > 1 && level.is_empty() => {
            format!("`{name}` was the fastest: {took}.")
        }
        _ => format!("`{name}` took {took}."),
    };
    let level = (!level.is_empty()).then(|| {
        format!("No difference that these runs can show: `{name}`, {}.", level.join(", "))
    });
    let overlap = match fastest.most_in_flight {
        0 => None,
        1 => Some("It did one task at a time.".to_owned()),
        many => Some(format!("It had {} in flight at once.", text::counted(many as u64, "task"))),
    };
    [time].into_iter().chain(level).chain(overlap).collect()
}

/// Whether a speedup is worth a word: one that rounds to 1.0 is not, and a single worker with one task
/// at a time is no faster than another for having a different name.
fn is_gain(speedup: f64, run: &Run) -> bool {
    (speedup * 10.0).round() > 10.0 && run.workers.max(run.most_in_flight) > 1
}

/// What there is to say of a version whose tasks were in flight at once and yet kept one core busy.
pub fn turns(run: &Run) -> Option<String> {
    let cores_busy = run.cores_busy().filter(|_| run.seems_to_take_turns())?;
    Some(format!(
        "`{}` had {} in flight at once, and kept {} cores busy. Tasks that take turns look so, under a \
         lock such as Python's GIL or for want of a free core; and so may tasks that also wait for \
         something else.",
        text::shown(&run.name),
        text::counted(run.most_in_flight as u64, "task"),
        text::cores_busy(cores_busy),
    ))
}

/// Which tasks were still running when their version ended.
fn unfinished(run: &Run) -> Option<String> {
    const NAMED: usize = 5;
    let mut names: Vec<Cow<str>> = run
        .tasks
        .iter()
        .filter(|task| task.end_s.is_none())
        .map(|task| text::shown(&task.name))
        .collect();
    // Which of two threads began first is chance.
    names.sort_unstable();
    let version = text::shown(&run.name);
    if run.wall_s.is_some() && run.tasks.is_empty() {
        return Some(format!("No task had begun when `{version}` ended."));
    }
    if names.is_empty() {
        return None;
    }
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!(
        "{} had not finished when `{version}` ended: {}{more}.",
        text::counted(names.len() as u64, "task"),
        names[..names.len().min(NAMED)].join(", "),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        draw::{
            canvas::Canvas,
            table::table,
            timeline::{self, Rows},
        },
        report::Task,
    };

    fn task(end_s: Option<f64>) -> Task {
        Task { name: "a".to_owned(), lane: "thread 1".to_owned(), start_s: 0.0, end_s, cpu_s: None }
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

    fn summary_table(report: &Report) -> String {
        table(report, Canvas { width: 80, ascii: true }, true)
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
    fn tasks_that_take_turns_are_told_from_those_that_compute_or_wait_at_once() {
        let run = |cpu_s: [f64; 2]| {
            let of = |cpu_s| Task { cpu_s: Some(cpu_s), ..task(Some(2.0)) };
            let (tasks, cpu_s) = (cpu_s.map(of).to_vec(), Some(cpu_s.iter().sum()));
            Run { tasks, cpu_s, ..run("threads", 2.0, 2) }
        };
        let said = turns(&run([1.0, 1.0])).unwrap();
        assert!(said.contains("2 tasks in flight at once, and kept 1.0 cores busy."), "{said}");
        // Both computed all the time; both waited; one computed and the other waited.
        for cpu_s in [[2.0, 2.0], [0.1, 0.1], [2.0, 0.0]] {
            assert_eq!(turns(&run(cpu_s)), None, "{cpu_s:?}");
        }
        let one_at_a_time = Run { most_in_flight: 1, ..run([1.0, 1.0]) };
        assert_eq!(turns(&one_at_a_time), None);
        let unknown = Run { tasks: vec![task(Some(2.0)); 2], ..run([1.0, 1.0]) };
        assert_eq!(turns(&unknown), None);
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
    fn of_versions_run_several_times_none_wins_over_its_equals() {
        let spread = |name: &str, wall_s: f64| Run {
            rounds_s: vec![wall_s - 0.1, wall_s, wall_s + 0.1],
            start_up_s: Some(0.001),
            ..run(name, wall_s, 2)
        };
        let runs = [("sequential", 2.0), ("threads", 1.0), ("rayon", 1.15), ("processes", 1.5)];
        let mut report = report(runs.map(|(name, wall_s)| spread(name, wall_s)).to_vec());
        let table = summary_table(&report);
        for (row, measured) in [
            ("sequential", "2.0 s  "),
            ("threads", "1.0 s ="),
            ("rayon", "1.15 s ="),
            ("processes", "1.5 s  "),
        ] {
            let row = table.lines().find(|line| line.contains(row)).unwrap();
            assert!(row.contains(measured) && row.contains("1.0 ms"), "{table}");
        }
        assert_eq!(
            sentences(&report, true)[1],
            "No difference that these runs can show: `threads`, `rayon`."
        );
        report.versions.remove(2);
        let table = summary_table(&report);
        assert!(table.contains("1.0 s *"), "{table}");
    }

    #[test]
    fn a_speedup_of_one_worker_or_of_nothing_is_not_worth_a_word() {
        let one_worker = Run { workers: 1, ..run("pool", 1.8, 1) };
        for fastest in [one_worker, run("threads", 1.96, 5)] {
            let expected = format!(
                "`{}` took {}, and `sequential` 2.0 s.",
                fastest.name,
                text::duration(fastest.wall_s.unwrap())
            );
            let report = report(vec![run("sequential", 2.0, 1), fastest]);
            assert_eq!(sentences(&report, true)[0], expected);
        }
    }

    #[test]
    fn names_from_outside_do_not_reach_the_terminal_as_they_are() {
        let mut evil = run("\u{1b}[31mred", 2.0, 1);
        evil.tasks = vec![Task { name: "\u{1b}[2J".to_owned(), ..task(None) }];
        evil.unfinished = 1;
        let report = report(vec![evil]);
        let canvas = Canvas { width: 80, ascii: true };
        let drawn = [Rows::Lanes, Rows::Tasks]
            .map(|rows| timeline::draw(&report.versions, rows, canvas))
            .concat();
        let printed = drawn + &summary_table(&report) + &sentences(&report, true).concat();
        assert!(!printed.contains('\u{1b}') && printed.contains("u{1b}[31mred"), "{printed}");
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
