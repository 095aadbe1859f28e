//! `--guess` of every chapter, and `cargo xtask guesses`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use end_to_end::{limited, path_of, program};
use predicates::str::contains;
use stopwatch::Report;
use tempfile::TempDir;

use crate::{texts, version};

const CHAPTER: &str = "chapter-02-threads";
const QUICK: [&str; 2] = ["--seconds", "0.1"];

/// A target folder of its own with a chapter in it, so that the guesses of whoever runs the tests stay
/// as they are.
struct Copy {
    target: TempDir,
    program: PathBuf,
}

impl Copy {
    fn of(chapter: &str) -> Self {
        let target = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        fs::write(target.path().join("CACHEDIR.TAG"), "").unwrap();
        let program = target.path().join(path_of(chapter).file_name().unwrap());
        // Not a copy: a file that was open for writing while another test started a program cannot be
        // run.
        fs::hard_link(path_of(chapter), &program).unwrap();
        Self { target, program }
    }

    fn report(&self) -> PathBuf {
        self.target.path().join("report.json")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(args).arg("--export-json").arg(self.report());
        command.env("COLUMNS", "80").env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
        command
    }

    /// Runs the chapter, and returns what it printed and the guesses in its report.
    fn guessed(&self, args: &[&str]) -> (String, Vec<Option<f64>>) {
        let output = limited(self.command(args)).output().unwrap();
        let (stdout, stderr) = texts(&output);
        assert!(output.status.success(), "{stdout}\n{stderr}");
        (stdout, guesses(&self.report()))
    }
}

fn guesses(report: &Path) -> Vec<Option<f64>> {
    let report = Report::read(report).unwrap();
    report.versions.iter().map(|run| run.guess_s).collect()
}

#[test]
fn guesses_that_are_typed_as_a_flag_stand_beside_what_was_measured() {
    let copy = Copy::of(CHAPTER);
    let (stdout, guesses) = copy.guessed(&[&QUICK[..], &["--guess", "0.5 s,600ms,,"]].concat());
    assert_eq!(guesses, [Some(0.5), Some(0.6), None, None]);
    assert!(stdout.contains("=== threads (predicted: 0.1 s, your guess: 0.6 s) ==="), "{stdout}");
    assert!(stdout.contains("=== pool (predicted: 0.3 s) ==="), "{stdout}");
    let (_, table) = stdout.split_once("guess ").unwrap();
    let row = |name: &str| table.lines().find(|line| line.contains(name)).unwrap().to_owned();
    assert!(row("│ threads").contains("0.6 s"), "{stdout}");
    assert!(row("│ pool").contains('–'), "{stdout}");
    assert!(stdout.contains("You said 0.6 s for `threads`; it took 0."), "{stdout}");
    assert!(stdout.contains("it had 5 tasks in flight at once."), "{stdout}");
    assert!(stdout.contains("Your best guess: 0.5 s for `sequential`"), "{stdout}");
}

#[test]
fn guesses_belong_to_the_versions_that_run() {
    let copy = Copy::of(CHAPTER);
    let only = ["--only", "pool", "--only", "threads", "--guess", "2,6"];
    assert_eq!(copy.guessed(&[&QUICK[..], &only].concat()).1, [Some(2.0), Some(6.0)]);
}

#[test]
fn versions_in_processes_of_their_own_have_their_guess() {
    let copy = Copy::of("chapter-07-async-downloads");
    let args = ["--waits", "20", "--seconds", "0.05", "--downloads", "20", "--guess", "1,2,3"];
    let (stdout, guesses) = copy.guessed(&args);
    assert_eq!(guesses[..4], [Some(1.0), Some(2.0), Some(3.0), None], "{stdout}");
}

#[test]
fn without_a_guess_there_is_no_word_of_it() {
    let (stdout, guesses) = Copy::of(CHAPTER).guessed(&QUICK);
    assert_eq!(guesses, [None; 4]);
    assert!(!stdout.contains("guess"), "{stdout}");
}

#[test]
fn nonsense_is_refused_before_anything_runs() {
    for (guesses, said) in [
        ("-1", "such as 2, 0.5, 2 s or 400 ms"),
        ("abc", "such as 2, 0.5, 2 s or 400 ms"),
        ("10,2,0", "such as 2, 0.5, 2 s or 400 ms"),
        ("1,2,3,4,5", "5 guesses for 4 versions: sequential, threads, scoped-threads, pool"),
    ] {
        program(CHAPTER)
            .args(["--guess", guesses])
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains(said));
    }
    program(CHAPTER).args(["--predict", "--guess", "1"]).assert().code(2).stdout("");
}

#[test]
fn where_nobody_can_be_asked_that_is_said_and_nothing_waits() {
    program(CHAPTER).arg("--guess").assert().code(2).stdout("").stderr(contains("--guess 10,2"));
}

#[cfg(target_os = "linux")]
mod at_a_terminal {
    use std::io::{Read, Write};

    use end_to_end::start;

    use super::*;

    /// Types at the terminal in which a chapter asks for guesses; returns what was shown there, and the
    /// guesses in its report.
    fn typed(lines: &[u8]) -> Option<(String, Vec<Option<f64>>)> {
        if !crate::has_script() {
            return None;
        }
        let copy = Copy::of(CHAPTER);
        let chapter = copy.program.display();
        let report = copy.report();
        let command = format!(
            "exec {chapter} --seconds 0.1 --guess --only threads --only pool --export-json {}",
            report.display()
        );
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--command", &command, "/dev/null"]);
        script.env("SHELL", "/bin/sh").env("LC_ALL", "C.UTF-8");
        let mut terminal = start(script.stdin(Stdio::piped()).stdout(Stdio::piped()));
        terminal.stdin.as_mut().unwrap().write_all(lines).unwrap();
        let mut stood_there = String::new();
        terminal.stdout.take().unwrap().read_to_string(&mut stood_there).unwrap();
        assert!(terminal.wait().unwrap().success(), "{stood_there}");
        Some((stood_there, guesses(&report)))
    }

    #[test]
    fn each_version_is_asked_for_and_enter_skips() {
        let Some((stood_there, guesses)) = typed(b"2 s\n\n") else { return };
        assert_eq!(guesses, [Some(2.0), None], "{stood_there}");
        assert!(stood_there.contains("`threads`: how many seconds?"), "{stood_there}");
    }

    #[test]
    fn nonsense_is_asked_for_again() {
        let Some((stood_there, guesses)) = typed(b"abc\n-1\n0,5\n2000ms\n") else { return };
        assert_eq!(guesses, [Some(0.5), Some(2.0)], "{stood_there}");
        assert!(stood_there.contains("expected a time"), "{stood_there}");
    }

    #[test]
    fn at_the_end_of_input_the_rest_runs_without_a_guess() {
        let Some((stood_there, guesses)) = typed(b"2\n\x04") else { return };
        assert_eq!(guesses, [Some(2.0), None], "{stood_there}");
    }
}

#[test]
fn how_far_off_the_guesses_were_is_kept_and_shown() {
    let copy = Copy::of(CHAPTER);
    let xtask = |args: &[&str]| {
        let mut xtask = program("xtask");
        xtask.args(args).env("CARGO_TARGET_DIR", copy.target.path());
        xtask
    };
    let nothing = contains("there are no guesses yet\nType first: cargo run -p chapter-02-threads");
    xtask(&["guesses"]).assert().code(1).stderr(nothing);

    copy.guessed(&[&QUICK[..], &["--guess", "9,0.1"]].concat());
    copy.guessed(&[&QUICK[..], &["--only", "pool", "--guess", "0.1"]].concat());
    let shown = xtask(&["guesses"]).assert().success();
    let (stdout, _) = texts(shown.get_output());
    let row = |name: &str| stdout.lines().find(|line| line.contains(name)).unwrap().to_owned();
    assert!(row(" sequential").contains("9.0 s") && row(" sequential").contains("too long"));
    assert!(row(" pool").contains("too short"), "{stdout}");
    assert!(row("chapter-02-threads").contains("median"), "{stdout}");
    assert!(stdout.contains("3 guesses, off by"), "{stdout}");
    assert!(!stdout.contains("scoped-threads"), "nobody guessed that:\n{stdout}");

    let report = Report::read(&copy.target.path().join("guesses/chapter-02-threads.json")).unwrap();
    assert_eq!(version(&report, "pool").guess_s, Some(0.1));
}
