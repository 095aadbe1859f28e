//! What stays the command's own: its input, its output, its signals, its exit code.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Command, Stdio},
};

use end_to_end::{limited, path_of, program, program_that_minds_ctrl_c, start, std_program};
use predicates::{prelude::*, str::contains};

use super::CHAPTER;

#[test]
fn a_command_that_a_signal_ends_has_the_exit_code_of_a_shell() {
    program(CHAPTER)
        .args(["sh", "-c", "sleep 0.3; kill -9 $$"])
        .assert()
        .code(137)
        .stderr(contains("SIGKILL").and(contains("Watched for")));
}

#[test]
fn ctrl_c_ends_the_command_and_the_picture_is_drawn() {
    let mut watching = program_that_minds_ctrl_c(CHAPTER);
    watching.args(["sh", "-c", "sleep 0.3; echo ready; exec sleep 60"]);
    let mut watching = start(watching.stdout(Stdio::piped()).stderr(Stdio::piped()));
    let mut line = String::new();
    BufReader::new(watching.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let id = watching.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let mut said = String::new();
    watching.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(watching.wait().unwrap().code(), Some(130), "{said}");
    assert!(said.contains("Watched for"), "{said}");
}

#[test]
fn nobody_has_to_look_at_the_picture() {
    let mut watching = std_program(CHAPTER);
    let mut watching =
        start(watching.args(["sh", "-c", "sleep 0.2; exit 7"]).stderr(Stdio::piped()));
    drop(watching.stderr.take());
    assert_eq!(watching.wait().unwrap().code(), Some(7));
}

#[test]
fn a_signal_that_was_ignored_stays_ignored_for_the_command() {
    let nohup = "trap '' HUP; exec \"$0\" sh -c 'kill -HUP $$; exit 4'";
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(nohup).arg(path_of(CHAPTER));
    limited(shell).assert().code(4);
}
