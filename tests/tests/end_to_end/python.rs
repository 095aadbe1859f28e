//! The chapters' scripts in Python: the same answers as the Rust programs, by a stopwatch whose reports
//! Rust reads, and which reads those of Rust.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use end_to_end::{chapters, workspace};
use practice_api::{Config, Fault, PracticeApi};
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

/// The chapters' scripts, and what they share.
fn scripts() -> impl Iterator<Item = PathBuf> {
    let files = fs::read_dir(workspace().join("chapters/python")).unwrap();
    let files = files.map(|file| file.unwrap().path());
    files.filter(|file| file.extension().is_some_and(|it| it == "py"))
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
/// name or, where there is none, of those that do the same job. Namesakes have the same tasks, too.
fn compare(chapter: &str, rust_args: &[&str], python_args: &[&str]) {
    if !has_python() {
        return;
    }
    // It makes the files that both read.
    let (_, rust) = run(chapter, rust_args);
    let name = chapter.trim_start_matches("chapter-").replace('-', "_");
    let (output, python) = script(format!("chapters/python/{name}.py"), python_args);
    assert_success(&output);
    assert_eq!(python.chapter, chapter);
    assert!(!python.versions.is_empty());
    for found in &python.versions {
        let namesake = rust.versions.iter().find(|run| run.name == found.name);
        let same_job = || rust.versions.iter().find(|run| run.baseline == found.baseline);
        let expected = namesake.or_else(same_job);
        let expected = expected.unwrap_or_else(|| panic!("{chapter}: `{}` is alone", found.name));
        assert_eq!(found.answer, expected.answer, "{chapter}: `{}`", found.name);
        // What Rust's processes do is seen from outside, and may be one bar for several tasks.
        if namesake.is_some() && !found.name.ends_with("processes") {
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
fn chapter_05_is_the_same_in_python() {
    let args = ["--workers", "3", "--updates", "700", "--seconds", "0.01"];
    compare("chapter-05-shared-memory", &args, &args);
}

/// A handful is smaller in Python, unless it is asked to be as large: then one is enough to compare.
#[test]
fn chapter_06_is_the_same_in_python() {
    let only = |versions: [&'static str; 3]| versions.map(|version| ["--only", version]).concat();
    let primes = ["--limit", "20000", "--workers", "2"];
    let rust = [&primes[..], &only(["sequential", "threads", "rayon"])].concat();
    let python = [&primes[..], &only(["sequential", "threads", "processes"])].concat();
    compare("chapter-06-data-parallel", &rust, &python);
    let pi = ["--only", "pi-sequential", "--darts", "5000000"];
    let as_large = [&pi[..], &["--handful", "5000000"]].concat();
    compare("chapter-06-data-parallel", &pi, &as_large);

    if has_python() {
        let small = ["--darts", "3000", "--handful", "1000"];
        let pi = only(["pi-sequential", "pi-threads", "pi-processes"]);
        let args = [&small[..], &pi].concat();
        let (output, report) = script("chapters/python/06_data_parallel.py", &args);
        assert_success(&output);
        assert_eq!(report.versions.len(), 3);
    }
}

#[test]
fn chapter_07_is_the_same_in_python() {
    let server = PracticeApi::start(Config::default()).unwrap();
    let url = server.base_url();
    let args = ["--waits", "30", "--seconds", "0.01", "--downloads", "30"];
    let python = [&args[..], &["--base-url", &url]].concat();
    compare("chapter-07-async-downloads", &args, &python);
}

/// How many numbers a task computes with depends on the machine; the sum of the steps of one to seven
/// is in a table (OEIS A006577).
#[test]
fn chapter_08_is_the_same_in_python() {
    let waits = ["sequential", "threads", "processes"].map(|way| format!("wait-{way}"));
    let waits = waits.iter().flat_map(|wait| ["--only", wait]);
    let args: Vec<&str> = ["--tasks", "5", "--seconds", "0.01"].into_iter().chain(waits).collect();
    let rust = [&args[..], &["--starts", "1"]].concat();
    compare("chapter-08-rule-of-thumb", &rust, &args);

    if has_python() {
        let args = ["--tasks", "5", "--seconds", "0.01", "--numbers", "7"];
        let (output, report) = script("chapters/python/08_rule_of_thumb.py", &args);
        assert_success(&output);
        let computed = report.versions.iter().filter(|run| run.baseline == "compute-sequential");
        let answers: Vec<u64> = computed.map(|run| run.answer.as_u64().unwrap()).collect();
        assert_eq!(answers, [5 * 39; 4]);
        assert_eq!(version(&report, "compute-asyncio").most_in_flight, 1);
        assert_eq!(version(&report, "wait-asyncio").most_in_flight, 5);
    }
}

/// In seven pieces, so that some edges fall into quotes.
#[test]
fn chapter_09_is_the_same_in_python() {
    let args = ["--rows", "1000", "--workbook-rows", "10", "--workers", "7"];
    compare("chapter-09-csv-files", &args, &args);
}

/// A hundred users are a large answer, of which a report holds the hash.
#[test]
fn chapter_10_is_the_same_in_python() {
    for rows in ["400", "20000"] {
        let args = ["--rows", rows, "--workers", "3"];
        compare("chapter-10-user-sessions", &args, &args);
    }
}

/// Its models are those of scikit-learn, so its answers are compared with each other alone.
#[test]
fn chapter_11_is_skipped_in_words_or_agrees_with_itself() {
    if !has_python() {
        return;
    }
    let (output, report) = script("chapters/python/11_model_scoring.py", &["--rows", "100"]);
    assert_success(&output);
    let skipped = texts(&output).0.matches("Skipped: No module named").count();
    assert_eq!(report.versions.len() + skipped, 3);
}

#[test]
fn chapter_12_is_the_same_in_python() {
    let faults = [(2, Fault::Status(500))].into();
    let server = PracticeApi::start(Config { faults, ..Config::default() }).unwrap();
    let (url, folder) = (server.base_url(), tempfile::tempdir().unwrap());
    let (rust, python) = (folder.path().join("rust"), folder.path().join("python"));
    let args = |out| ["--reports", "3", "--workers", "2", "--out", out];
    let rust = [&args(rust.to_str().unwrap())[..], &["--fault", "2=500"]].concat();
    let only = ["one-step-after-another", "parallel-steps", "pipeline"];
    let only = only.map(|version| ["--only", version]).concat();
    let python = [&args(python.to_str().unwrap())[..], &["--base-url", &url], &only].concat();
    compare("chapter-12-report-pipeline", &rust, &python);
}

/// Pages show the notebook's cells, and never what is around them.
#[test]
fn cells_of_python_stay_short() {
    for script in scripts() {
        let cells = fs::read_to_string(&script).unwrap();
        for cell in cells.split("# ANCHOR: ").skip(1) {
            let lines = cell.split("# ANCHOR_END").next().unwrap().lines().skip(1).count();
            assert!(lines <= 25, "{}: a cell has {lines} lines", script.display());
        }
    }
}

#[test]
fn a_numbered_script_belongs_to_a_chapter_and_has_its_flags() {
    if !has_python() {
        return;
    }
    let known: Vec<String> = chapters().iter().map(|chapter| chapter.name.to_string()).collect();
    for script in scripts() {
        let name = script.file_stem().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with(|first: char| first.is_ascii_digit()) {
            continue;
        }
        let chapter = format!("chapter-{}", name.replace('_', "-"));
        assert!(known.contains(&chapter), "there is no {chapter}");
        let help = Command::new(PYTHON).arg(&script).arg("--help").output().unwrap();
        let (stdout, stderr) = texts(&help);
        assert!(stdout.contains("--only") && stdout.contains("--export-json"), "{name}: {stderr}");
        let refused = Command::new(PYTHON).arg(&script).args(["--only", "nothing"]).output();
        assert_eq!(refused.unwrap().status.code(), Some(2), "{name}");
    }
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
    for file in scripts() {
        fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
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
