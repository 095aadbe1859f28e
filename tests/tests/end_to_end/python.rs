//! The chapters' scripts in Python: the same answers as the Rust programs, by a stopwatch whose reports
//! Rust reads, and which reads those of Rust.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use end_to_end::workspace;
use practice_api::{Config, PracticeApi};
use stopwatch::{Report, Run};

use crate::{run, texts, version};

const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// Whether there is a Python that is new enough.
fn has_python() -> bool {
    let is_new = Command::new(PYTHON)
        .args(["-c", "import sys; sys.exit(sys.version_info < (3, 9))"])
        .status()
        .is_ok_and(|status| status.success());
    if !is_new {
        end_to_end::skip("python", "there is no Python 3.9 or later");
    }
    is_new
}

/// Runs a script, however it ends.
fn script(file: impl AsRef<Path>, args: &[&str]) -> (Output, Report) {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("my report.json");
    let output = Command::new(PYTHON)
        .arg(workspace().join(file))
        .args(args)
        .env("STOPWATCH_EXPORT", &report)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let report = Report::read(&report).unwrap_or_else(|error| panic!("{error:#}\n{output:?}"));
    (output, report)
}

fn assert_success(output: &Output) {
    let (stdout, stderr) = texts(output);
    assert!(output.status.success(), "{}\n{stdout}\n{stderr}", output.status);
}

fn names_of_tasks(run: &Run) -> Vec<&str> {
    let mut names: Vec<&str> = run.tasks.iter().map(|task| task.name.as_str()).collect();
    names.sort_unstable();
    names
}

/// Runs a chapter in both languages: a version of Python has the answer of the Rust version with its
/// name or, where there is none, of those that do the same job; and the tasks of the former.
fn compare(chapter: &str, rust_args: &[&str], python_args: &[&str]) {
    if !has_python() {
        return;
    }
    let name = chapter.trim_start_matches("chapter-").replace('-', "_");
    let (output, python) = script(format!("chapters/python/{name}.py"), python_args);
    assert_success(&output);
    assert_eq!(python.chapter, chapter);
    assert!(!python.versions.is_empty());
    let (_, rust) = run(chapter, rust_args);
    for found in &python.versions {
        let namesake = rust.versions.iter().find(|run| run.name == found.name);
        let same_job = || rust.versions.iter().find(|run| run.baseline == found.baseline);
        let expected = namesake.or_else(same_job);
        let expected = expected.unwrap_or_else(|| panic!("{chapter}: `{}` is alone", found.name));
        assert_eq!(found.answer, expected.answer, "{chapter}: `{}`", found.name);
        if namesake.is_some() {
            assert_eq!(
                names_of_tasks(found),
                names_of_tasks(expected),
                "{chapter}: {}",
                found.name
            );
        }
    }
}

#[test]
fn chapter_01_is_the_same_in_python() {
    let args = ["--seconds", "0.01", "--tasks", "4"];
    compare("chapter-01-sequential", &args, &args);
}

#[test]
fn chapter_02_is_the_same_in_python() {
    let args = ["--seconds", "0.01", "--tasks", "7", "--workers", "3"];
    compare("chapter-02-threads", &args, &args);
}

/// Thirty posts are a large answer, of which a report holds the hash.
#[test]
fn chapter_03_is_the_same_in_python() {
    let server = PracticeApi::start(Config::default()).unwrap();
    for posts in ["3", "30"] {
        let args = ["--posts", posts, "--base-url", &server.base_url()];
        compare("chapter-03-http-threads", &args, &args);
    }
}

#[test]
fn chapter_04_is_the_same_in_python() {
    let args = ["--limit", "20000", "--tasks", "7"];
    compare("chapter-04-multiprocess", &args, &args);
}

#[test]
fn workers_of_every_kind_are_in_the_report_with_what_they_computed() {
    if !has_python() {
        return;
    }
    let (output, report) = script("tests/python/workers.py", &[]);
    let (stdout, stderr) = texts(&output);
    assert!(stderr.contains("`killed` failed: BrokenProcessPool"), "{stderr}");
    assert!(stdout.contains("Skipped: No module named 'no_such_package'"), "{stdout}");

    let lanes_begin =
        |name, with| version(&report, name).tasks.iter().all(|task| task.lane.starts_with(with));
    assert!(lanes_begin("sequential", "main") && lanes_begin("threads", "thread "));
    for kind in ["fork", "spawn", "forkserver"] {
        let Some(run) = report.versions.iter().find(|run| run.name == kind) else { continue };
        assert!(lanes_begin(kind, "process "), "{run:?}");
        assert_eq!(names_of_tasks(run), ["count 300000"; 4]);
        // Those of a forkserver are not our children, whose CPU time the system adds up.
        assert!(
            run.cpu_s >= version(&report, "sequential").cpu_s.map(|cpu_s| cpu_s / 4.0),
            "{run:?}"
        );
    }
    let naps = version(&report, "asyncio");
    assert_eq!((naps.tasks.len(), naps.most_in_flight, naps.workers), (5, 5, 1));
    let killed = version(&report, "killed");
    assert_eq!((killed.unfinished, killed.tasks[0].end_s), (1, None), "{killed:?}");
}

#[test]
fn a_python_script_that_ends_half_way_leaves_a_whole_report() {
    if !has_python() {
        return;
    }
    let trouble = |trouble| {
        let (output, report) = script("tests/python/troubles.py", &[trouble]);
        let names: Vec<String> = report.versions.iter().map(|run| run.name.clone()).collect();
        let last = report.versions.last().unwrap().failures.join("\n");
        (output.status.code(), texts(&output).1, names.join(" "), last)
    };
    let (code, _, versions, _) = trouble("killed");
    assert!(code != Some(0) && versions == "before", "{code:?}: {versions}");
    let (code, _, versions, failure) = trouble("interrupted");
    assert!(code != Some(0) && versions == "before half-way", "{code:?}: {versions}");
    assert!(failure.starts_with("KeyboardInterrupt"), "{failure}");

    let (code, stderr, versions, _) = trouble("failed");
    assert_eq!((code, versions.as_str()), (Some(1), "before half-way after"));
    assert!(stderr.contains("Error: `half-way` failed: ValueError: half of the work"), "{stderr}");
    let (code, stderr, ..) = trouble("wrong");
    assert_eq!(code, Some(1));
    assert!(stderr.contains("its answer is not that of `before`: 43 instead of 42"), "{stderr}");
}

#[test]
fn ten_thousand_tasks_of_python_are_all_in_its_report() {
    if !has_python() {
        return;
    }
    let args = ["--tasks", "10000", "--seconds", "0.001", "--workers", "50", "--only", "pool"];
    let (output, report) = script("chapters/python/02_threads.py", &args);
    assert_success(&output);
    let pool = version(&report, "pool");
    assert_eq!((pool.tasks.len(), pool.unfinished, pool.most_in_flight), (10_000, 0, 50));
}

#[test]
fn scripts_run_in_a_folder_with_spaces() {
    if !has_python() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("my  scripts");
    fs::create_dir(&folder).unwrap();
    for file in fs::read_dir(workspace().join("chapters/python")).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_some_and(|it| it == "py") {
            fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
        }
    }
    let args = ["--limit", "1000", "--only", "processes"];
    let (output, report) = script(folder.join("04_multiprocess.py"), &args);
    assert_success(&output);
    assert_eq!(version(&report, "processes").answer, 168);
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_told_and_ends_with_one() {
    if !has_python() {
        return;
    }
    let output = Command::new(PYTHON)
        .arg(workspace().join("chapters/python/01_sequential.py"))
        .args(["--seconds", "0.001", "--export-json", "/dev/full"])
        .output()
        .unwrap();
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("could not write /dev/full: No space left"), "{stderr}");
    assert!(stdout.contains("Total time taken"), "what was measured is printed:\n{stdout}");
}

#[test]
fn python_reads_and_draws_a_report_of_rust() {
    if !has_python() {
        return;
    }
    let (_, report) = run("chapter-02-threads", &["--seconds", "0.01", "--only", "threads"]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let draw = |report: &Report| {
        report.write(&file).unwrap();
        let program = "import stopwatch, sys; print(stopwatch.read(sys.argv[1])._repr_svg_())";
        let python = Command::new(PYTHON)
            .args(["-c", program])
            .arg(&file)
            .env("PYTHONPATH", workspace().join("chapters/python"))
            .output();
        texts(&python.unwrap())
    };
    let (svg, stderr) = draw(&report);
    assert!(svg.starts_with("<svg") && svg.contains("thread 5"), "{svg}\n{stderr}");
    let (_, stderr) = draw(&Report { schema: 1, ..report });
    assert!(stderr.contains("its schema is 1, and this reads 2"), "{stderr}");
}
