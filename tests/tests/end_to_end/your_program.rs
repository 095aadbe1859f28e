//! Chapter 14.

#[cfg(target_os = "linux")]
mod bad_input;
#[cfg(target_os = "linux")]
mod endings;
#[cfg(target_os = "linux")]
mod exports;
#[cfg(target_os = "linux")]
mod from_python;
#[cfg(target_os = "linux")]
mod passed_through;
#[cfg(target_os = "linux")]
mod pictures;
#[cfg(target_os = "linux")]
mod tour;
#[cfg(target_os = "linux")]
mod verdicts;

use end_to_end::program;
use predicates::{prelude::*, str::contains};

const CHAPTER: &str = "chapter-14-your-program";

/// What is said about a command.
#[cfg(target_os = "linux")]
fn watched(flags: &[&str], command: &[&str]) -> String {
    let output = program(CHAPTER).args(flags).args(command).output().unwrap();
    crate::texts(&output).1
}

#[test]
fn a_command_that_is_missing_has_the_exit_code_of_a_shell() {
    program(CHAPTER)
        .arg("no-such-command")
        .assert()
        .code(127)
        .stdout("")
        .stderr(contains("could not start no-such-command: ").and(contains("on your PATH?")));
}

#[test]
fn a_command_and_a_process_to_watch_are_one_too_many() {
    program(CHAPTER).args(["--attach", "1", "true"]).assert().code(2).stdout("");
    for wrong in ["0", "-1", "many", "99999999"] {
        program(CHAPTER)
            .args(["--attach", wrong])
            .assert()
            .code(2)
            .stderr(contains("from 1 to 4,194,304"));
    }
}

#[cfg(unix)]
#[test]
fn the_output_and_the_exit_code_of_the_command_stay_as_they_are() {
    program(CHAPTER)
        .args(["sh", "-c", "read line; echo \"$line, $1\"; exit 7", "sh", "--fast"])
        .write_stdin("hello\n")
        .assert()
        .code(7)
        .stdout("hello, --fast\n")
        .stderr(contains("The command failed: exit status: 7"));
}

#[cfg(unix)]
#[test]
fn a_folder_is_no_command() {
    program(CHAPTER)
        .arg("./crates")
        .assert()
        .code(126)
        .stderr(contains("could not start ./crates"));
}
