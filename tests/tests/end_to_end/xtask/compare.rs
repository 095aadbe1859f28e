//! `--compare`: this run beside an earlier one.

use std::fs;

use serde_json::Value;

use super::{all_in, varying};
use crate::texts;

#[test]
fn this_run_is_compared_with_an_earlier_one() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    assert!(all_in(folder.path(), &["--runs", "3", "--out", "first"]).status.success());
    // The same again, except for the version that is three times as fast.
    let first = folder.path().join("first/timings.json");
    let mut earlier: Value = serde_json::from_slice(&fs::read(&first).unwrap()).unwrap();
    for report in earlier["chapters"][0]["reports"].as_array_mut().unwrap() {
        report["versions"][1]["wall_s"] = 1.5.into();
    }
    earlier["provenance"]["cpu"] = "An Abacus".into();
    fs::write(&first, earlier.to_string()).unwrap();

    let output = all_in(folder.path(), &["--runs", "3", "--compare", "first/timings.json"]);
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success(), "{stderr}");
    let (_, comparison) = stdout.split_once("Compared with first/timings.json").unwrap();
    let line = |name: &str| comparison.lines().find(|line| line.trim().starts_with(name)).unwrap();
    assert!(line("sequential").contains("no difference"), "{comparison}");
    assert!(line("threads").contains("3.0× faster"), "{comparison}");
    assert!(comparison.contains("The machines differ. Earlier: An Abacus"), "{comparison}");
}

#[test]
fn fewer_than_three_runs_are_not_judged() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    assert!(all_in(folder.path(), &["--out", "first"]).status.success());
    let (stdout, _) = texts(&all_in(folder.path(), &["--compare", "first/timings.json"]));
    let (_, comparison) = stdout.split_once("Compared with").unwrap();
    assert!(
        comparison.contains("1.0× ?") && comparison.contains("fewer than three"),
        "{comparison}"
    );
}

#[test]
fn timings_that_cannot_be_compared_are_refused_before_anything_runs() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    assert!(all_in(folder.path(), &["--quick", "--out", "quick"]).status.success());
    let json = fs::read_to_string(folder.path().join("quick/timings.json")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("older.json", &json.replacen("\"schema\": 3", "\"schema\": 2", 1));
    write("newer.json", &json.replacen("\"schema\": 3", "\"schema\": 4", 1));
    write("half.json", &json[..json.len() / 2]);
    fs::remove_file(folder.path().join("order")).unwrap();
    for (file, said) in [
        ("older.json", "its schema is 2, and this program reads schema 3"),
        ("newer.json", "its schema is 4, and this program reads schema 3"),
        ("half.json", "half.json cannot be used"),
        ("missing.json", "could not read missing.json"),
        ("quick/timings.json", "was measured with --quick"),
    ] {
        let output = all_in(folder.path(), &["--compare", file]);
        let (_, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(said), "{stderr}");
        assert!(!folder.path().join("order").exists(), "{file}: nothing is run for nothing");
    }
}
