//! The picture as a page, and as a trace.

use std::{collections::BTreeSet, fs, path::Path, process::Output};

use end_to_end::program;
use predicates::str::contains;
use serde_json::Value;

use super::CHAPTER;
use crate::{texts, trace};

/// Two processes: one computes, and then waits for the other, which sleeps.
const TWO: &str = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; sleep 0.4; exit 3";

fn watch(flag: &str, file: &Path) -> Output {
    program(CHAPTER).arg(flag).arg(file).args(["sh", "-c", TWO]).output().unwrap()
}

#[test]
fn the_trace_has_the_processes_by_name_a_track_for_each_thread_and_its_states() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trace.json");
    let output = watch("--export-trace", &file);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let events = trace::events(&file);
    assert_eq!(trace::names(&events, "process_name"), ["1 sh", "2 sleep"]);
    assert_eq!(trace::names(&events, "thread_name"), ["1 sh", "2 sleep"]);
    let slices: Vec<&Value> = events.iter().filter(|event| event["ph"] == "X").collect();
    trace::nothing_is_nested(&slices);
    let names: BTreeSet<&str> =
        slices.iter().map(|slice| slice["name"].as_str().unwrap()).collect();
    // Whether it had a core to compute on depends on the machine.
    for state in ["child process", "asleep"] {
        assert!(names.contains(state), "{names:?}");
    }
    assert!(slices.iter().all(|slice| slice["cat"] == "state"));
}

#[test]
fn the_page_needs_nothing_else_and_says_what_the_terminal_says() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("picture.html");
    let output = watch("--html", &file);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let page = fs::read_to_string(&file).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("prefers-color-scheme: dark"));
    for outside in ["<script", "src=", "href=", "@import", "http"] {
        assert!(!page.contains(outside), "{outside}");
    }
    for told in
        ["1 sh", "2 sleep", "child process</li>", "<title>asleep, 2 sleep: ", "Watched for "]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    let (_, said) = texts(&output);
    let headline = page.split("class=\"headline\">").nth(1).unwrap().split('<').next().unwrap();
    assert!(said.contains(&format!("\n{headline}")), "{headline}: {said}");
    every_fill_is_there(&page);
}

/// A browser draws nothing where the fill of a stretch is missing.
fn every_fill_is_there(page: &str) {
    let fills = page.split("url(#").skip(1).map(|rest| rest.split(')').next().unwrap());
    let fills: BTreeSet<&str> = fills.collect();
    assert!(fills.len() >= 2, "{fills:?}");
    for fill in fills {
        assert_eq!(page.matches(&format!("id=\"{fill}\"")).count(), 1, "{fill}");
    }
}

#[test]
fn the_tour_can_be_exported_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let (page, trace) = (folder.path().join("tour.html"), folder.path().join("tour.json"));
    program(CHAPTER)
        .args(["--only", "one-at-a-time", "--only", "uneven", "--seconds", "0.4", "--html"])
        .arg(&page)
        .arg("--export-trace")
        .arg(&trace)
        .assert()
        .success();
    let page = fs::read_to_string(&page).unwrap();
    assert!(page.contains("<h3>one-at-a-time ") && page.contains("<h3>uneven "), "{page}");
    let events = trace::events(&trace);
    assert_eq!(trace::names(&events, "process_name"), ["uneven", "one-at-a-time"]);
}

#[test]
fn an_export_never_replaces_another_one_and_a_missing_folder_is_told_before_anything_runs() {
    program(CHAPTER)
        .args(["--html", "x", "--export-trace", "./x", "true"])
        .assert()
        .code(2)
        .stderr(contains("`--html` and `--export-trace` are the same file"));
    for flag in ["--html", "--export-trace"] {
        let refused = program(CHAPTER).args([flag, "no/such/folder/file", "echo", "ran"]).assert();
        refused.code(2).stdout("").stderr(contains("there is no folder no/such/folder"));
    }
}
