//! The rows of threads, in the terminal and in the report.

use std::collections::BTreeSet;

use end_to_end::program;
use stopwatch::Report;

use super::{CHAPTER, verdicts::COMPUTES, watched};
use crate::{surroundings::python, texts};

#[test]
fn the_report_has_a_row_for_each_thread_with_its_states() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    program(CHAPTER)
        .arg("--export-json")
        .arg(&file)
        .args(["sh", "-c", &format!("{COMPUTES}; sleep 0.3")])
        .assert()
        .success();
    let report = Report::read(&file).unwrap();
    let [run] = &report.versions[..] else { panic!("{report:?}") };
    let lanes: BTreeSet<&str> = run.tasks.iter().map(|task| task.lane.as_str()).collect();
    assert_eq!(lanes, BTreeSet::from(["1 sh", "2 sleep"]));
    let names: BTreeSet<&str> = run.tasks.iter().map(|task| task.name.as_str()).collect();
    for name in ["child process", "asleep"] {
        assert!(names.contains(name), "{names:?}");
    }
    // Whether it had a core to compute on is for the machine to say.
    assert!(["computing", "ready, no core"].iter().any(|name| names.contains(name)), "{names:?}");
    assert!(run.cpu_s > Some(0.05), "{run:?}");
}

#[test]
fn a_thousand_threads_are_summed_up() {
    let Some(python) = python() else { return };
    let many = "
import threading, time
threads = [threading.Thread(target=time.sleep, args=(2,)) for _ in range(1000)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
";
    let said = watched(&["--ascii"], &[&python, "-c", many]);
    let said_at_once = said.replace('\n', " ");
    assert!(said_at_once.contains("1,001 threads in 1 process"), "{said}");
    assert!(said.contains("asleep"), "{said}");
    assert!(said.lines().count() < 60 && said.is_ascii(), "{said}");
}

#[test]
fn pictures_fit_the_terminal() {
    for width in [80, 200] {
        let output = program(CHAPTER)
            .args(["sh", "-c", "sleep 0.4"])
            .env("COLUMNS", width.to_string())
            .output()
            .unwrap();
        let (_, said) = texts(&output);
        let widest = said.lines().map(|line| line.chars().count()).max().unwrap();
        assert!((width / 2..=width).contains(&widest), "{said}");
    }
}
