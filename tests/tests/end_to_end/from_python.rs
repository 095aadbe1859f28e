//! Chapter 15: kernels in Rust, called from Python.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use end_to_end::{limited, outside_of_cargo, path_of, program, skip, workspace};
use stopwatch::{Run, Task};

use crate::{python::found::pythons, run, texts, version};

const CHAPTER: &str = "chapter-15-from-python";
const SHORT: [&str; 4] = ["--limit", "100000", "--rows", "1000"];

/// The Python that calls, or else why there is none.
static CALLED_FROM: LazyLock<Result<String, String>> = LazyLock::new(|| {
    let (stdout, report) = run(CHAPTER, &[&SHORT[..], &["--only", "rust"]].concat());
    match report.skipped.first() {
        Some(skipped) => Err(skipped.reason.clone()),
        None => Ok(stdout.lines().next().unwrap().to_owned()),
    }
});

/// Whether there is a Python that can load the module, which then is built.
fn can_call() -> bool {
    match &*CALLED_FROM {
        Ok(_) => true,
        Err(why) => {
            skip("python-modules", why);
            false
        }
    }
}

/// The folder of the module.
fn folder() -> PathBuf {
    let target = path_of(CHAPTER).parent().and_then(Path::parent).unwrap();
    target.join("python")
}

/// Every Python of this machine that loads the module.
fn fitting_pythons() -> impl Iterator<Item = &'static Path> {
    let pythons = if can_call() { pythons() } else { Vec::new() };
    pythons.into_iter().filter(|python| why_unfit(python).is_empty())
}

/// What is said of a Python that does not load the module.
fn why_unfit(python: &Path) -> &'static str {
    const WHY: &str = "import sys, sysconfig; \
        free = sysconfig.get_config_var('Py_GIL_DISABLED') == 1; \
        old = sys.version_info < (3, 11); \
        cpython = sys.implementation.name == 'cpython'; \
        print(3 if not cpython else 2 if old else 1 if free else 0)";
    let words = ["", "free-threaded build", "3.11 or later is needed", "CPython is needed"];
    let output = Command::new(python).args(["-c", WHY]).output().unwrap();
    words[texts(&output).0.trim().parse::<usize>().unwrap()]
}

/// What a Python prints that runs these lines, in the folder of the module.
fn python(python: &Path, lines: &str) -> String {
    let mut command = Command::new(python);
    command.args(["-c", lines]).current_dir(folder());
    let output = limited(command).output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success(), "{}: {}\n{stdout}\n{stderr}", python.display(), output.status);
    stdout
}

fn ticks(run: &Run) -> (&Task, Vec<&Task>) {
    let (ticks, calls): (Vec<&Task>, Vec<&Task>) =
        run.tasks.iter().partition(|task| task.name == "tick");
    assert_eq!(calls.len(), 1, "{run:?}");
    (calls[0], ticks)
}

fn length_s(task: &Task) -> f64 {
    task.end_s.unwrap() - task.start_s
}

#[test]
fn a_call_that_holds_the_gil_stops_every_other_thread() {
    if !can_call() {
        return;
    }
    let only = ["--only", "ticks-gil-held", "--only", "ticks-gil-released", "--rows", "10"];
    let (stdout, report) = run(CHAPTER, &[&only[..], &["--limit", "3000000"]].concat());
    let longest_s = |ticks: &[&Task]| ticks.iter().map(|tick| length_s(tick)).fold(0.0, f64::max);
    let (call, held) = ticks(version(&report, "ticks-gil-held"));
    assert!(longest_s(&held) > 0.9 * length_s(call), "{held:?} beside {call:?}");

    let (call, released) = ticks(version(&report, "ticks-gil-released"));
    let end_s = call.end_s.unwrap();
    let meanwhile =
        released.iter().filter(|tick| tick.start_s > call.start_s && tick.end_s.unwrap() < end_s);
    assert!(meanwhile.count() >= 3, "{released:?} beside {call:?}");
    assert_eq!(stdout.matches("wanted to wake up every 5 ms").count(), 2, "{stdout}");
}

/// Threads that hold the GIL compute one after another, so all together take as long as their sum.
#[test]
fn calls_that_hold_the_gil_take_turns() {
    if !can_call() {
        return;
    }
    let only = ["--only", "threads-gil-held", "--only", "threads-gil-released", "--rows", "10"];
    let (_, report) =
        run(CHAPTER, &[&only[..], &["--limit", "1000000", "--workers", "4"]].concat());
    let held = version(&report, "threads-gil-held");
    let computed_s: f64 = held.tasks.iter().map(|call| call.cpu_s.unwrap()).sum();
    assert!(held.wall_s.unwrap() > 0.95 * computed_s, "{held:?}");
    let released = version(&report, "threads-gil-released");
    assert_eq!((released.tasks.len(), released.workers), (16, 4));
    assert!(released.most_in_flight > 1, "{released:?}");
}

#[test]
fn one_file_serves_every_python_that_can_load_it() {
    for python in fitting_pythons() {
        let lines =
            "import from_rust; print(from_rust.count_primes(0, 100_000), from_rust.__doc__)";
        assert!(self::python(python, lines).starts_with("9592 "), "{}", python.display());
    }
}

#[test]
fn every_other_python_is_refused_in_words() {
    let found = pythons().into_iter().map(|python| (python, why_unfit(python)));
    let unfit: Vec<_> = found.filter(|(_, why)| !why.is_empty()).collect();
    if unfit.is_empty() {
        return skip("unfit-python", "every Python here loads the module");
    }
    for (python, why) in unfit {
        let refused = program(CHAPTER).args(SHORT).arg("--python").arg(python).assert().code(1);
        let stderr = texts(refused.get_output()).1;
        assert!(stderr.contains(why), "{}: {stderr}", python.display());
    }
}

#[test]
fn a_mistake_in_the_file_is_an_exception_with_its_line() {
    for python in fitting_pythons() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sales.csv");
        std::fs::write(&file, "region,units,price\nNorth,2,1.50\nSouth,two,1.50\n").unwrap();
        for function in ["sum_by_region", "sum_by_region_with_rayon"] {
            let call = |file: &Path| {
                format!(
                    "import from_rust\n\
                     try: from_rust.{function}({:?})\n\
                     except Exception as error: print(type(error).__name__, error)",
                    file.to_str().unwrap()
                )
            };
            let said = self::python(python, &call(&file));
            assert!(said.starts_with("ValueError "), "{said}");
            assert!(said.contains("sales.csv: line 3: `two` is no number of units"), "{said}");
            let said = self::python(python, &call(Path::new("no-such.csv")));
            assert!(said.starts_with("FileNotFoundError no-such.csv: "), "{said}");
        }
    }
}

#[test]
fn a_panic_is_an_exception_and_python_goes_on() {
    for python in fitting_pythons() {
        let lines = "import from_rust\n\
                     try: from_rust.panics()\n\
                     except BaseException as error: print(type(error).__name__, error)\n\
                     print(from_rust.count_primes_with_rayon(0, 30))";
        let said = self::python(python, lines);
        assert_eq!(said.trim_end(), "PanicException a mistake in the kernel\n10");
    }
}

/// The numbers would take minutes. The signal is the one that Ctrl-C sends.
#[test]
fn ctrl_c_ends_a_call_half_way() {
    for python in fitting_pythons() {
        for function in ["count_primes", "count_primes_with_rayon"] {
            let lines = format!(
                "import from_rust, signal, threading\n\
                 signal.signal(signal.SIGINT, signal.default_int_handler)\n\
                 threading.Timer(0.2, signal.raise_signal, [signal.SIGINT]).start()\n\
                 try: from_rust.{function}(0, 10**9)\n\
                 except KeyboardInterrupt: print('interrupted')"
            );
            assert_eq!(self::python(python, &lines).trim_end(), "interrupted");
        }
    }
}

#[test]
fn without_python_it_says_what_to_install_and_shows_the_recorded_run() {
    let nothing = tempfile::tempdir().unwrap();
    let report = nothing.path().join("report.json");
    let mut without = program(CHAPTER);
    without.args(SHORT).arg("--export-json").arg(&report).env("PATH", nothing.path());
    let output = without.assert().success();
    let (stdout, _) = texts(output.get_output());
    assert!(stdout.contains("There is no Python that can load a module"), "{stdout}");
    assert!(stdout.contains("3.11 or later"), "{stdout}");
    // What was recorded is shown, and passes for nothing that was measured here.
    let report = stopwatch::Report::read(&report).unwrap();
    assert!(report.versions.is_empty(), "{report:?}");
    assert!(report.skipped.iter().any(|skipped| skipped.name == "rayon"), "{report:?}");
}

#[test]
fn a_python_that_is_not_there_is_named() {
    let missing = "no/such/python3";
    let refused = program(CHAPTER).args(["--python", missing]).assert().code(1);
    let stderr = texts(refused.get_output()).1;
    assert!(stderr.contains("no/such/python3: it cannot be started"), "{stderr}");
}

#[cfg(unix)]
#[test]
fn a_build_that_fails_is_told_in_words() {
    if !can_call() {
        return;
    }
    let output =
        end_to_end::std_program(CHAPTER).args(SHORT).env("CARGO", "false").output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}");
    assert!(
        stderr.contains("the module has to be built first: Cargo could not build it"),
        "{stderr}"
    );
}

/// The script's exit code when there is no maturin.
const SKIPPED: i32 = 77;

#[test]
fn the_template_is_built_installed_and_imported() {
    let Some(python) = fitting_pythons().next() else { return };
    let mut python = Command::new(python);
    python.arg(workspace().join("tests/python/template.py")).arg("--check");
    let output = limited(outside_of_cargo(python)).output().unwrap();
    let (stdout, stderr) = texts(&output);
    if output.status.code() == Some(SKIPPED) {
        return skip("maturin", stdout.trim());
    }
    assert!(output.status.success(), "{stdout}\n{stderr}");
    assert!(stdout.contains("4 lines"), "{stdout}");
}

/// What readers copy has the versions that are tested here.
#[test]
fn the_template_asks_for_the_same_pyo3() {
    let read = |file: &str| std::fs::read_to_string(workspace().join(file)).unwrap();
    let version = |text: &str| {
        let (_, rest) = text.split_once("\npyo3 = { version = \"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let template = read("crates/from-python/template/Cargo.toml");
    assert_eq!(version(&template), version(&read("Cargo.toml")));
}
