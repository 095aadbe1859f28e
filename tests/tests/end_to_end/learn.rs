//! `cargo xtask learn`, on a copy of this workspace.

#[cfg(target_os = "linux")]
mod in_a_terminal;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{Mutex, MutexGuard, PoisonError},
};

use assert_cmd::Command;
use end_to_end::{cargo, program, start, std_program, workspace};
use predicates::{prelude::PredicateBooleanExt, str::contains};

use crate::{book::copy_of_the_guide, texts};

/// `cargo xtask learn` in a copy, whose target folder is its own: there lies what is solved.
fn learn(copy: &Path, args: &[&str]) -> Command {
    let mut xtask = program("xtask");
    xtask.arg("learn").args(args).current_dir(copy).env("CARGO_TARGET_DIR", copy.join("target"));
    xtask
}

/// A copy in which exercises are built. It is kept for the next time, as what is built in it: another folder would
/// be another package. One test at a time has it.
struct Workshop {
    copy: PathBuf,
    _only_one: MutexGuard<'static, ()>,
}

impl Workshop {
    fn open() -> Self {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let only_one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let copy = workspace().join("target/learn");
        let solved = copy.join("target/exercises");
        assert!(fs::remove_dir_all(&solved).is_ok() || !solved.exists());
        bring_up_to_date(copy_of_the_guide().path(), &copy);
        Self { copy, _only_one: only_one }
    }

    fn learn(&self, args: &[&str]) -> Command {
        let mut xtask = learn(&self.copy, args);
        xtask.envs(self.building());
        xtask
    }

    /// What is built need not be fast.
    fn building(&self) -> [(&'static str, PathBuf); 3] {
        [
            ("CARGO_TARGET_DIR", self.copy.join("target")),
            ("CARGO_NET_OFFLINE", "true".into()),
            ("CARGO_PROFILE_DEV_OPT_LEVEL", "0".into()),
        ]
    }
}

/// Copies what is another than there, and removes what is no more. Cargo builds again what has changed last.
fn bring_up_to_date(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let entries = |folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    for name in entries(to).filter(|name| name != "target" && !from.join(name).exists()) {
        let gone = to.join(name);
        assert!(fs::remove_file(&gone).is_ok() || fs::remove_dir_all(&gone).is_ok());
    }
    for name in entries(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            bring_up_to_date(&from, &to);
        } else if fs::read(&from).unwrap() != fs::read(&to).unwrap_or_default() {
            fs::copy(from, to).unwrap();
        }
    }
}

fn start_file(copy: &Path, name: &str) -> String {
    fs::read_to_string(copy.join("crates/exercises/start").join(name).with_extension("rs")).unwrap()
}

fn handed_out(copy: &Path, name: &str) -> PathBuf {
    copy.join("exercises").join(name).with_extension("rs")
}

fn solve(copy: &Path, name: &str) {
    let solution = copy.join("crates/exercises/solutions").join(name).with_extension("rs");
    // As an editor saves it: on Windows, a copy is as old as what it was copied from, and Cargo sees no change.
    fs::write(handed_out(copy, name), fs::read(solution).unwrap()).unwrap();
}

#[test]
fn what_was_handed_out_is_the_readers_own_until_it_is_reset() {
    let copy = copy_of_the_guide();
    let copy = copy.path();
    let (list, _) = texts(&learn(copy, &["--list"]).output().unwrap());
    assert!(list.contains("0 of ") && list.lines().all(|it| it.chars().count() <= 80), "{list}");
    let file = handed_out(copy, "02_all_at_once");
    assert_eq!(fs::read_to_string(&file).unwrap(), start_file(copy, "02_all_at_once"));

    fs::write(&file, "mine").unwrap();
    learn(copy, &[]).assert().success();
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    let reset = learn(copy, &["--reset", "all-at-once"]).assert().success();
    reset.stdout(contains("as it was handed out"));
    assert_eq!(fs::read_to_string(&file).unwrap(), start_file(copy, "02_all_at_once"));

    fs::remove_file(&file).unwrap();
    learn(copy, &[]).assert().success();
    assert!(file.exists(), "what was deleted is handed out again");
}

/// There, too, the commands of the guide work, and no editor's words are needed.
#[test]
fn commands_can_be_typed_in_the_folder_of_the_exercises() {
    let copy = copy_of_the_guide();
    let folder = copy.path().join("exercises");
    learn(copy.path(), &[]).assert().success();
    let list = learn(copy.path(), &["--list"]).current_dir(&folder).assert().success();
    list.stdout(contains("0 of "));
    assert!(!folder.join("exercises").exists());
    let mut commands = cargo();
    commands.arg("--list").current_dir(&folder);
    let (commands, stderr) = texts(&commands.output().unwrap());
    let xtask = commands.lines().find(|line| line.trim().starts_with("xtask")).expect(&stderr);
    assert!(xtask.contains("--manifest-path ../Cargo.toml"), "{xtask}");
}

/// The workspace does not know the package, and git not the files.
#[test]
fn what_the_reader_writes_is_no_part_of_the_workspace() {
    let copy = copy_of_the_guide();
    learn(copy.path(), &[]).assert().success();
    fs::write(handed_out(copy.path(), "02_all_at_once"), "fn (").unwrap();
    let mut metadata = cargo();
    metadata.args(["metadata", "--no-deps", "--format-version=1"]).current_dir(copy.path());
    let (packages, stderr) = texts(&metadata.output().unwrap());
    assert!(packages.contains("chapter-02-threads"), "{stderr}");
    assert!(!packages.contains("all_at_once.rs") && !packages.contains("your-exercises"));
    let ignored = fs::read_to_string(workspace().join(".gitignore")).unwrap();
    assert!(ignored.lines().any(|line| line == "/exercises/"));
}

#[test]
fn hints_come_one_by_one_and_a_solution_when_asked_for_twice() {
    let copy = copy_of_the_guide();
    let copy = copy.path();
    for number in ["1", "2", "3", "3"] {
        let hint = learn(copy, &["--hint", "02_all_at_once"]).assert().success();
        hint.stdout(contains(format!("Hint {number} of 3")));
    }
    let first = learn(copy, &["--solution", "02_all_at_once"]).assert().code(1);
    first.stdout("").stderr(contains("Ask once more"));
    let second = learn(copy, &["--solution", "02_all_at_once"]).assert().success();
    second.stdout(contains("threads.push("));
}

#[test]
fn unknown_names_list_the_known_ones() {
    let copy = copy_of_the_guide();
    for flag in ["--check", "--hint", "--reset", "--solution"] {
        let refused = learn(copy.path(), &[flag, "99"]).assert().code(2).stdout("");
        refused.stderr(contains("there is no exercise `99`").and(contains("02_all_at_once")));
    }
    learn(copy.path(), &["--list", "--hint", "02_all_at_once"]).assert().code(2);
}

#[test]
fn what_cannot_be_read_or_written_is_named() {
    let copy = copy_of_the_guide();
    let copy = copy.path();
    fs::write(copy.join("exercises"), "a file").unwrap();
    let refused = learn(copy, &[]).assert().code(1).stdout("");
    refused.stderr(contains("could not write").and(contains("exercises")));
    fs::remove_file(copy.join("exercises")).unwrap();

    let progress = copy.join("target/exercises/progress.json");
    learn(copy, &["--hint", "02_all_at_once"]).assert().success();
    fs::write(progress, "{").unwrap();
    let refused = learn(copy, &["--list"]).assert().code(1).stdout("");
    refused.stderr(contains("progress.json").and(contains("Delete it")));
}

#[test]
fn a_reader_that_has_gone_costs_no_word() {
    let copy = copy_of_the_guide();
    let mut list = std_program("xtask");
    list.args(["learn", "--list"]).current_dir(copy.path());
    let mut list = start(list.stdout(Stdio::piped()).stderr(Stdio::piped()));
    drop(list.stdout.take());
    let output = list.output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

#[test]
fn a_check_says_what_is_wrong_and_keeps_what_is_solved() {
    let workshop = Workshop::open();
    let copy = &workshop.copy;
    let check = |name| workshop.learn(&["--check", name]).assert();
    let wrong = check("02_all_at_once").code(1).stderr(contains("not solved yet: 02_all_at_once"));
    wrong.stdout(contains("You join\nevery thread").or(contains("You join every thread")));

    solve(copy, "02_all_at_once");
    check("02_all_at_once").success().stdout(contains("Solved."));

    // A pull brings another version of what was handed out.
    let handed_out_now = copy.join("crates/exercises/start/02_all_at_once.rs");
    fs::write(&handed_out_now, start_file(copy, "02_all_at_once") + "// And more.\n").unwrap();
    let list = workshop.learn(&["--list"]).assert().success();
    list.stdout(contains("1 of ").and(contains("solved  02_all_at_once")));
    check("02_all_at_once").success();
}

#[test]
fn a_file_that_cannot_be_checked_gets_a_word_and_stops_no_other() {
    let workshop = Workshop::open();
    let copy = &workshop.copy;
    workshop.learn(&[]).assert().success();
    let names = fs::read_dir(copy.join("crates/exercises/start")).unwrap();
    for name in names.map(|entry| entry.unwrap().path()) {
        solve(copy, name.file_stem().unwrap().to_str().unwrap());
    }
    let all = workshop.learn(&["--check"]).assert().success();
    all.stdout(contains("02_all_at_once").and(contains("✗").not()));

    fs::write(handed_out(copy, "01_first_large"), "fn (").unwrap();
    fs::write(handed_out(copy, "01_price_once"), "fn main() { loop {} }").unwrap();
    fs::write(handed_out(copy, "02_few_workers"), "fn main() { std::process::exit(0) }").unwrap();
    let broken = workshop.learn(&["--check"]).assert().code(1);
    broken
        .stdout(
            contains("exercises/01_first_large.rs does not compile yet")
                .and(contains("exercises/01_price_once.rs was stopped after"))
                .and(contains("exercises/02_few_workers.rs ended (exit"))
                .and(contains("Solved.")),
        )
        .stderr(contains("not solved yet: 01_first_large, 01_price_once, 02_few_workers\n"));
}
