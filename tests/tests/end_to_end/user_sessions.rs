//! Chapter 10.

use std::{fs, path::PathBuf};

use end_to_end::program;
use predicates::{prelude::*, str::contains};
use tempfile::TempDir;

use crate::{run, run_to_any_end, texts, version};

const CHAPTER: &str = "chapter-10-user-sessions";

/// One user in three zones, and another one; the fourth line comes exactly half an hour after the
/// third.
const LOG: &str = "user,time,page,value
1,2026-03-01T09:15:00+02:00,home,
1,2026-02-28T23:40:00-08:00,checkout,12.50
2,2026-03-01T23:59:59Z,checkout,
1,2026-03-01T08:10:00Z,checkout,0.07
";

fn log(text: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log.csv");
    fs::write(&file, text).unwrap();
    (folder, file)
}

#[test]
fn versions_of_both_jobs_have_one_answer_and_the_threads_overlap() {
    let (_, report) = run(CHAPTER, &["--rows", "400000", "--workers", "2"]);
    let answer = |name| &version(&report, name).answer;
    for name in ["threads-by-user", "one-big-lock", "rayon"] {
        assert_eq!(answer(name), answer("sequential"), "{name}");
        assert!(version(&report, name).most_in_flight >= 2, "{name}");
    }
    assert_eq!(answer("file-rayon"), answer("file-sequential"));
    assert_eq!(version(&report, "file-rayon").baseline, "file-sequential");
    let tasks = |name| -> Vec<&str> {
        version(&report, name).tasks.iter().map(|task| task.name.as_str()).collect()
    };
    assert_eq!(tasks("sequential"), ["all users"]);
    let mut owners = tasks("threads-by-user");
    owners.sort_unstable();
    assert_eq!(owners, ["users 1 of 2", "users 2 of 2"]);
    assert_eq!(tasks("one-big-lock"), ["waiting and adding", "waiting and adding", "all users"]);
}

#[test]
fn zones_silence_and_money_are_exact_for_every_user() {
    let (folder, file) = log(LOG);
    let users = folder.path().join("users.csv");
    let asked = |flags: &[&str]| {
        let mut all = vec!["--input", file.to_str().unwrap()];
        all.extend(["--export-users", users.to_str().unwrap()]);
        let (stdout, _) = run(CHAPTER, &[&all, flags].concat());
        (stdout, fs::read_to_string(&users).unwrap())
    };
    let columns = "user,sessions,length_s,conversions,paid_cents\n";
    let (stdout, users) = asked(&[]);
    assert!(stdout.contains("4 events of 2 users in 3 sessions: 2 converted"), "{stdout}");
    assert!(stdout.contains("The busiest hour began at 7:00 UTC: 2 events."), "{stdout}");
    assert_eq!(users, format!("{columns}1,2,1500,2,1257\n2,1,0,0,0\n"));
    let (_, users) = asked(&["--silence-minutes", "31", "--only", "file-rayon"]);
    assert_eq!(users, format!("{columns}1,1,3300,1,1257\n2,1,0,0,0\n"));
}

#[test]
fn a_messy_log_names_its_bad_lines_and_the_rest_is_right() {
    let (stdout, report) = run(CHAPTER, &["--messy", "--rows", "20000"]);
    assert!(stdout.contains("19 lines left out, for being no events:"), "{stdout}");
    for words in [
        "line 1010: the user `n/a` is no whole number",
        "line 2019: it should have 4 cells, and has 3",
        "line 3028: the user is empty",
        "and 9 more",
        "19,981 events of",
    ] {
        assert_eq!(stdout.matches(words).count(), 1, "{words}\n{stdout}");
    }
    assert!(report.versions.iter().all(|run| run.failures.is_empty()), "{report:?}");

    let (whole_way, _) = run(CHAPTER, &["--messy", "--rows", "20000", "--only", "file-rayon"]);
    let lines = |stdout: &str| -> Vec<String> {
        stdout.lines().filter(|line| line.starts_with("  line ")).map(str::to_owned).collect()
    };
    assert_eq!(lines(&whole_way), lines(&stdout));
    assert_eq!(lines(&stdout).len(), 10);
}

#[test]
fn strict_stops_at_the_first_bad_line() {
    let said = contains("-messy-1.csv, line 1010: the user `n/a` is no whole number");
    let strict = ["--messy", "--rows", "20000", "--strict"];
    let refused = program(CHAPTER).args(strict).assert().code(1).stderr(said.clone());
    refused.stdout(contains("===").not());

    let (output, report) =
        run_to_any_end(CHAPTER, &[&strict[..], &["--only", "file-rayon"]].concat());
    assert_eq!(output.status.code(), Some(1));
    assert!(said.eval(&texts(&output).1), "{output:?}");
    assert_eq!(version(&report, "file-rayon").failures.len(), 1);

    let (_folder, file) = log(LOG);
    program(CHAPTER).arg("--strict").arg("--input").arg(file).assert().success();
}

#[test]
fn what_is_no_log_is_named_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    for (text, said) in [
        (Some(b"".as_slice()), "it is empty"),
        (Some(b"user,page,time,value\n"), "should be `user,time,page,value`, and is `user,page"),
        (Some(b"\xFF\xFEu\0s\0e\0r\0"), "should be `user,time,page,value`"),
        (None, "No such file"),
    ] {
        let file = folder.path().join(if text.is_some() { "log.csv" } else { "missing.csv" });
        if let Some(text) = text {
            fs::write(&file, text).unwrap();
        }
        let name = format!("could not read {}", file.display());
        let refused = program(CHAPTER).arg("--input").arg(&file).assert().code(1);
        refused.stderr(contains(name).and(contains(said)));
    }
    let refused = program(CHAPTER).arg("--input").arg(folder.path()).assert().code(1);
    refused.stderr(contains("it is a folder"));
}

#[test]
fn columns_alone_have_an_answer() {
    let (_folder, file) = log("user,time,page,value\r\n");
    let (stdout, _) = run(CHAPTER, &["--input", file.to_str().unwrap()]);
    assert!(stdout.contains("0 events of 0 users in 0 sessions"), "{stdout}");
}

#[test]
fn ones_own_log_and_a_made_one_exclude_each_other() {
    for flags in [["--rows", "5"].as_slice(), &["--messy"]] {
        let both = program(CHAPTER).args(["--input", "log.csv"]).args(flags).assert().code(2);
        both.stderr(contains("cannot be used with"));
    }
}

/// `/dev/full` is a disk without room that every Linux has.
#[cfg(target_os = "linux")]
#[test]
fn users_that_cannot_be_written_are_an_error_after_everything_was_shown() {
    let flags = ["--rows", "2000", "--export-users", "/dev/full"];
    let (output, report) = run_to_any_end(CHAPTER, &flags);
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.contains("could not write /dev/full: No space left"), "{stderr}");
    assert!(stdout.contains("at once"), "{stdout}");
    assert_eq!(report.versions.len(), 6);
}
