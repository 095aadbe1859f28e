//! With the figures of an earlier run a program prints what that run printed, so that two runs can be
//! compared word for word.

use std::path::Path;

use assert_cmd::Command;
use end_to_end::{chapters, program, quick_flags};
use predicates::str::contains;
use stopwatch::Report;

use crate::texts;

/// What a chapter prints from its timelines on, and what it measures.
fn drawn_and_measured(command: &mut Command, report: &Path) -> (String, Report) {
    let output = command.arg("--export-json").arg(report).output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success(), "{stdout}{stderr}");
    let report = Report::read(report).unwrap();
    if report.versions.is_empty() {
        // The chapter found nothing here that it could run, and says so.
        assert!(!report.skipped.is_empty(), "{stdout}");
        return (String::new(), report);
    }
    let (_, drawn) = stdout.split_once("\n  Time").unwrap();
    // The warning is about the figures that were measured.
    let is_of_figures = |line: &&str| !line.starts_with("Warning: this machine was busy");
    let lines: Vec<&str> = drawn.lines().filter(is_of_figures).collect();
    (lines.join("\n"), report)
}

#[test]
fn with_the_figures_of_an_earlier_run_every_chapter_draws_what_that_run_drew() {
    let folder = tempfile::tempdir().unwrap();
    for chapter in chapters() {
        let (earlier, now) = (folder.path().join("earlier.json"), folder.path().join("now.json"));
        let run = || {
            let mut command = program(&chapter.name);
            command.args(quick_flags(chapter));
            command
        };
        let (drawn, measured) = drawn_and_measured(&mut run(), &earlier);
        let mut again = run();
        let (drawn_again, measured_again) =
            drawn_and_measured(again.env("STOPWATCH_FIGURES", &earlier), &now);
        assert_eq!(drawn_again, drawn, "{}", chapter.name);
        // What is exported is what was measured all the same.
        let times = |report: &Report| -> Vec<Option<f64>> {
            report.versions.iter().map(|run| run.wall_s).collect()
        };
        let (again, before) = (times(&measured_again), times(&measured));
        assert!(before.is_empty() || again != before, "{}: {again:?}", chapter.name);
    }
}

#[test]
fn figures_that_cannot_be_read_are_not_replaced_by_others() {
    program("chapter-01-sequential")
        .args(["--seconds", "0.001"])
        .env("STOPWATCH_FIGURES", "no-such-file.json")
        .assert()
        .failure()
        .stderr(contains("STOPWATCH_FIGURES: could not read no-such-file.json"));
}
