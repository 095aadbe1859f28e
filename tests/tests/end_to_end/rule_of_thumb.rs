//! Chapter 08.

use crate::{run, version};

const CHAPTER: &str = "chapter-08-rule-of-thumb";

const QUICK: [&str; 6] = ["--seconds", "0.02", "--starts", "20", "--workers", "2"];

#[test]
fn both_kinds_of_work_are_done_in_five_ways_and_ranked() {
    let (stdout, report) = run(CHAPTER, &QUICK);
    let jobs: Vec<usize> = report.jobs().map(<[_]>::len).collect();
    assert_eq!(jobs, [5, 5]);
    for run in &report.versions {
        let (rounds, wall_s) = (&run.rounds_s, run.wall_s.unwrap());
        let slower = rounds.iter().filter(|round_s| **round_s > wall_s).count();
        assert!(rounds.len() == 3 && rounds.contains(&wall_s) && slower <= 1, "{run:?}");
        assert!(run.predicted_s > Some(0.0), "{run:?}");
    }
    assert_eq!(version(&report, "compute-tokio").most_in_flight, 1);
    assert_eq!(version(&report, "compute-processes").tasks.len(), 2, "a bar for each process");
    assert!(version(&report, "wait-threads").start_up_s > Some(0.0));
    assert_eq!(version(&report, "wait-sequential").start_up_s, None);
    let rows: Vec<&str> = stdout.lines().filter(|line| line.starts_with('│')).collect();
    let marks = |mark| rows.iter().filter(|row| row.contains(mark)).count();
    assert!(
        2 * marks("✓") + marks("≈") >= 4,
        "each kind of work has a winner, or two that are level:\n{stdout}"
    );
    for rule in ["multithreading", "multiprocessing", "threads or rayon", "this machine"] {
        assert!(stdout.contains(rule), "{rule}\n{stdout}");
    }
}

#[test]
fn eight_workers_wait_eight_times_at_once_on_any_number_of_cores() {
    let flags = ["--seconds", "0.5", "--starts", "20", "--only", "wait-threads"];
    let others = ["--only", "wait-rayon", "--only", "wait-tokio"];
    let (stdout, report) = run(CHAPTER, &[&flags[..], &others].concat());
    for way in ["wait-threads", "wait-rayon", "wait-tokio"] {
        let run = version(&report, way);
        assert_eq!((run.tasks.len(), run.most_in_flight), (8, 8), "{way}");
        assert!(run.predicted_s < Some(1.0), "a task for each worker: {run:?}");
    }
    assert!(stdout.contains("tokio's timer counts in whole milliseconds"), "{stdout}");
}

#[test]
fn what_starts_are_measured_is_told_for_each_kind() {
    let (stdout, _) = run(CHAPTER, &[&QUICK[..], &["--only", "wait-threads"]].concat());
    assert!(stdout.contains("20 of each were started"), "{stdout}");
    for kind in ["a task of rayon", "a task of tokio", "a thread", "a process"] {
        assert!(stdout.contains(&format!("  {kind}  ")), "{kind}\n{stdout}");
    }
}

#[test]
fn a_sweep_has_a_curve_for_waiting_and_one_for_computing() {
    let flags = [&QUICK[..], &["--workers-sweep", "--only", "wait-threads"]].concat();
    let (stdout, report) = run(CHAPTER, &flags);
    let chart = &report.charts[0];
    assert_eq!(chart.positions(), [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]);
    let names: Vec<&str> = chart.curves.iter().map(|curve| curve.name.as_str()).collect();
    assert_eq!(names, ["waiting", "computing"]);
    assert!(chart.curves[0].points[6].1 > chart.curves[0].points[0].1, "{chart:?}");
    assert!(stdout.contains(" times as fast as with one. Computing "), "{stdout}");
}

#[test]
fn a_rule_is_not_made_up_where_nothing_was_measured() {
    let (stdout, report) = run(CHAPTER, &[&QUICK[..], &["--only", "wait-tokio"]].concat());
    assert_eq!(report.versions.len(), 1);
    let computes = stdout.lines().find(|line| line.starts_with("│ computes")).unwrap();
    assert!(computes.contains("not measured"), "{stdout}");
}

/// `cargo xtask all --runs 3` runs each version in a process of its own, and compares their answers.
#[test]
fn the_answer_of_computing_stays_in_the_process_that_found_out_how_much() {
    let quick = ["--seconds", "0.005", "--starts", "20", "--only"];
    let answer = |name| {
        let (_, report) = run(CHAPTER, &[&quick[..], &[name]].concat());
        version(&report, name).answer.clone()
    };
    assert!(answer("compute-threads").is_null());
    assert!(!answer("wait-threads").is_null());
}
