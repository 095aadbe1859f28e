//! The chapters' scripts in Python: the same answers as the Rust programs, and a stopwatch whose
//! reports Rust reads and which reads Rust's.

mod chapters;
pub(crate) mod found;
mod notebook;
mod refuses;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Output},
};
#[cfg(target_os = "linux")]
use std::{io::Read, process::Stdio};

use end_to_end::{chapters, workspace};
use stopwatch::{Report, Run};

use found::pythons;

use crate::{run, texts, version};

/// Runs a script, however it ends.
fn script(python: &Path, file: impl AsRef<Path>, args: &[&str]) -> (Output, Report) {
    script_in(&mut Command::new(python), file, args)
}

fn script_in(python: &mut Command, file: impl AsRef<Path>, args: &[&str]) -> (Output, Report) {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("my report.json");
    let output = python
        .arg(workspace().join(file))
        .args(args)
        .env("STOPWATCH_EXPORT", &report)
        // As for most readers: with a buffer between their threads and the terminal.
        .env_remove("PYTHONUNBUFFERED")
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
    for python in pythons() {
        let known: Vec<String> =
            chapters().iter().map(|chapter| chapter.name.to_string()).collect();
        for script in scripts() {
            let name = script.file_stem().unwrap().to_str().unwrap().to_owned();
            if !name.starts_with(|first: char| first.is_ascii_digit()) {
                continue;
            }
            let chapter = format!("chapter-{}", name.replace('_', "-"));
            assert!(known.contains(&chapter), "there is no {chapter}");
            let help = Command::new(python).arg(&script).arg("--help").output().unwrap();
            let (stdout, stderr) = texts(&help);
            assert!(
                stdout.contains("--only") && stdout.contains("--export-json"),
                "{name}: {stderr}"
            );
            let refused = Command::new(python).arg(&script).args(["--only", "nothing"]).output();
            assert_eq!(refused.unwrap().status.code(), Some(2), "{name}");
        }
    }
}

#[test]
fn workers_of_every_kind_are_in_the_report_with_what_they_computed() {
    for python in pythons() {
        let (output, report) = script(python, "tests/python/workers.py", &[]);
        let (stdout, stderr) = texts(&output);
        assert!(stderr.contains("`killed` failed: BrokenProcessPool"), "{stderr}");
        assert!(stdout.contains("Skipped: No module named 'no_such_package'"), "{stdout}");
        let interpreters = report.versions.iter().find(|run| run.name == "interpreters");
        let skipped = stdout.contains("Skipped: it needs Python 3.14.");
        assert_eq!(interpreters.is_none(), skipped, "{stdout}");

        let lanes_begin = |name, with| {
            version(&report, name).tasks.iter().all(|task| task.lane.starts_with(with))
        };
        assert!(lanes_begin("sequential", "main") && lanes_begin("threads", "thread "));
        for (kind, lane) in [
            ("fork", "process "),
            ("spawn", "process "),
            ("forkserver", "process "),
            ("interpreters", "thread "),
        ] {
            let Some(run) = report.versions.iter().find(|run| run.name == kind) else { continue };
            assert!(lanes_begin(kind, lane), "{run:?}");
            assert_eq!(names_of_tasks(run), ["count 300000"; 4]);
            // The processes of a forkserver are not our children, so the system does not add up their
            // CPU time.
            assert!(
                run.cpu_s >= version(&report, "sequential").cpu_s.map(|cpu_s| cpu_s / 4.0),
                "{run:?}"
            );
        }
        let naps = version(&report, "asyncio");
        assert_eq!((naps.tasks.len(), naps.most_in_flight, naps.workers), (5, 5, 1));
        assert!(naps.tasks.iter().all(|nap| nap.cpu_s.is_none()), "they share a thread: {naps:?}");
        let alone = version(&report, "sequential");
        assert!(alone.tasks.iter().all(|task| task.cpu_s.is_some()), "{alone:?}");
        let killed = version(&report, "killed");
        assert_eq!((killed.unfinished, killed.tasks[0].end_s), (1, None), "{killed:?}");
    }
}

/// Two that compute on one core: while one does, the other waits for the core, or for the GIL.
#[cfg(target_os = "linux")]
#[test]
fn a_script_says_how_long_its_workers_waited_for_a_core() {
    let (in_rust, _) = stopwatch::measure("nothing", || ());
    if in_rust.waiting_for_core_s.is_none() {
        return end_to_end::skip("waits-for-a-core", "this kernel does not count them");
    }
    for python in pythons() {
        let mut on_one_core = Command::new("taskset");
        on_one_core.args(["-c", &end_to_end::a_core()]).arg(python);
        let (output, report) = script_in(&mut on_one_core, "tests/python/one_core.py", &[]);
        assert_success(&output);
        let waited_s = |name| version(&report, name).waiting_for_core_s.unwrap();
        assert!(waited_s("processes") > 0.03, "{}: {report:?}", python.display());
        assert!(waited_s("threads") >= 0.0);
        assert_eq!(waited_s("sleep"), 0.0, "{}: {report:?}", python.display());
    }
}

#[test]
fn a_python_script_that_ends_half_way_leaves_a_whole_report() {
    for python in pythons() {
        let trouble = |trouble| {
            let (output, report) = script(python, "tests/python/troubles.py", &[trouble]);
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
        assert!(
            stderr.contains("Error: `half-way` failed: ValueError: half of the work"),
            "{stderr}"
        );
        let (code, stderr, ..) = trouble("wrong");
        assert_eq!(code, Some(1));
        assert!(
            stderr.contains("its answer is not that of `before`: 43 instead of 42"),
            "{stderr}"
        );
    }
}

#[test]
fn ten_thousand_tasks_of_python_are_all_in_its_report() {
    for python in pythons() {
        let args = ["--tasks", "10000", "--seconds", "0.001", "--workers", "50", "--only", "pool"];
        let (output, report) = script(python, "chapters/python/02_threads.py", &args);
        assert_success(&output);
        let stdout = texts(&output).0;
        let is_whole = |line: &&str| {
            let words: Vec<&str> = line.split(' ').collect();
            matches!(words[..], ["Starting" | "Finished", "download:", file] if file.ends_with(".csv"))
        };
        assert_eq!(stdout.lines().filter(is_whole).count(), 20_000, "lines of threads stay whole");
        let pool = version(&report, "pool");
        assert_eq!((pool.tasks.len(), pool.unfinished), (10_000, 0));
        // That all fifty are in flight at one moment is a matter of luck where a task is over after a
        // millisecond.
        assert!((2..=50).contains(&pool.most_in_flight), "{} at once", pool.most_in_flight);
    }
}

#[test]
fn scripts_run_in_a_folder_with_spaces() {
    for python in pythons() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("my  scripts");
        fs::create_dir(&folder).unwrap();
        for file in scripts() {
            fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
        }
        let args = ["--limit", "1000", "--only", "processes"];
        let (output, report) = script(python, folder.join("04_multiprocess.py"), &args);
        assert_success(&output);
        assert_eq!(version(&report, "processes").answer, 168);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_named_and_ends_with_one() {
    for python in pythons() {
        let output = Command::new(python)
            .arg(workspace().join("chapters/python/01_sequential.py"))
            .args(["--seconds", "0.001", "--export-json", "/dev/full"])
            .output()
            .unwrap();
        let (stdout, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains("could not write /dev/full: No space left"), "{stderr}");
        assert!(stdout.contains("Total time taken"), "what was measured is printed:\n{stdout}");
    }
}

/// Like `script | head -0`.
#[test]
fn a_script_whose_reader_has_gone_runs_to_its_end_in_silence() {
    for python in pythons() {
        let folder = tempfile::tempdir().unwrap();
        let report = folder.path().join("report.json");
        let (reader, stdout) = io::pipe().unwrap();
        drop(reader);
        let output = Command::new(python)
            .arg(workspace().join("chapters/python/02_threads.py"))
            .args(["--seconds", "0.001", "--export-json"])
            .arg(&report)
            .stdout(stdout)
            .output()
            .unwrap();
        let (_, stderr) = texts(&output);
        assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""));
        let report = Report::read(&report).unwrap();
        assert!(report.versions.iter().all(|run| run.failures.is_empty()), "{report:?}");
        assert_eq!(report.versions.len(), 3);
    }
}

#[test]
fn python_reads_and_draws_a_report_of_rust() {
    let (_, report) = run("chapter-02-threads", &["--seconds", "0.01", "--only", "threads"]);
    for python in pythons() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.json");
        let draw = |report: &Report| {
            report.write(&file).unwrap();
            let program = "import stopwatch, sys; print(stopwatch.read(sys.argv[1])._repr_svg_())";
            let python = Command::new(python)
                .args(["-c", program])
                .arg(&file)
                .env("PYTHONPATH", workspace().join("chapters/python"))
                .output();
            texts(&python.unwrap())
        };
        let (svg, stderr) = draw(&report);
        assert!(svg.starts_with("<svg") && svg.contains("thread 5"), "{svg}\n{stderr}");
        let (_, stderr) = draw(&Report { schema: 1, ..report.clone() });
        assert!(stderr.contains("its schema is 1, and this reads 2"), "{stderr}");
    }
}

/// As when `cargo xtask`, which holds the other end, is killed.
#[cfg(target_os = "linux")]
#[test]
fn a_script_ends_with_its_stdin_and_so_do_its_worker_processes() {
    for python in pythons() {
        let temporary = tempfile::tempdir().unwrap();
        let mut script = end_to_end::start(
            Command::new(python)
                .env("TMPDIR", temporary.path())
                .arg(workspace().join("chapters/python/04_multiprocess.py"))
                .args(["--limit", "1000000000", "--only", "processes", "--end-with-stdin"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped()),
        );
        let children = format!("/proc/{0}/task/{0}/children", script.id());
        crate::wait_until("it has workers", || !fs::read_to_string(&children).unwrap().is_empty());
        drop(script.stdin.take());
        // The workers have it too: it ends only when all of them have.
        script.stdout.take().unwrap().read_to_end(&mut Vec::new()).unwrap();
        assert!(!script.wait().unwrap().success());
        let left = fs::read_dir(temporary.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let left: Vec<_> = left.filter(|it| it.to_string_lossy().contains("stopwatch")).collect();
        assert!(left.is_empty(), "{}: {left:?}", python.display());
    }
}
