//! Programs that answer as a Python would.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use end_to_end::{cargo, program, start, std_program, write_script};
use predicates::{prelude::PredicateBooleanExt, str::contains};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    texts, wait_until,
    xtask::{all_in, timings, varying},
};

/// Leaves a report of two versions in its last argument, the file after `--export-json`.
const GOOD: &str = r#"
for file; do :; done
cat > "$file" <<'END'
{"schema": 2, "chapter": "chapter-01-varying", "language": "of its own word",
    "skipped": [{"name": "pandas", "reason": "No module named 'pandas'"}], "versions": [
    {"name": "sequential", "baseline": "sequential", "workers": 1, "predicted_s": null, "wall_s": 4.0,
    "cpu_s": 4.0, "most_in_flight": 1, "unfinished": 0, "answer": ANSWER, "failures": [],
    "tasks": [{"name": "one", "lane": "main", "start_s": 0.0, "end_s": 4.0}]},
    {"name": "threads", "baseline": "sequential", "workers": 2, "predicted_s": null, "wall_s": 2.0,
    "cpu_s": 4.0, "most_in_flight": 2, "unfinished": 0, "answer": 42, "failures": [],
    "tasks": [{"name": "two", "lane": "thread 1", "start_s": 0.0, "end_s": 2.0}]}]}
END
"#;

fn good() -> String {
    GOOD.replace("ANSWER", "42")
}

/// A program.
fn write(file: PathBuf, body: &str) -> PathBuf {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    write_script(&file, &format!("#!/bin/sh\n{body}\n"));
    file
}

/// A program that says, when asked, that it is this version of CPython, and that runs `body` in place
/// of a script.
fn python(file: PathBuf, version: &str, has_gil: bool, body: &str) -> PathBuf {
    let folder = file.parent().unwrap().display();
    let answer = format!(
        r#"{{"implementation": "CPython", "version": [{version}], "release": [{version}],
        "has_gil": {has_gil}, "is_free_threaded": {}, "executable": "{}", "prefix": "{folder}"}}"#,
        !has_gil,
        file.display()
    );
    let answer = answer.replace('\n', " ");
    write(file, &format!("if [ \"$1\" = -c ]; then echo '{answer}'; exit; fi\n{body}"))
}

/// A small workspace whose chapter has a script.
fn workspace() -> TempDir {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    fs::create_dir_all(folder.path().join("chapters/python")).unwrap();
    fs::write(folder.path().join("chapters/python/01_varying.py"), "").unwrap();
    folder
}

/// `xtask all` in a workspace with these interpreters.
fn all_with(folder: &Path, pythons: &[&Path], args: &[&str]) -> Output {
    let pythons = pythons.iter().flat_map(|python| ["--python", python.to_str().unwrap()]);
    all_in(folder, &pythons.chain(args.iter().copied()).collect::<Vec<_>>())
}

/// Runs a task with a `PATH` that has nothing but these programs, and with a cargo that needs none of
/// it.
fn with_path(folder: &Path, task: &[&str]) -> Output {
    let cargo = cargo();
    let mut xtask = program("xtask");
    xtask.args(task).env("PATH", folder).env("CARGO", cargo.get_program());
    xtask.output().unwrap()
}

#[test]
fn every_interpreter_on_the_path_is_found_once_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bin");
    python(path.join("python3.9"), "3, 9, 1", true, "");
    symlink("python3.9", path.join("python3")).unwrap();
    python(path.join("python3.14t"), "3, 14, 0", false, "");
    python(path.join("python2.7"), "2, 7, 18", true, "");
    write(path.join("python"), "echo Door to the shop; exit 9");
    write(path.join("python3.12"), "echo Python 3.12");
    write(path.join("python3-config"), "echo none");
    let (stdout, stderr) = texts(&with_path(&path, &["doctor"]));
    let found = |said: &str| stdout.lines().filter(|line| line.contains(said)).count();
    let once = [
        format!("CPython 3.9 is {}/python3.9", path.display()),
        format!("CPython 3.14 free-threaded is {}/python3.14t", path.display()),
        "python2.7: it is Python 2.7, and 3.9 or later is needed".to_owned(),
        "python3.12: it does not answer as a Python does".to_owned(),
    ];
    for said in &once {
        assert_eq!(found(said), 1, "{said}\n{stdout}\n{stderr}");
    }
    assert_eq!((found("CPython"), found("exit status: 9"), found("config")), (2, 1, 0), "{stdout}");
}

#[test]
fn without_any_python_nothing_runs() {
    let workspace = workspace();
    let nothing = tempfile::tempdir().unwrap();
    let cargo = cargo();
    program("xtask")
        .args(["all", "--python"])
        .current_dir(workspace.path())
        .env("PATH", nothing.path())
        .env("CARGO", cargo.get_program())
        .assert()
        .code(1)
        .stderr(contains("there is no Python that could run").and(contains("--python PATH")));
    assert!(!workspace.path().join("order").exists(), "nothing is run for nothing");
}

#[test]
fn every_language_has_its_rows_in_every_form() {
    let workspace = workspace();
    let folder = tempfile::tempdir().unwrap();
    let with_gil = python(folder.path().join("my pythons/python3"), "3, 13, 5", true, &good());
    let without = python(folder.path().join("free/python3"), "3, 13, 5", false, &good());
    let args = ["--export-trace", "trace.json", "--export-hyperfine", "times.json"];
    let output = all_with(workspace.path(), &[&with_gil, &without, &with_gil], &args);
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success(), "{stdout}\n{stderr}");
    let row = |text: &str, language: &str, time: &str| {
        let mut lines = text.lines().filter(|line| line.contains("threads"));
        lines.any(|line| line.contains(language) && line.contains(time))
    };
    let languages = [("Rust", "0.5"), ("CPython 3.13 ", "2"), ("CPython 3.13 free-threaded", "2")];
    for (language, time) in languages {
        assert!(row(&stdout, language, time), "{language}:\n{stdout}");
    }
    let skipped = "Skipped in CPython 3.13, CPython 3.13 free-threaded: pandas of 01-varying (No";
    assert!(stdout.replace('\n', " ").contains(skipped), "{stdout}");

    let out = workspace.path().join("target/timings/python");
    let read = |file: &str| fs::read_to_string(out.join(file)).unwrap();
    assert!(row(&read("timings.csv"), ",CPython 3.13,", ",2,"), "{}", read("timings.csv"));
    for (language, _) in languages {
        assert!(row(&read("timings.md"), language, ""), "{}", read("timings.md"));
    }
    assert!(read("timings.md").contains("2.0 s, 2.0×"), "{}", read("timings.md"));
    let page = read("report.html");
    assert!(page.contains("The same in Python") && page.contains("class=\"beside\""), "{page}");
    let timings = timings(&out);
    let chapters = timings["chapters"].as_array().unwrap();
    let named: Vec<_> = chapters.iter().map(|it| it["language"].as_str().unwrap()).collect();
    assert_eq!(named, ["Rust", "CPython 3.13", "CPython 3.13 free-threaded"]);
    assert_eq!(chapters[1]["reports"][0]["language"], "CPython 3.13", "and not by its own word");
    assert!(!stdout.contains("Without a script"), "{stdout}");

    let json = |file| -> Value {
        serde_json::from_slice(&fs::read(workspace.path().join(file)).unwrap()).unwrap()
    };
    let (trace, times) = (json("trace.json"), json("times.json"));
    let events = trace["traceEvents"].as_array().unwrap().iter();
    let labels = events.filter(|event| event["name"] == "process_labels");
    let labels: Vec<_> = labels.map(|event| event["args"]["labels"].as_str().unwrap()).collect();
    assert_eq!(labels, named.iter().flat_map(|it| [*it, *it]).collect::<Vec<_>>());
    let command = times["results"][2]["command"].as_str().unwrap();
    let expected = format!("'{}' chapters/python/01_varying.py --only seq", with_gil.display());
    assert!(command.starts_with(&expected), "{command}");
}

#[test]
fn a_chapter_without_a_script_runs_in_rust_and_is_named() {
    let workspace = varying("[0.5, 0.5, 0.5]", "42");
    let folder = tempfile::tempdir().unwrap();
    let python = python(folder.path().join("python3"), "3, 13, 5", true, &good());
    let output = all_with(workspace.path(), &[&python], &[]);
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success(), "{stdout}\n{stderr}");
    assert!(stdout.contains("Without a script in Python: chapter-01-varying."), "{stdout}");
}

#[test]
fn a_chapter_is_compared_with_itself_in_the_same_language() {
    let workspace = workspace();
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = [("3, 9, 1", "old"), ("3, 14, 0", "new")]
        .map(|(version, name)| python(folder.path().join(name), version, true, &good()));
    assert!(all_with(workspace.path(), &[&old, &new], &["--out", "first"]).status.success());
    let compare = ["--compare", "first/timings.json"];
    let (stdout, stderr) = texts(&all_with(workspace.path(), &[&old], &compare));
    let (_, comparison) = stdout.split_once("Compared with").unwrap_or_else(|| panic!("{stderr}"));
    let lines = comparison.lines().filter(|line| line.contains("CPython 3.9"));
    assert_eq!(lines.filter(|line| line.contains("1.0× ?")).count(), 2, "{comparison}");
    let gone = "Measured earlier, and not now: chapter-01-varying in CPython 3.14.";
    assert!(comparison.contains(gone), "{comparison}");

    let manifest = workspace.path().join("chapter-01-varying/Cargo.toml");
    let python = "[package.metadata.chapter.python]\nsizes = ['--updates', '5']\n";
    fs::write(&manifest, fs::read_to_string(&manifest).unwrap() + python).unwrap();
    let (stdout, _) = texts(&all_with(workspace.path(), &[&old], &compare));
    let sizes = "since their sizes differ: chapter-01-varying, chapter-01-varying in CPython 3.9.";
    assert!(stdout.replace('\n', " ").contains(sizes), "{stdout}");
}

#[test]
fn whatever_fails_in_python_is_a_row_in_words_and_costs_nothing_else() {
    let workspace = workspace();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let of =
        |body: &str, version: &str| python(file(version), &format!("3, {version}, 0"), true, body);
    let broken = "for file; do :; done; echo '{\"schema\": 2, ' > \"$file\"";
    let wrong = GOOD.replace("ANSWER", "43");
    let scripts = [
        (good(), None),
        (
            "echo Traceback; echo ValueError: no luck; exit 1".to_owned(),
            Some("ValueError: no luck"),
        ),
        ("echo Hello".to_owned(), Some("it left no report")),
        (broken.to_owned(), Some("it left no report (EOF")),
        (
            wrong,
            Some("sequential: its answer is not that of `sequential` in Rust: 43 instead of 42"),
        ),
        // It ends when its stdin does, as the scripts do.
        ("read it".to_owned(), Some("still running after 5 s")),
    ];
    let numbers = (30..).map(|number: u32| number.to_string());
    let scripts: Vec<_> = scripts.into_iter().zip(numbers).collect();
    let pythons = scripts.iter().map(|((body, _), number)| of(body, number));
    let old = python(file("old"), "2, 7, 18", true, "");
    let silent = write(file("silent"), "exec sleep 60");
    let no_program = file("no-program");
    let pythons: Vec<PathBuf> = pythons.chain([old, silent, no_program]).collect();
    let pythons: Vec<&Path> = pythons.iter().map(PathBuf::as_path).collect();

    let output = all_with(workspace.path(), &pythons, &["--timeout", "5"]);
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");
    let csv = fs::read_to_string(workspace.path().join("target/timings/python/timings.csv"));
    let csv = csv.unwrap();
    for ((_, failure), number) in &scripts {
        let language = format!("CPython 3.{number}");
        let mut rows = stdout.lines().filter(|line| line.contains(&language));
        match failure {
            None => assert!(rows.any(|line| line.contains("4.0 s")), "{stdout}"),
            Some(failure) => {
                assert!(rows.any(|line| line.contains("failed")), "{language}:\n{stdout}");
                let said = format!("chapter-01-varying in {language}: ");
                let mut lines = stderr.lines().filter(|line| line.contains(&said));
                assert!(lines.any(|line| line.contains(failure)), "{language}:\n{stderr}");
                let mut lines = csv.lines().filter(|line| line.contains(&language));
                assert!(lines.any(|line| line.contains(failure)), "{language}:\n{csv}");
            }
        }
    }
    for said in [
        "5 of 7 runs of chapters failed",
        "old: it is Python 2.7",
        "silent: it did not end",
        "no-program: it cannot be started",
    ] {
        assert!(stderr.contains(said), "{said}:\n{stderr}");
    }
    let timings = timings(&workspace.path().join("target/timings/python"));
    assert_eq!(timings["chapters"][0]["reports"][0]["versions"][0]["wall_s"], 1.0, "Rust is kept");
    assert_eq!(timings["interpreters"]["unusable"].as_array().unwrap().len(), 3);
}

#[test]
fn a_killed_run_keeps_what_was_measured_and_leaves_no_script_behind() {
    let workspace = workspace();
    let folder = tempfile::tempdir().unwrap();
    let endless = "touch started; cat > /dev/null; touch ended";
    let [good, endless] = [(good().as_str(), "3, 9, 1", "good"), (endless, "3, 14, 0", "endless")]
        .map(|(body, version, name)| python(folder.path().join(name), version, true, body));
    let xtask = start(
        std_program("xtask")
            .args([Path::new("all"), Path::new("--python"), &good, Path::new("--python"), &endless])
            .current_dir(workspace.path())
            .env_remove("CARGO_TARGET_DIR")
            .stdout(Stdio::null())
            .stderr(Stdio::null()),
    );
    wait_until("the script starts", || workspace.path().join("started").exists());
    drop(xtask);
    wait_until("the script ends", || workspace.path().join("ended").exists());
    let timings = timings(&workspace.path().join("target/timings/python"));
    let languages = timings["chapters"].as_array().unwrap().iter().map(|it| &it["language"]);
    assert_eq!(languages.collect::<Vec<_>>(), ["Rust", "CPython 3.9"]);
    assert_eq!(timings["chapters_planned"], 3);
}
