//! Small programs with one fault each.

use std::collections::{BTreeMap, BTreeSet};

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

/// Takes the tour until each of its programs has been seen to have its fault, and never another one. On a
/// busy machine a fault may go unseen, but not each time.
fn each_program_of_the_tour_has_its_fault(tour: impl Fn() -> String) {
    const TIMES: usize = 5;
    let mut unseen: BTreeMap<String, String> = BTreeMap::new();
    for time in 0..TIMES {
        let stdout = tour();
        assert_eq!(sections(&stdout).len(), 6, "{stdout}");
        for (name, section) in sections(&stdout) {
            let expected = match name {
                "turns" => "They take turns",
                "held-up" => "Its event loop is held up",
                "uneven" => "The work is shared out unevenly",
                "one-at-a-time" => "It waits for the network",
                "too-many" => "Too many threads",
                "deadlock" => "Nothing moves",
                other => panic!("which fault has {other}?"),
            };
            let causes = causes(section);
            if causes.is_empty() && time == 0 {
                unseen.insert(name.to_owned(), section.to_owned());
            } else if !causes.is_empty() {
                assert_eq!(causes, BTreeSet::from([expected]), "{section}");
                unseen.remove(name);
            }
        }
        if unseen.is_empty() {
            return;
        }
    }
    for (name, section) in unseen {
        assert!(is_drowned(&section), "{name}, {TIMES} times: {section}");
        skip("free-core", &format!("other programs had the cores, from {name}"));
    }
}

#[test]
fn each_program_of_the_tour_in_rust_has_its_fault() {
    let folder = tempfile::tempdir().unwrap();
    each_program_of_the_tour_has_its_fault(|| {
        let output = program(CHAPTER).env("PATH", folder.path()).output().unwrap();
        let (stdout, stderr) = texts(&output);
        assert!(output.status.success(), "{stdout}{stderr}");
        assert!(!stdout.contains("python"), "{stdout}");
        stdout
    });
}

#[test]
fn each_program_of_the_tour_in_python_has_its_fault() {
    if python().is_none() {
        return;
    }
    each_program_of_the_tour_has_its_fault(|| {
        let (stdout, report) = run(CHAPTER, &[]);
        assert!(stdout.contains("1 python3"), "{stdout}");
        let turns = version(&report, "turns");
        let waits = |task: &&stopwatch::Task| task.name == "waiting for the GIL";
        assert!(turns.tasks.iter().filter(waits).count() > 1, "{turns:?}");
        stdout
    });
}
