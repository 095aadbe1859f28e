//! Chapter 12.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use end_to_end::program;
use predicates::str::contains;
use stopwatch::Report;
use tempfile::TempDir;

use crate::{run, run_to_any_end, texts, version};

const CHAPTER: &str = "chapter-12-report-pipeline";
const FILES: [&str; 2] = ["report.html", "report.xlsx"];

/// A folder for a report, and flags for a quick one of five regions in it.
struct Out(TempDir);

impl Out {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("out")
    }

    fn with<'a>(&'a self, path: &'a Path, flags: &[&'a str]) -> Vec<&'a str> {
        let few: &[&str] = if flags.contains(&"--reports") { &[] } else { &["--reports", "5"] };
        [few, &["--latency-ms", "5", "--out", path.to_str().unwrap()], flags].concat()
    }

    fn run(&self, flags: &[&str]) -> (String, Report) {
        run(CHAPTER, &self.with(&self.path(), flags))
    }

    fn run_to_any_end(&self, flags: &[&str]) -> (Output, Report) {
        run_to_any_end(CHAPTER, &self.with(&self.path(), flags))
    }

    /// The names of the files in the folder.
    fn names(&self) -> Vec<String> {
        names(&self.path())
    }

    fn page(&self) -> String {
        fs::read_to_string(self.path().join("report.html")).unwrap()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_default_run_leaves_a_failing_region_out_and_waits_for_a_slow_one() {
    let out = TempDir::new().unwrap();
    let (stdout, report) = run(CHAPTER, &["--out", out.path().to_str().unwrap()]);
    let left_out = "Left out: region 13 (the server answered 500 Internal Server Error).";
    assert!(stdout.contains(left_out) && stdout.contains("The report has 39 regions."), "{stdout}");
    for run in &report.versions {
        // The stages, and the two files: opened, and written to the end.
        assert_eq!(run.tasks.len(), 3 * 40 + 2, "{}", run.name);
        let slow = run.tasks.iter().find(|task| task.name == "fetch 7").unwrap();
        assert!(slow.end_s.unwrap() - slow.start_s >= 0.3, "{slow:?}");
    }
    assert_eq!(version(&report, "one-step-after-another").most_in_flight, 1);
    // Three stages at once make more than the downloading threads alone.
    let at_once = |name| version(&report, name).most_in_flight;
    assert!(at_once("pipeline") > 1 && at_once("parallel-steps") <= 8, "{stdout}");
    assert_eq!(stdout.matches("times the slowest stage").count(), 3, "{stdout}");
    assert_eq!(names(out.path()), FILES);
}

/// One region with a fault is left out, and named in the page and on the terminal, by all versions.
fn one_bad_region(fault: &str, reason: &str) {
    // Only a server that never answers should be given up on soon.
    let timeout = if fault == "hang" { "3" } else { "60" };
    let (out, fault) = (Out::new(), format!("3={fault}"));
    let (stdout, report) = out.run(&["--fault", &fault, "--timeout", timeout]);
    let left_out = format!("Left out: region 3 ({reason}");
    assert!(stdout.contains(&left_out), "{stdout}");
    assert!(out.page().contains(&left_out.replace('<', "&lt;").replace('>', "&gt;")), "{left_out}");
    let answer = &version(&report, "pipeline").answer;
    assert!(answer["left_out"]["3"].as_str().unwrap().starts_with(reason), "{answer}");
    assert_eq!(answer["regions"].as_object().unwrap().len(), 4, "{answer}");
}

#[test]
fn a_server_error_is_named() {
    one_bad_region("500", "the server answered 500 Internal Server Error");
}

#[test]
fn a_missing_report_is_named() {
    one_bad_region("404", "the server answered 404 Not Found");
}

#[test]
fn a_report_that_is_not_csv_is_named() {
    one_bad_region("garbage", "it is not a report: it begins with <p>");
}

#[test]
fn a_reset_connection_is_named() {
    one_bad_region("reset", "the connection failed (the server cut it off)");
}

#[test]
fn a_hanging_region_is_given_up_and_named() {
    one_bad_region("hang", "no answer within 3 s");
}

#[test]
fn a_slow_region_is_waited_for_and_not_left_out() {
    let out = Out::new();
    let (stdout, _) = out.run(&["--fault", "3=slow"]);
    assert!(stdout.contains("The report has 5 regions."), "{stdout}");
    assert!(!stdout.contains("Left out") && !out.page().contains("Left out"), "{stdout}");
}

#[test]
fn without_faults_nothing_is_left_out() {
    let out = Out::new();
    let (stdout, _) = out.run(&["--reports", "13", "--no-faults", "--only", "pipeline"]);
    assert!(stdout.contains("The report has 13 regions."), "{stdout}");
    let refused = program(CHAPTER).args(["--no-faults", "--fault", "3=500"]).assert();
    refused.code(2).stderr(contains("cannot be used with"));
}

#[test]
fn a_busy_server_is_asked_again_until_it_answers() {
    let out = Out::new();
    let flags = ["--max-in-flight", "1", "--workers", "3", "--only", "pipeline", "--no-faults"];
    let (stdout, _) = out.run(&[&["--reports", "4"], &flags[..]].concat());
    assert!(stdout.contains("The report has 4 regions."), "{stdout}");
}

#[test]
fn all_or_nothing_writes_nothing_when_a_region_fails_and_keeps_the_old_report() {
    let out = Out::new();
    let flags = ["--fault", "3=500", "--all-or-nothing"];
    let (output, report) = out.run_to_any_end(&flags);
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");
    let reason = "region 3: the server answered 500 Internal Server Error. So nothing was written";
    assert_eq!(stderr.matches(reason).count(), 3, "{stderr}");
    assert!(report.versions.iter().all(|run| run.answer.is_null()), "{report:?}");
    assert_eq!(out.names(), [""; 0]);

    for name in FILES {
        fs::write(out.path().join(name), "old").unwrap();
    }
    out.run_to_any_end(&flags);
    assert_eq!(out.page(), "old");
    out.run(&["--all-or-nothing", "--no-faults"]);
    assert!(out.page().starts_with("<!DOCTYPE html>"), "all is well, and so it is written");
}

#[test]
fn a_report_of_nothing_is_a_failure() {
    let out = Out::new();
    let (output, _) = out.run_to_any_end(&["--reports", "1", "--fault", "1=500"]);
    let (_, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("there is no region to report on; region 1: the server"), "{stderr}");
    assert_eq!(out.names(), [""; 0]);
}

#[test]
fn behind_a_slow_writer_four_wait_and_without_a_bound_many_do() {
    let out = Out::new();
    let waited = |bound: &[&str]| {
        let slow = ["--reports", "20", "--only", "pipeline", "--slow-writer", "100"];
        let (stdout, _) = out.run(&[&slow, bound].concat());
        let line = |end: &str| stdout.lines().find(|line| line.ends_with(end)).unwrap().to_owned();
        let words = line("waited to be written.");
        let numbers = words.split([' ', '(']).filter_map(|word| word.parse::<f64>().ok());
        let [reports, megabytes] = numbers.collect::<Vec<_>>()[..] else { panic!("{words}") };
        (reports as u32, megabytes)
    };
    let ((reports, megabytes), (more_reports, more_megabytes)) =
        (waited(&[]), waited(&["--bound", "none"]));
    assert_eq!(reports, 4);
    assert!(more_reports > 4 && more_megabytes > megabytes, "{more_reports}: {more_megabytes} MB");
    assert_eq!(waited(&["--bound", "1"]).0, 1);
}

#[test]
fn a_folder_that_takes_no_files_is_one_error_before_anything_runs() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    for out in [&file, &file.join("below")] {
        program(CHAPTER)
            .arg("--out")
            .arg(out)
            .assert()
            .code(1)
            .stdout("")
            .stderr(contains(format!("could not write into the folder {}", out.display())).count(1))
            .stderr(contains("Choose another with --out"));
    }
}

#[test]
fn predicting_makes_no_folder() {
    let out = Out::new();
    let (_, report) = out.run(&["--predict"]);
    assert!(!out.path().exists());
    let predicted = |name| version(&report, name).predicted_s.unwrap();
    assert!(predicted("pipeline") < predicted("parallel-steps"), "{report:?}");
    assert!(predicted("parallel-steps") < predicted("one-step-after-another"), "{report:?}");
}

/// Mounts a disk that is too small for the report, if this user may mount one.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_leaves_nothing() {
    use std::process::Command;

    let folder = TempDir::new().unwrap();
    let on_a_full_disk = |command: &str| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "--map-root-user", "sh", "-c"]);
        unshare.arg(format!("mkdir -p out && mount -t tmpfs -o size=64k none out && {command}"));
        unshare.current_dir(folder.path()).env("LC_ALL", "C.UTF-8");
        end_to_end::limited(unshare).output().unwrap()
    };
    if !on_a_full_disk("true").status.success() {
        return end_to_end::skip("mount", "this user may not mount a disk");
    }
    let chapter = end_to_end::path_of(CHAPTER).display();
    let output = on_a_full_disk(&format!(
        "{{ '{chapter}' --reports 5 --latency-ms 5 --out out; code=$?; ls out; exit $code; }}"
    ));
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");
    assert_eq!(stderr.matches("could not write out/report.xlsx: No space left").count(), 3);
    assert!(!stdout.contains("report.xlsx"), "nothing is left in the folder:\n{stdout}");
}

/// Kills the program with a signal while a slow writer is at work.
#[cfg(unix)]
fn kill_half_way(out: &Out, signal: &str) {
    use std::process::{Command, Stdio};

    let path = out.path();
    let flags = out.with(&path, &["--only", "pipeline", "--slow-writer", "5000"]);
    let mut chapter = end_to_end::program_that_minds_ctrl_c(CHAPTER);
    let mut child = end_to_end::start(chapter.args(flags).stdout(Stdio::piped()));
    // It prints that the version begins, and then creates its files.
    let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("=== pipeline") {
        line.clear();
        let length = std::io::BufRead::read_line(&mut stdout, &mut line).unwrap();
        assert!(length > 0, "it ended before its version began");
    }
    let parts = || names(&path).iter().filter(|name| name.ends_with(".part")).count();
    crate::wait_until("it creates its files", || parts() == 2);
    let kill = format!("kill -{signal} {}", child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    assert!(!child.wait().unwrap().success());
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_half_way_leaves_no_half_report_and_the_next_one_cleans_up() {
    for signal in ["INT", "TERM", "KILL"] {
        let out = Out::new();
        kill_half_way(&out, signal);
        let left = out.names();
        assert_eq!(left.len(), 2, "{left:?}");
        assert!(left.iter().all(|name| name.ends_with(".part")), "no report: {left:?}");
        out.run(&["--only", "pipeline", "--reports", "2"]);
        assert_eq!(out.names(), FILES, "{signal}");

        let old = FILES.map(|name| fs::read(out.path().join(name)).unwrap());
        kill_half_way(&out, signal);
        assert!(old == FILES.map(|name| fs::read(out.path().join(name)).unwrap()), "{signal}");
    }
}

#[test]
fn two_runs_into_one_folder_do_not_disturb_each_other() {
    let out = Out::new();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| out.run(&[]));
        }
    });
    assert_eq!(out.names(), FILES);
}

#[test]
fn a_bound_is_a_number_or_none() {
    for wrong in ["some", "-1", "501"] {
        let refused = program(CHAPTER).args(["--bound", wrong]).assert().code(2);
        refused.stderr(contains("expected a whole number from 1 to 500, or none"));
    }
}

#[test]
fn a_fault_for_a_region_that_does_not_report_is_refused_with_the_range() {
    for fault in ["6=500", "0=hang"] {
        program(CHAPTER)
            .args(["--reports", "5", "--fault", fault])
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains("is not a report from 1 to 5"));
    }
}

#[cfg(unix)]
#[test]
fn a_limit_on_open_files_is_named() {
    let mut chapter = end_to_end::program_under("-n 64", CHAPTER);
    let (_, stderr) = texts(&chapter.args(["--reports", "50"]).output().unwrap());
    assert!(stderr.contains("need 98 open files, and the limit is 64 (ulimit -n)"), "{stderr}");
}

/// The allocator takes addresses that were free when the room for threads was checked.
#[cfg(target_os = "linux")]
#[test]
fn a_limit_on_address_space_is_named() {
    let out = Out::new();
    let path = out.path();
    for _ in 0..5 {
        let mut command = end_to_end::program_under("-v 300000", CHAPTER);
        let flags = ["--workers", "64", "--reports", "64"];
        command.env_remove("MALLOC_ARENA_MAX").args(out.with(&path, &flags));
        command.assert().code(1).stderr(contains("MiB (ulimit -v)"));
    }
}

#[test]
fn a_report_that_is_open_in_another_program_is_replaced_all_the_same() {
    let out = Out::new();
    out.run(&["--only", "pipeline"]);
    let old = FILES.map(|name| fs::File::open(out.path().join(name)).unwrap());
    out.run(&["--only", "pipeline", "--reports", "2"]);
    assert_eq!(out.names(), FILES);
    drop(old);
}
