//! Commands that begin, end or multiply in ways of their own.

use std::{collections::BTreeSet, process::Command};

use end_to_end::{program, start};
use predicates::str::contains;
use stopwatch::{Report, Task};

use super::{
    CHAPTER,
    verdicts::{COMPUTES, causes},
    watched,
};
use crate::texts;

#[test]
fn what_never_ends_is_made_to_end_and_drawn() {
    let said = watched(&["--seconds", "0.5"], &["sleep", "600"]);
    assert!(said.contains("It had not ended after 0.5 s, and was made to end."), "{said}");
    assert!(said.contains("zzzzzz"), "{said}");
}

#[test]
fn who_ends_at_once_or_becomes_another_program_is_watched_to_the_end() {
    let is_too_short = || {
        let said = watched(&[], &["true"]);
        assert!(causes(&said).is_empty(), "{said}");
        said.contains("too short to tell") || said.contains("before anybody could")
    };
    // On a busy machine it may wait for a core for so long that it can be judged.
    assert!((0..10).any(|_| is_too_short()));
    let said = watched(&[], &["sh", "-c", "exec sleep 2"]);
    assert!(said.contains("\n  sleep  ") && said.contains("It sleeps"), "{said}");
}

#[test]
fn who_goes_on_in_the_background_is_not_waited_for() {
    let goes_on = "sleep 600 >/dev/null 2>&1 & echo $!; sleep 0.3";
    let output = program(CHAPTER).args(["sh", "-c", goes_on]).output().unwrap();
    let (background, said) = texts(&output);
    assert!(said.contains("Watched for"), "{said}");
    let ended = Command::new("kill").arg(background.trim()).status().unwrap();
    assert!(ended.success(), "it goes on");
}

#[test]
fn who_has_lost_its_parent_is_still_watched_and_is_no_zombie_in_the_end() {
    // The shell between them ends at once, so that the process that computes is nobody's child any
    // more. The command itself looks for it, and would find a process that nobody waits for.
    let command = format!(
        "id=$(sh -c '(sleep 0.2; {COMPUTES}; {COMPUTES}; {COMPUTES}) >/dev/null & echo $!')
         while kill -0 $id 2>/dev/null; do sleep 0.05; done"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let flags = ["--seconds", "60", "--export-json", file.to_str().unwrap()];
    let said = watched(&flags, &["sh", "-c", &command]);
    assert!(!said.contains("It had not ended"), "{said}");
    let run = &Report::read(&file).unwrap().versions[0];
    // Of all the shells only that one and the command live for long.
    let tasks_at = |is_then: &dyn Fn(&Task) -> bool| -> BTreeSet<&str> {
        let then = run.tasks.iter().filter(|task| is_then(task));
        then.map(|task| task.lane.as_str()).filter(|lane| lane.ends_with(" sh")).collect()
    };
    let wall_s = run.wall_s.unwrap();
    let early = tasks_at(&|task| task.start_s < 0.4 * wall_s);
    let late = tasks_at(&|task| task.end_s > Some(0.7 * wall_s));
    let long: Vec<_> = early.intersection(&late).collect();
    assert_eq!(long.len(), 2, "{long:?}\n{said}");
}

#[test]
fn a_process_that_runs_already_can_be_watched() {
    let computing = start(Command::new("sh").args(["-c", "while :; do :; done"]));
    let id = computing.id().to_string();
    let said = watched(&["--attach", &id, "--seconds", "0.6"], &[]);
    assert!(said.contains("process ") && said.contains("Watched for "), "{said}");
    assert!(causes(&said).is_empty(), "{said}");
    drop(computing);
    program(CHAPTER)
        .args(["--attach", &id])
        .assert()
        .code(1)
        .stderr(contains(format!("there is no process {id}")));
}
