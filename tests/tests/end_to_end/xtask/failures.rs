//! Whatever fails is named, and nothing else is lost.

use std::{fs, process::Stdio};

#[cfg(target_os = "linux")]
use end_to_end::{limited, path_of, skip};
use end_to_end::{start, std_program};
use serde_json::Value;

use super::{GOOD, all_in, chapter, small_workspace, timings, varying};
use crate::texts;

#[test]
fn chapters_that_fail_are_named_with_their_reasons_and_the_others_are_kept() {
    let folder = small_workspace(&[
        ("chapter-01-good", GOOD),
        ("chapter-02-unbuildable", "fn main() { this is not Rust }"),
        ("chapter-03-crash", "fn main() { std::process::abort() }"),
        (
            "chapter-04-garbage",
            r#"
            fn main() {
                let file = std::env::args().last().unwrap();
                std::fs::write(file, "{\"schema\": 2, \"chapter\":").unwrap();
            }"#,
        ),
        (
            "chapter-05-newer",
            r#"
            fn main() {
                let file = std::env::args().last().unwrap();
                std::fs::write(file, "{\"schema\": 3}").unwrap();
            }"#,
        ),
        ("chapter-06-silent", "fn main() {}"),
        ("chapter-07-other", &GOOD.replace("chapter-01-good", "chapter-99-other")),
        ("chapter-08-error", r#"fn main() -> Result<(), &'static str> { Err("no luck today") }"#),
    ]);
    let output = all_in(folder.path(), &[]);
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");

    let (_, error) = stderr.split_once("Error: 7 of 8 chapters failed").unwrap();
    for (name, reason) in [
        ("chapter-02-unbuildable", "it does not build"),
        ("chapter-03-crash", if cfg!(unix) { "SIGABRT" } else { "exit code" }),
        ("chapter-04-garbage", "it left no report"),
        ("chapter-05-newer", "its schema is 3"),
        ("chapter-06-silent", "it left no report"),
        ("chapter-07-other", "its report is not one of chapter-07-other"),
        ("chapter-08-error", "no luck today"),
    ] {
        let line = error.lines().find(|line| line.contains(name)).unwrap();
        assert!(line.contains(reason), "{line}");
        assert!(stdout.contains(&format!("{name}: failed")), "{stdout}");
        for file in ["timings.csv", "timings.md"] {
            let text = fs::read_to_string(folder.path().join("target/timings").join(file)).unwrap();
            let line = text.lines().find(|line| line.contains(name) && line.contains(reason));
            assert!(line.is_some(), "{file} does not say why {name} failed:\n{text}");
        }
    }

    let timings = timings(&folder.path().join("target/timings"));
    assert_eq!(timings["chapters"].as_array().unwrap().len(), 8);
    assert_eq!(chapter(&timings, "chapter-07-other")["reports"], Value::Array(Vec::new()));
    let good = &chapter(&timings, "chapter-01-good")["reports"][0]["versions"][0];
    assert_eq!(good["wall_s"], 0.5);
}

#[test]
fn a_chapter_that_hangs_is_ended_and_the_next_one_runs() {
    let folder = small_workspace(&[
        ("chapter-01-hang", "fn main() { loop { std::thread::park() } }"),
        ("chapter-02-good", &GOOD.replace("chapter-01-good", "chapter-02-good")),
    ]);
    let output = all_in(folder.path(), &["--timeout", "2"]);
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");
    assert!(stderr.contains("chapter-01-hang: still running after 2 s"), "{stderr}");
    assert!(stdout.contains("0.5 s"), "{stdout}");
}

#[test]
fn answers_that_differ_between_processes_are_a_failure() {
    let folder = varying("[0.5, 0.5, 0.5]", "{name:?}");
    let (_, stderr) = texts(&all_in(folder.path(), &["--runs", "2"]));
    assert!(stderr.contains("threads: its answer is not that of `sequential`"), "{stderr}");
    assert!(!stderr.contains("sequential: its answer"), "{stderr}");
}

#[test]
fn a_version_that_does_not_wait_for_its_tasks_is_not_called_fast() {
    let waits_for_nobody = GOOD.replace(
        r#""tasks": []}]}"#,
        r#""tasks": [{"name": "a", "lane": "main", "start_s": 0, "end_s": 0.5}]},
            {"name": "threads", "baseline": "sequential", "workers": 1, "predicted_s": 0.5, "wall_s": 0.0, "cpu_s": 0.0,
            "most_in_flight": 0, "unfinished": 0, "answer": null, "failures": [], "tasks": []}]}"#,
    );
    let folder = small_workspace(&[("chapter-01-good", &waits_for_nobody)]);
    let (stdout, stderr) = texts(&all_in(folder.path(), &[]));
    assert!(stdout.contains("threads did not wait for all of its tasks"), "{stdout}\n{stderr}");
    assert!(!stdout.contains('×'), "there is no speedup:\n{stdout}");
    let page = fs::read_to_string(folder.path().join("target/timings/report.html")).unwrap();
    assert!(page.contains("did not wait") && !page.contains("times faster"), "{page}");
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_before_anything_runs() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    // A file where a folder should be stops even root, which a read-only folder does not.
    let output = all_in(folder.path(), &["--out", "Cargo.toml/timings"]);
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");
    assert!(stderr.contains("could not make the folder Cargo.toml/timings"), "{stderr}");
    assert!(!folder.path().join("order").exists(), "nothing is measured that cannot be kept");
}

/// Mounts a disk of one page, if this user may mount one.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_after_the_table() {
    let folder = small_workspace(&[("chapter-01-good", GOOD)]);
    let on_a_full_disk = |command: &str| {
        let mut unshare = std::process::Command::new("unshare");
        unshare.args(["--mount", "--map-root-user", "sh", "-c"]);
        unshare.arg(format!("mkdir -p out && mount -t tmpfs -o size=4k none out && {command}"));
        unshare.current_dir(folder.path()).env("LC_ALL", "C.UTF-8").env_remove("CARGO_TARGET_DIR");
        limited(unshare).output().unwrap()
    };
    if !on_a_full_disk("true").status.success() {
        skip("mount", "this user may not mount a disk");
        return;
    }
    let output = on_a_full_disk(&format!("'{}' all --out out", path_of("xtask").display()));
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");
    assert!(stdout.contains("0.5 s"), "the table is shown first:\n{stdout}");
    assert!(stderr.contains("No space left"), "{stderr}");
}

#[test]
fn a_reader_that_has_gone_costs_neither_an_export_nor_the_exit_code() {
    let good = small_workspace(&[("chapter-01-good", GOOD)]);
    let bad = small_workspace(&[("chapter-01-crash", "fn main() { std::process::abort() }")]);
    for (folder, code) in [(good, 0), (bad, 1)] {
        let mut child = start(
            std_program("xtask")
                .args(["all", "--export-trace", "trace.json"])
                .current_dir(folder.path())
                .env_remove("CARGO_TARGET_DIR")
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(code));
        assert!(folder.path().join("trace.json").exists());
    }
}

#[test]
fn what_comes_from_outside_moves_no_cursor_and_is_no_formula() {
    let folder = small_workspace(&[(
        "chapter-01-rude",
        r##"
        fn main() {
            let file = std::env::args().skip_while(|arg| arg != "--export-json").nth(1).unwrap();
            let report = r#"{"schema": 2, "chapter": "chapter-01-rude",
                "versions": [{"name": "=cmd|\u001b[2J<b>", "baseline": "", "workers": 1,
                "predicted_s": 0.5, "wall_s": 0.5, "cpu_s": 0.1, "most_in_flight": 1,
                "unfinished": 0, "answer": null, "failures": [], "tasks": [{"name": "\u001b[2J",
                "lane": "\u001b[2J", "start_s": 0.0, "end_s": 0.5}]}]}"#;
            std::fs::write(file, report).unwrap();
            eprintln!("\x1b[31mno luck");
            std::process::exit(3);
        }"##,
    )]);
    let first = all_in(folder.path(), &[]);
    let compared = all_in(folder.path(), &["--compare", "target/timings/timings.json"]);
    for output in [&first, &compared] {
        let (stdout, stderr) = texts(output);
        assert!(!stdout.contains('\u{1b}') && !stderr.contains('\u{1b}'), "{output:?}");
        assert!(stderr.contains(r"3: \u{1b}[31mno luck"), "{stderr}");
    }
    let out = folder.path().join("target/timings");
    let read = |form: &str| fs::read_to_string(out.join(form)).unwrap();
    for form in ["report.html", "timings.md", "timings.csv"] {
        assert!(!read(form).contains('\u{1b}'), "{form}:\n{}", read(form));
    }
    assert!(!read("timings.csv").contains(",\"=") && !read("timings.csv").contains(",="));
    assert!(!read("timings.md").contains("<b>") && read("timings.md").contains(r"=cmd\|"));
}

#[test]
fn the_report_shows_names_as_they_are() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    assert!(all_in(folder.path(), &[]).status.success());
    let page = fs::read_to_string(folder.path().join("target/timings/report.html")).unwrap();
    assert!(page.contains("&lt;b&gt;&amp;") && !page.contains("<b>"), "{page}");
    assert!(page.contains("&lt;i&gt;lane") && !page.contains("<i>"), "{page}");
}
