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
fn the_cause_of_turns_is_named_where_it_is_known() {
    let run = |waiting_for_core_s| {
        let tasks = vec![Task { cpu_s: Some(1.0), ..task(Some(2.0)) }; 2];
        Run { tasks, cpu_s: Some(2.0), waiting_for_core_s, ..run("threads", 2.0, 2) }
    };
    for (waiting_for_core_s, cause) in [
        (Some(1.9), "ready to compute for most of the other time, and no core was free"),
        (Some(0.02), "did not wait for a core: tasks that take turns under a lock"),
        (Some(0.5), "or for want of a free core"),
        (None, "or for want of a free core"),
    ] {
        let said = turns(&run(waiting_for_core_s)).unwrap();
        assert!(said.contains(cause), "{waiting_for_core_s:?}: {said}");
    }
}

#[test]
fn a_version_that_waited_for_a_core_says_so_if_it_matters() {
    let run = |name, waiting_for_core_s| Run {
        cpu_s: Some(2.0),
        waiting_for_core_s,
        ..run(name, 2.0, 2)
    };
    let silent = [run("unknown", None), run("a little", Some(0.04)), run("a part", Some(0.2))];
    assert_eq!(no_core(&silent), None);
    let waited = [run("threads", Some(1.0)), run("pool", Some(0.0)), run("rayon", Some(3.0))];
    let said = no_core(&waited).unwrap();
    assert!(said.contains("all workers together: 1.0 s in `threads`, 3.0 s in `rayon`."), "{said}");
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
