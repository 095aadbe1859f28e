//! `--runs`: several runs of each version.

use std::fs;

use super::{all_in, chapter, timings, varying};
use crate::texts;

#[test]
fn several_runs_alternate_the_order_of_the_versions() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    let output = all_in(folder.path(), &["--runs", "3"]);
    assert!(output.status.success(), "{output:?}");
    let order = fs::read_to_string(folder.path().join("order")).unwrap();
    let order: Vec<&str> = order.lines().collect();
    assert_eq!(order, ["sequential", "threads", "threads", "sequential", "sequential", "threads"]);
    let timings = timings(&folder.path().join("target/timings"));
    for report in chapter(&timings, "chapter-01-varying")["reports"].as_array().unwrap() {
        assert_eq!(report["versions"][0]["name"], "sequential", "kept in the chapter's order");
    }
    let (stdout, _) = texts(&output);
    assert!(stdout.contains("2.2×") && !stdout.contains('?'), "{stdout}");
}

#[test]
fn a_difference_within_the_spread_is_called_none_that_can_be_shown() {
    let folder = varying("[0.95, 1.05, 1.15]", "42");
    let output = all_in(folder.path(), &["--runs", "3"]);
    let (stdout, _) = texts(&output);
    assert!(stdout.contains("? 1.0×"), "{stdout}");
    assert!(stdout.contains("no difference that this run can show"), "{stdout}");
    let page = fs::read_to_string(folder.path().join("target/timings/report.html")).unwrap();
    assert!(page.contains("no difference that this run can show"), "{page}");
}
