//! `--export-trace` and `--export-hyperfine`.

use std::{collections::BTreeSet, fs};

use end_to_end::program;
use predicates::str::contains;
use serde_json::Value;

use super::{all_in, chapter, timings, varying};
use crate::trace;

#[test]
fn the_trace_has_a_process_for_each_version_and_a_track_for_each_lane() {
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("trace.json");
    program("xtask")
        .args(["run", "2", "--quick", "--out"])
        .arg(out.path())
        .arg("--export-trace")
        .arg(&file)
        .assert()
        .success();
    let events = trace::events(&file);
    let timings = timings(out.path());
    let report = &chapter(&timings, "chapter-02-threads")["reports"][0];
    let (mut versions, mut lanes, mut tasks_of_all) = (Vec::new(), Vec::new(), 0);
    for version in report["versions"].as_array().unwrap() {
        versions.push(format!("chapter-02-threads: {}", version["name"].as_str().unwrap()));
        let tasks = version["tasks"].as_array().unwrap();
        let of_tasks: BTreeSet<&str> =
            tasks.iter().map(|task| task["lane"].as_str().unwrap()).collect();
        lanes.extend(of_tasks);
        tasks_of_all += tasks.len();
    }
    assert_eq!(trace::names(&events, "process_name"), versions);
    assert_eq!(trace::names(&events, "thread_name").len(), lanes.len());

    let tasks: Vec<&Value> = events.iter().filter(|event| event["ph"] == "X").collect();
    assert_eq!(tasks.len(), tasks_of_all);
    for task in &tasks {
        let length = task["dur"].as_f64().unwrap();
        assert!(length >= 100_000.0, "a tenth of a second, in microseconds: {task}");
    }
    trace::nothing_is_nested(&tasks);
}

#[test]
fn hyperfine_results_have_every_field_that_its_scripts_read() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    let output = all_in(folder.path(), &["--runs", "3", "--export-hyperfine", "times.json"]);
    assert!(output.status.success(), "{output:?}");
    let times: Value =
        serde_json::from_slice(&fs::read(folder.path().join("times.json")).unwrap()).unwrap();
    let results = times["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let first = &results[0];
    assert_eq!(first["command"], "cargo run -p chapter-01-varying -- --only sequential");
    assert_eq!(first["times"], serde_json::json!([1.0, 1.2, 1.1]));
    assert_eq!(first["exit_codes"], serde_json::json!([0, 0, 0]));
    for (field, expected) in
        [("mean", 1.1), ("stddev", 0.1), ("median", 1.1), ("min", 1.0), ("max", 1.2)]
    {
        let value = first[field].as_f64().unwrap();
        assert!((value - expected).abs() < 1e-9, "{field} is {value}");
    }
}

#[test]
fn an_export_that_cannot_be_written_is_reported_before_anything_runs() {
    for flag in ["--export-trace", "--export-hyperfine"] {
        let refused = program("xtask").args(["all", flag, "no/such/folder/file"]).assert();
        refused.code(2).stderr(contains("there is no folder no/such/folder"));
    }
}

#[test]
fn an_export_never_replaces_another_one_nor_what_is_compared() {
    for (flags, said) in [
        (["--export-trace", "x", "--export-hyperfine", "./x"], "`--export-trace` and `--export-h"),
        (
            ["--compare", "x", "--export-trace", "x"],
            "`--export-trace` and `--compare` are the same",
        ),
    ] {
        program("xtask").arg("all").args(flags).assert().code(2).stderr(contains(said));
    }
}
