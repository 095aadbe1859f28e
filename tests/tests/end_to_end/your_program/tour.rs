//! Six small programs with one fault each.

use std::collections::BTreeSet;

use end_to_end::{program, skip};

use super::{
    CHAPTER,
    verdicts::{causes, is_drowned},
};
use crate::{run, surroundings::python, texts, version};

/// What the tour says of each program: the words under its headline.
fn sections(stdout: &str) -> Vec<(&str, &str)> {
    let sections = stdout.split("\n=== ").skip(1);
    sections.map(|section| section.split_once(' ').unwrap()).collect()
}

fn each_program_of_the_tour_has_its_fault(stdout: &str) {
    for (name, section) in sections(stdout) {
        let expected = match name {
            "turns" => "They take turns",
            "held-up" => "Its event loop is held up",
            "uneven" => "The work is shared out unevenly",
            "one-at-a-time" => "It waits for the network",
            "too-many" => "Too many threads",
            "deadlock" => "Nothing moves",
            other => panic!("which fault has {other}?"),
        };
        match causes(section) {
            causes if causes.is_empty() && is_drowned(section) => {
                skip("free-core", &format!("other programs had the cores, from {name}"));
            }
            causes => assert_eq!(causes, BTreeSet::from([expected]), "{section}"),
        }
    }
    assert_eq!(sections(stdout).len(), 6, "{stdout}");
}

#[test]
fn each_program_of_the_tour_in_rust_has_its_fault() {
    let folder = tempfile::tempdir().unwrap();
    let output = program(CHAPTER).env("PATH", folder.path()).output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success(), "{stdout}{stderr}");
    assert!(!stdout.contains("python"), "{stdout}");
    each_program_of_the_tour_has_its_fault(&stdout);
}

#[test]
fn each_program_of_the_tour_in_python_has_its_fault() {
    if python().is_none() {
        return;
    }
    let (stdout, report) = run(CHAPTER, &[]);
    assert!(stdout.contains("1 python3"), "{stdout}");
    each_program_of_the_tour_has_its_fault(&stdout);
    let turns = version(&report, "turns");
    let waits = |task: &&stopwatch::Task| task.name == "waiting for the GIL";
    assert!(turns.tasks.iter().filter(waits).count() > 1, "{turns:?}");
}
