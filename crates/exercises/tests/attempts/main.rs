//! Each exercise fails as it is handed out, its solution passes, and each attempt that people make gets the
//! diagnosis that it must get. Type `cargo test -p exercises --test attempts -- --nocapture` for the table.

#![expect(clippy::unwrap_used, reason = "clippy knows test functions, not the helpers beside them")]

mod cases;
mod files;
mod pictures;

use std::{env, fs, process::Command, sync::Mutex, thread};

use exercises::{Aspect, Diagnosis, Verdict};
use stopwatch::println;

use cases::{CASES, Case, Kind};

/// Names a case to the process that is to run it.
const CASE: &str = "EXERCISE_CASE";

/// Does nothing, but in a process that [`verdict`] has started.
#[test]
fn one_case() {
    if let Ok(name) = env::var(CASE) {
        let case = CASES.iter().find(|case| case.name() == name);
        (case.unwrap().main)();
    }
}

/// What the checker says of a case, in a process of its own.
fn verdict(case: &Case) -> Verdict {
    let file = tempfile::NamedTempFile::new().unwrap();
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "one_case", "--nocapture"])
        .env(CASE, case.name())
        .env("EXERCISE_VERDICT", file.path())
        .output()
        .unwrap();
    let verdict: Option<Verdict> = serde_json::from_slice(&fs::read(&file).unwrap()).ok();
    let verdict = verdict.unwrap_or_else(|| panic!("{}: {output:?}", case.name()));
    assert_eq!(output.status.success(), verdict.passed, "{}: {output:?}", case.name());
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(printed.contains("  right  "), "{printed}");
    verdict
}

/// The verdicts of all cases of a kind, some of them at a time: most of them only wait.
fn verdicts(is_wanted: impl Fn(&Case) -> bool) -> Vec<(&'static Case, Verdict)> {
    const AT_ONCE: usize = 3;
    let queue = Mutex::new(CASES.iter().filter(|case| is_wanted(case)).collect::<Vec<_>>());
    let found = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some(case) = queue.lock().unwrap().pop() else { break };
                    let verdict = verdict(case);
                    found.lock().unwrap().push((case, verdict));
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap();
    found.sort_by_key(|(case, _)| case.name());
    found
}

fn assert_all(found: &[(&Case, Verdict)]) {
    assert!(!found.is_empty());
    for (case, verdict) in found {
        println!("| {} | {} | {:?} |", case.exercise, case.file, verdict.diagnosis);
    }
    for (case, verdict) in found {
        assert_eq!(verdict.diagnosis, case.diagnosis, "{}: {verdict:#?}", case.name());
        assert!(verdict.words.contains(case.says), "{}: {}", case.name(), verdict.words);
    }
}

#[test]
fn every_exercise_fails_as_it_is_handed_out() {
    let found = verdicts(|case| case.kind == Kind::Start);
    assert_all(&found);
    for (case, verdict) in &found {
        let failed = verdict.lines.iter().filter(|line| line.passed == Some(false));
        let failed: Vec<Aspect> = failed.map(|line| line.aspect).collect();
        assert!(failed.contains(&case.line.unwrap()), "{}: {failed:?}", case.name());
    }
}

#[test]
fn every_solution_passes_three_times_in_a_row() {
    for _ in 0..3 {
        let found = verdicts(|case| case.kind == Kind::Solution);
        assert_all(&found);
        for (case, verdict) in &found {
            assert!(verdict.lines.iter().all(|line| line.passed == Some(true)), "{}", case.name());
        }
    }
}

#[test]
fn every_attempt_gets_its_diagnosis() {
    // Only there it is known how many threads wait for a lock.
    let is_told =
        |case: &Case| cfg!(target_os = "linux") || case.diagnosis != Diagnosis::LockHeldAtWork;
    assert_all(&verdicts(|case| case.kind == Kind::Attempt && is_told(case)));
}
