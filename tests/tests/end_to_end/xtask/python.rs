//! `--python`, with programs that answer as a Python would, so that none is needed, and with a real
//! one.

#[cfg(unix)]
mod stand_ins;

use std::process::Command;

use end_to_end::{program, workspace};
use predicates::str::contains;
use stopwatch::report::RUST;

use super::timings;
use crate::{
    python::found::{PYTHON, has_python},
    texts,
};

/// Runs chapters in both languages; the runs of each chapter, by language.
fn both(args: &[&str]) -> Vec<(String, serde_json::Value)> {
    let out = tempfile::tempdir().unwrap();
    let output = program("xtask")
        .args(args)
        .args(["--quick", "--python", PYTHON, "--out"])
        .arg(out.path())
        .output()
        .unwrap();
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success(), "{stdout}\n{stderr}");
    assert!(stdout.contains("language") && stdout.contains("Rust"), "{stdout}");
    let timings = timings(out.path());
    let chapters = timings["chapters"].as_array().unwrap().iter();
    chapters
        .map(|it| (it["language"].as_str().unwrap().to_owned(), it["reports"].clone()))
        .collect()
}

#[test]
fn the_real_python_does_the_same_work_and_has_the_same_answers() {
    if !has_python() {
        return;
    }
    for (chapter, tasks) in [("2", 5), ("4", 16)] {
        let measured = both(&["run", chapter]);
        let [(rust, in_rust), (language, in_python)] = measured.as_slice() else {
            panic!("{measured:?}");
        };
        assert!(rust == RUST && language.contains(" 3."), "{language}");
        assert_eq!(in_python[0]["language"], *language);
        for version in ["sequential", "threads"] {
            let run = |reports: &serde_json::Value| {
                let versions = reports[0]["versions"].as_array().unwrap().iter();
                versions.clone().find(|run| run["name"] == version).unwrap().clone()
            };
            let (in_rust, in_python) = (run(in_rust), run(in_python));
            assert_eq!(in_rust["answer"], in_python["answer"]);
            assert_eq!(in_python["tasks"].as_array().unwrap().len(), tasks);
            assert!(in_python["wall_s"].as_f64() > Some(0.0), "{in_python}");
        }
    }
}

#[test]
fn several_runs_of_a_script_compare_each_version_with_its_own_baseline() {
    if !has_python() {
        return;
    }
    let measured = both(&["run", "2", "--runs", "2"]);
    let reports = measured[1].1.as_array().unwrap();
    assert_eq!(reports.len(), 2);
    for report in reports {
        let runs = report["versions"].as_array().unwrap().iter();
        let names: Vec<_> = runs.map(|run| (&run["name"], &run["baseline"])).collect();
        let expected = ["sequential", "threads", "pool"].map(|name| (name, "sequential"));
        assert_eq!(names.len(), expected.len());
        for ((name, baseline), expected) in names.into_iter().zip(expected) {
            assert_eq!((name.as_str().unwrap(), baseline.as_str().unwrap()), expected);
        }
    }
}

/// Chapters that download start a server in Rust; their scripts need one, too.
#[test]
fn a_script_that_downloads_finds_a_server() {
    if !has_python() {
        return;
    }
    let measured = both(&["all", "--only", "3"]);
    assert_eq!(measured.len(), 2);
    assert!(measured[1].1[0]["versions"][0]["answer"] == measured[0].1[0]["versions"][0]["answer"]);
}

#[test]
fn a_chapter_is_not_taken_for_an_interpreter() {
    let refused = program("xtask").args(["run", "--python", "4"]).assert();
    refused.code(2).stderr(contains("cargo xtask run 4 --python"));
}

/// With `--quick`, every script is given the flags that its chapter's Cargo.toml says.
#[test]
fn every_script_has_the_flags_that_it_is_given() {
    if !has_python() {
        return;
    }
    for chapter in end_to_end::chapters() {
        let word = chapter.name.trim_start_matches("chapter-").replace('-', "_");
        let script = workspace().join(format!("chapters/python/{word}.py"));
        if !script.exists() {
            continue;
        }
        let flags = |list: &serde_json::Value| -> Vec<String> {
            let words = list.as_array().into_iter().flatten().map(|word| word.as_str().unwrap());
            words.filter(|word| word.starts_with("--")).map(str::to_owned).collect()
        };
        let about = &chapter.metadata["chapter"];
        let python = &about["python"];
        let others = [flags(&python["server"]), flags(&python["lacks"])].concat();
        let given = [&about["quick"], &python["sizes"], &python["flags"]].map(flags).concat();
        let help = Command::new(PYTHON).arg(script).arg("--help").output().unwrap();
        let (help, _) = texts(&help);
        for flag in given.iter().filter(|flag| !others.contains(flag)) {
            assert!(help.contains(flag), "{} has no {flag}:\n{help}", chapter.name);
        }
        assert!(python["server"].is_null() || help.contains("--base-url"), "{}", chapter.name);
    }
}
