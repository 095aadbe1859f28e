//! What every chapter does alike: flags, exit codes, closed pipes, exports.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use cargo_metadata::Package;
use end_to_end::{chapters, program, quick_flags, start, std_program};
use predicates::{prelude::*, str::contains};
use serde_json::Value;
use stopwatch::Report;

use crate::{run, texts};

/// A chapter with all its versions, and with the flags that make it quick.
struct Chapter {
    name: &'static str,
    quick: Vec<&'static str>,
    versions: Vec<String>,
}

/// All chapters, as Cargo and the chapters themselves describe them.
fn every_chapter() -> &'static [Chapter] {
    static CHAPTERS: OnceLock<Vec<Chapter>> = OnceLock::new();
    CHAPTERS.get_or_init(|| {
        let chapter = |package: &'static Package| {
            let (name, quick) = (package.name.as_str(), quick_flags(package));
            let (_, predicted) = run(name, &[&quick[..], &["--predict"]].concat());
            Chapter { name, quick, versions: names(predicted) }
        };
        chapters().into_iter().map(chapter).collect()
    })
}

/// The versions of a report, with those at the end that could not run here.
fn names(report: Report) -> Vec<String> {
    let run = report.versions.into_iter().map(|run| run.name);
    run.chain(report.skipped.into_iter().map(|skipped| skipped.name)).collect()
}

/// The flags of a chapter that take a number, as its help shows them, each with whether it takes zero.
fn flags_with_numbers(chapter: &str) -> Vec<(String, bool)> {
    let help = program(chapter).arg("--help").output().unwrap();
    let (help, _) = texts(&help);
    let mut of_the_api = false;
    let mut flags = Vec::new();
    for line in help.lines() {
        if line.ends_with(':') {
            of_the_api = line == "The practice API:";
        }
        let mut words = line.split_whitespace();
        if let (Some(flag), Some("<N>" | "<S>" | "<MS>")) = (words.next(), words.next()) {
            // A server may answer at once.
            let may_be_zero = of_the_api && flag == "--latency-ms";
            flags.push((flag.to_owned(), may_be_zero));
        }
    }
    flags
}

#[test]
fn every_number_refuses_zero_and_the_absurd_and_names_its_range() {
    for chapter in every_chapter() {
        let flags = flags_with_numbers(chapter.name);
        assert!(!flags.is_empty(), "{} has no number to change", chapter.name);
        for (flag, may_be_zero) in flags {
            let zero = (!may_be_zero).then_some("0");
            for value in ["-1", "99999999999999999999", "many"].into_iter().chain(zero) {
                let refusal = program(chapter.name).args([&flag, value]).assert().code(2);
                refusal.stderr(contains(&flag).and(contains(" from ")));
            }
        }
    }
}

/// Too little to begin, for a server, or for some of the threads. What is refused, and what dies of it,
/// differs from chapter to chapter and from run to run.
#[cfg(target_os = "linux")]
#[test]
fn a_program_that_finds_no_memory_names_the_limit() {
    for Chapter { name: chapter, quick, .. } in every_chapter() {
        for limit in ["20000", "60000", "100000", "300000"] {
            let mut command = end_to_end::program_under(&format!("-v {limit}"), chapter);
            // As for readers: the allocator reserves addresses for every thread.
            command.env_remove("MALLOC_ARENA_MAX").env("RUST_BACKTRACE", "1");
            let output = command.args(quick).output().unwrap();
            let (_, stderr) = texts(&output);
            let is_told = output.status.code() == Some(1) && stderr.contains("(ulimit -v)");
            assert!(output.status.success() || is_told, "{chapter} {limit}: {output:?}");
        }
    }
}

#[test]
fn an_unknown_version_is_refused_with_the_known_ones() {
    for chapter in every_chapter() {
        program(chapter.name)
            .args(["--only", "everything"])
            .assert()
            .code(2)
            .stderr(contains(format!("possible values: {}]", chapter.versions.join(", "))));
    }
}

#[test]
fn an_unknown_flag_is_a_usage_error() {
    for Chapter { name: chapter, .. } in every_chapter() {
        program(chapter).arg("--fast").assert().code(2).stdout("");
    }
}

#[test]
fn only_runs_what_it_names() {
    for Chapter { name: chapter, quick, versions } in every_chapter() {
        let first = versions[0].as_str();
        let flags = [quick, &["--only", first][..]].concat();
        let (_, report) = run(chapter, &flags);
        assert_eq!(names(report), [first], "{chapter}");
    }
}

#[test]
fn the_report_has_every_version_with_the_same_answer() {
    for Chapter { name: chapter, quick, versions } in every_chapter() {
        let (_, report) = run(chapter, quick);
        assert_eq!(report.chapter, *chapter);
        assert!(report.versions.first().is_none_or(|first| first.baseline == versions[0]));
        for job in report.jobs() {
            let answers: Vec<&Value> =
                job.iter().map(|run| &run.answer).filter(|answer| !answer.is_null()).collect();
            assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{chapter} {job:?}");
        }
        for run in &report.versions {
            assert!(run.wall_s > Some(0.0) && run.failures.is_empty(), "{chapter} {run:?}");
        }
    }
}

#[test]
fn predicting_runs_nothing() {
    for Chapter { name: chapter, quick, .. } in every_chapter() {
        let (stdout, report) = run(chapter, &[quick, &["--predict"][..]].concat());
        assert!(!stdout.contains("==="), "{stdout}");
        for run in &report.versions {
            assert!(run.predicted_s.is_none_or(|seconds| seconds > 0.0), "{chapter} {run:?}");
            assert_eq!((run.wall_s, run.tasks.len()), (None, 0), "{chapter} {run:?}");
        }
    }
}

#[test]
fn plain_characters_are_all_ascii() {
    for Chapter { name: chapter, quick, .. } in every_chapter() {
        let (stdout, _) = run(chapter, &[quick, &["--ascii"][..]].concat());
        assert!(stdout.is_ascii(), "{stdout}");
        assert!(stdout.contains("Time ->"), "{stdout}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_without_unicode_gets_plain_characters() {
    let Chapter { name: chapter, quick, .. } = &every_chapter()[0];
    let command = format!("{} {}", end_to_end::path_of(chapter).display(), quick.join(" "));
    if !crate::has_script() {
        return;
    }
    let in_locale = |locale| {
        let mut script = end_to_end::limited(Command::new("script"));
        script.args(["-qec", &command, "/dev/null"]).env("LC_ALL", locale).env("TERM", "xterm");
        String::from_utf8(script.output().unwrap().stdout).unwrap()
    };
    assert!(in_locale("C").is_ascii());
    assert!(in_locale("C").contains("Time ->"));
    assert!(in_locale("C.UTF-8").contains("Time →"));
}

#[test]
fn timeline_and_table_fit_the_terminal() {
    for columns in [80, 200] {
        for Chapter { name: chapter, quick, .. } in every_chapter() {
            let columns_of_env = columns.to_string();
            let output =
                program(chapter).args(quick).env("COLUMNS", columns_of_env).output().unwrap();
            let stdout = String::from_utf8(output.stdout).unwrap();
            let (_, drawn) = stdout.split_once("Time →").unwrap();
            let (drawn, _) = drawn.split_once("└").unwrap();
            let widest = drawn.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= columns, "{widest} > {columns}:\n{stdout}");
            assert!(widest > columns / 2, "{widest} of {columns}:\n{stdout}");
        }
    }
}

#[test]
fn an_export_into_a_missing_folder_is_refused_before_anything_runs() {
    for Chapter { name: chapter, .. } in every_chapter() {
        program(chapter)
            .args(["--export-json", "no/such/folder/report.json"])
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains("there is no folder no/such/folder"));
    }
}

/// `/dev/full` is a disk without room that every Linux has.
#[cfg(target_os = "linux")]
#[test]
fn an_export_to_a_full_disk_fails_after_everything_was_shown() {
    for Chapter { name: chapter, quick, .. } in every_chapter() {
        program(chapter)
            .args(quick)
            .args(["--export-json", "/dev/full"])
            .assert()
            .code(1)
            .stdout(contains("speedup"))
            .stderr(contains("could not write /dev/full: No space left"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_to_a_full_disk_fails_with_the_reason() {
    for Chapter { name: chapter, quick, .. } in every_chapter() {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = std_program(chapter).args(quick).stdout(full).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{chapter}");
        assert!(stderr.contains("could not write to stdout: No space left"), "{stderr}");
    }
}

/// Starts a program, takes one line of what it prints, and closes the pipe, as `head -1` does.
fn head_1(command: &mut Command) -> Output {
    let mut child = start(command.stdout(Stdio::piped()).stderr(Stdio::piped()));
    let mut line = String::new();
    BufReader::with_capacity(1, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.output().unwrap()
}

#[test]
fn a_reader_that_has_gone_costs_neither_the_export_nor_a_word() {
    for Chapter { name: chapter, quick, versions } in every_chapter() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.json");
        let output = head_1(std_program(chapter).args(quick).arg("--export-json").arg(&file));
        assert!(output.status.success(), "{chapter}: {output:?}");
        assert_eq!(texts(&output).1, "", "{chapter}");
        let (mut ran, mut versions) = (names(Report::read(&file).unwrap()), versions.clone());
        ran.sort_unstable();
        versions.sort_unstable();
        assert_eq!(ran, versions, "{chapter}");
    }
}

#[test]
fn a_failure_stays_one_when_its_reader_has_gone() {
    let chapter = "chapter-03-http-threads";
    let fails = ["--only", "sequential", "--latency-ms", "1", "--fault", "3=garbage"];
    let output = head_1(std_program(chapter).args(fails));
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(texts(&output).1.contains("Error: `sequential` failed"), "{output:?}");

    // Like `2>&1 | head -1`, but without the one line.
    let mut failing = std_program(chapter);
    let mut child = start(failing.args(fails).stdout(Stdio::piped()).stderr(Stdio::piped()));
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

/// Whoever started it holds its stdin; when that is closed, a program that would wait for three minutes
/// ends at once.
#[test]
fn a_chapter_ends_with_the_program_that_started_it() {
    let mut waiting = std_program("chapter-01-sequential");
    waiting.args(["--seconds", "60", "--end-with-stdin"]).stdin(Stdio::piped());
    let mut child = start(waiting.stdout(Stdio::piped()));
    drop(child.stdin.take());
    let output = child.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(!texts(&output).0.contains("Finished task"), "{output:?}");
}

/// So does a version in a process of its own, when the chapter itself is killed.
#[cfg(target_os = "linux")]
#[test]
fn a_version_in_a_process_of_its_own_ends_with_its_chapter() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let mut waiting = std_program("chapter-07-async-downloads");
    waiting
        .args(["--only", "tokio", "--waits", "1", "--seconds", "60", "--export-json"])
        .arg(&file);
    let mut child = start(waiting.stdout(Stdio::null()));
    let processes = || {
        let commands = fs::read_dir("/proc")
            .unwrap()
            .filter_map(|process| fs::read_to_string(process.ok()?.path().join("cmdline")).ok());
        commands.filter(|command| command.contains(file.to_str().unwrap())).count()
    };
    crate::wait_until("it starts a process", || processes() == 2);
    child.kill().unwrap();
    child.wait().unwrap();
    crate::wait_until("that one ends as well", || processes() == 0);
}

#[test]
fn an_export_replaces_an_older_one_whole() {
    let Chapter { name: chapter, quick, .. } = &every_chapter()[0];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    fs::write(&file, "x".repeat(100_000)).unwrap();
    program(chapter).args(quick).arg("--export-json").arg(&file).assert().success();
    assert_eq!(Report::read(&file).unwrap().chapter, *chapter);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
}

#[test]
fn help_and_version_are_there() {
    for Chapter { name: chapter, .. } in every_chapter() {
        program(chapter).arg("--help").assert().success().stdout(contains("--export-json"));
        program(chapter).arg("--version").assert().success().stdout(contains(*chapter));
    }
}
