//! Chapter 13.

use end_to_end::program;

use crate::{run, texts, version};

const CHAPTER: &str = "chapter-13-mistakes";

const QUICK: [&str; 4] = ["--seconds", "0.02", "--computations", "1000"];

/// Runs some of its versions.
fn run_only(versions: &[&str]) -> (String, stopwatch::Report) {
    let only = versions.iter().flat_map(|version| ["--only", version]);
    run(CHAPTER, &QUICK.into_iter().chain(only).collect::<Vec<_>>())
}

/// The names of the mistakes, as `--list` has them.
fn listed() -> Vec<String> {
    let output = program(CHAPTER).arg("--list").output().unwrap();
    let (stdout, _) = texts(&output);
    assert!(output.status.success(), "{output:?}");
    let names = stdout.lines().filter(|line| !line.starts_with(' ') && !line.contains(": "));
    names.map(str::to_owned).collect()
}

#[test]
fn every_mistake_that_is_listed_is_run_and_mended() {
    let names = listed();
    assert!(names.len() >= 20, "{names:?}");
    let (stdout, report) = run(CHAPTER, &QUICK);
    let pairs = names.iter().flat_map(|name| [format!("{name}-mistake"), format!("{name}-mended")]);
    let ran = report.versions.iter().map(|run| run.name.clone());
    assert_eq!(ran.collect::<Vec<_>>(), pairs.collect::<Vec<_>>());
    for what in ["Time →", "Look for: ", "In Python: "] {
        assert_eq!(stdout.matches(what).count(), names.len(), "{what}\n{stdout}");
    }
    for pair in report.versions.chunks(2) {
        assert!(pair.iter().all(|run| run.baseline == pair[0].name), "{pair:?}");
        assert!(pair.iter().all(|run| run.predicted_s > Some(0.0)), "{pair:?}");
    }
}

#[test]
fn one_mistake_is_shown_alone() {
    let (stdout, report) = run_only(&["join-inside-the-loop-mistake"]);
    assert_eq!(report.versions.len(), 1);
    let mistake = version(&report, "join-inside-the-loop-mistake");
    assert_eq!((mistake.most_in_flight, mistake.workers), (1, 5));
    assert!(mistake.wall_s >= Some(0.1), "{mistake:?}");
    assert_eq!(stdout.matches("===").count(), 2, "{stdout}");
    assert!(stdout.contains("A staircase over several rows"), "{stdout}");
}

#[test]
fn an_unknown_mistake_is_refused_with_the_known_ones() {
    let output = program(CHAPTER).args(["--only", "deadlock"]).output().unwrap();
    let (_, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    for name in listed() {
        assert!(stderr.contains(&format!("{name}-mended")), "{name}\n{stderr}");
    }
}

#[test]
fn what_is_lost_is_reported_and_is_not_a_failure() {
    let lose = ["nobody-joins", "channel-never-closed", "one-error-loses-all"];
    let versions = lose.map(|name| [format!("{name}-mistake"), format!("{name}-mended")]);
    let versions: Vec<&str> = versions.iter().flatten().map(String::as_str).collect();
    let (stdout, report) = run_only(&versions);
    for name in lose {
        let mistake = format!("{name}-mistake");
        assert!(version(&report, &mistake).answer.is_null(), "{mistake}");
        assert!(stdout.contains(&format!("`{mistake}` has lost its answer.")), "{stdout}");
        assert!(version(&report, &format!("{name}-mended")).answer.is_u64(), "{name}");
    }
    assert_eq!(stdout.matches("has lost its answer").count(), lose.len(), "{stdout}");
    let channel = version(&report, "channel-never-closed-mistake");
    assert_eq!(channel.unfinished, 1, "{channel:?}");
    let end = "1 task had not finished when `channel-never-closed-mistake` ended: adding up.";
    assert!(stdout.contains(end), "{stdout}");
}

#[test]
fn predictions_are_one_table() {
    let (stdout, report) = run(CHAPTER, &[&QUICK[..], &["--predict"]].concat());
    assert_eq!(report.versions.len(), 2 * listed().len());
    assert_eq!(stdout.matches("predicted").count(), 1, "{stdout}");
    assert!(!stdout.contains("Look for"), "{stdout}");
}

#[test]
fn what_to_look_for_fits_a_narrow_terminal() {
    let output = program(CHAPTER).arg("--list").env("COLUMNS", "60").output().unwrap();
    let (stdout, _) = texts(&output);
    assert!(stdout.lines().all(|line| line.chars().count() <= 60), "{stdout}");
}
