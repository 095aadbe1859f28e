//! The files beside the code: each exercise has all of them, and nobody forgets one.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::cases::{CASES, Kind};

pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The names of what is in a folder, without their endings.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> =
        entries.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

fn of_kind(kind: Kind) -> impl Iterator<Item = &'static crate::Case> {
    CASES.iter().filter(move |case| case.kind == kind)
}

#[test]
fn each_exercise_has_a_solution_three_hints_and_three_attempts() {
    let exercises: Vec<&str> = of_kind(Kind::Start).map(|case| case.exercise).collect();
    for kind in ["start", "solutions", "hints"] {
        assert_eq!(names(&folder(kind)), exercises, "in {kind}");
    }
    for exercise in exercises {
        let hints =
            fs::read_to_string(folder("hints").join(exercise).with_extension("md")).unwrap();
        let hints: Vec<&str> = hints.split("\n---\n").map(str::trim).collect();
        assert!(hints.len() == 3 && hints.iter().all(|hint| !hint.is_empty()), "{exercise}");

        let attempts = of_kind(Kind::Attempt).filter(|case| case.exercise == exercise);
        let mut attempts: Vec<&str> = attempts.map(|case| case.file).collect();
        attempts.sort_unstable();
        assert_eq!(names(&folder("tests/attempts").join(exercise)), attempts, "{exercise}");
        assert!(attempts.len() >= 3, "{exercise}");
    }
}

#[test]
fn what_is_handed_out_is_short_and_says_what_to_reach() {
    for case in of_kind(Kind::Start) {
        let name = case.exercise;
        let text = fs::read_to_string(folder("start").join(name).with_extension("rs")).unwrap();
        assert!(text.lines().count() <= 40, "{name}");
        let title = format!("// Exercise {name}, of chapter {}.\n//\n// ", &name[..2]);
        assert!(text.starts_with(&title), "{name}");
    }
}

/// They are no modules by themselves, and `cargo fmt` does not see them.
#[test]
fn all_files_are_well_formatted() {
    let mut files = Vec::new();
    for case in CASES {
        files.push(match case.kind {
            Kind::Start => folder("start").join(case.exercise),
            Kind::Solution => folder("solutions").join(case.exercise),
            Kind::Attempt => folder("tests/attempts").join(case.exercise).join(case.file),
        });
    }
    files.iter_mut().for_each(|file| assert!(file.set_extension("rs")));
    let rustfmt =
        Command::new("rustfmt").args(["--check", "--edition", "2024"]).args(files).output();
    // Who has no rustfmt writes no files for others.
    if let Ok(output) = rustfmt {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}
