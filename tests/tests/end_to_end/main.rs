//! The programs as their readers meet them: every flag, fault and exit code, for real.

#![expect(clippy::unwrap_used, reason = "clippy knows test functions, not the helpers beside them")]

mod advise;
mod async_downloads;
mod book;
mod csv_files;
mod data_parallel;
mod every_chapter;
mod figures;
mod from_python;
mod guesses;
mod house;
mod http_threads;
mod learn;
mod mistakes;
mod model_scoring;
mod multiprocess;
#[cfg(unix)]
mod peers;
mod practice_api;
mod python;
mod report_pipeline;
mod rule_of_thumb;
mod sequential;
mod shared_memory;
mod simulator;
#[cfg(target_os = "linux")]
mod surroundings;
mod threads;
mod trace;
mod user_sessions;
mod xtask;
mod your_program;

use std::{
    process::Output,
    thread,
    time::{Duration, Instant},
};

use end_to_end::program;
use stopwatch::{Report, Run};

/// Runs a chapter that must succeed, and returns what it printed and what it exported.
fn run(chapter: &str, args: &[&str]) -> (String, Report) {
    let (output, report) = run_to_any_end(chapter, args);
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success(), "{}\n{stdout}\n{stderr}", output.status);
    (stdout, report)
}

/// Runs a chapter with longer and longer tasks, until this many overlap in a version: the last must
/// begin before the first has ended, and on a busy machine it takes a while to start hundreds of
/// threads.
fn run_long_enough(
    name: &str,
    tasks: usize,
    run: impl Fn(&str) -> (String, Report),
) -> (String, Report) {
    let overlap = |report: &Report| version(report, name).most_in_flight == tasks;
    let quick = ["0.5", "5"].iter().map(|seconds| run(seconds)).find(|(_, report)| overlap(report));
    quick.unwrap_or_else(|| run("30"))
}

/// Runs a chapter, however it ends.
fn run_to_any_end(chapter: &str, args: &[&str]) -> (Output, Report) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let output = program(chapter).args(args).arg("--export-json").arg(&file).output().unwrap();
    let report = Report::read(&file).unwrap_or_else(|error| panic!("{error:#}\n{output:?}"));
    (output, report)
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// A text in one line: it breaks its own where a terminal would end.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn version<'r>(report: &'r Report, name: &str) -> &'r Run {
    let version = report.versions.iter().find(|run| run.name == name);
    version.unwrap_or_else(|| panic!("there is no version {name} in {report:?}"))
}

/// Whether there is `script`, which runs a command in a terminal of its own.
#[cfg(target_os = "linux")]
fn has_script() -> bool {
    let found = std::process::Command::new("script").arg("--version").output().is_ok();
    if !found {
        end_to_end::skip("script", "it is not installed");
    }
    found
}

/// Waits until something is so, which must be soon, even where many programs compute at once.
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(300);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}: not within five minutes");
        thread::sleep(Duration::from_millis(20));
    }
}
