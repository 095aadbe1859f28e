//! `cargo xtask new`, on a copy of this workspace.

use std::{fs, path::Path};

use assert_cmd::Command;
use end_to_end::{cargo, chapters, limited, program, workspace};
use predicates::str::contains;

use super::{chapter, timings};
use crate::book::copy_of_the_guide;

/// `cargo xtask` in the copy. What it builds is kept for the next time, and need not run fast.
fn xtask(copy: &Path, args: &[&str]) -> Command {
    let mut xtask = program("xtask");
    xtask.args(args).current_dir(copy).env("CARGO_NET_OFFLINE", "true");
    xtask.env("CARGO_TARGET_DIR", workspace().join("target/new-chapter"));
    xtask.env("CARGO_PROFILE_DEV_OPT_LEVEL", "0");
    xtask
}

#[test]
fn a_new_chapter_builds_runs_and_is_well_formatted() {
    let copy = copy_of_the_guide();
    let made = xtask(copy.path(), &["new", "99", "first-trial"]).assert().success();
    made.stdout(contains("cargo run -p chapter-99-first-trial"));

    fs::copy(workspace().join("rustfmt.toml"), copy.path().join("rustfmt.toml")).unwrap();
    let mut format = cargo();
    format.args(["fmt", "--all", "--check"]).current_dir(copy.path());
    limited(format).assert().success();

    let out = copy.path().join("timings");
    let run = ["run", "99", "--quick", "--out", "timings"];
    xtask(copy.path(), &run).assert().success().stdout(contains("chapter-99-first-trial"));
    let timings = timings(&out);
    let versions = chapter(&timings, "chapter-99-first-trial")["reports"][0]["versions"].as_array();
    let names: Vec<&str> =
        versions.unwrap().iter().map(|run| run["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["sequential", "threads"]);
}

#[test]
fn what_is_taken_or_wrong_is_refused_and_nothing_is_made() {
    let copy = copy_of_the_guide();
    let summary = || fs::read_to_string(copy.path().join("chapters/SUMMARY.md")).unwrap();
    let before = summary();
    let taken = chapters()[0].name.as_str();
    let (number, word) = taken.trim_start_matches("chapter-").split_once('-').unwrap();
    for (args, said) in [
        ([number, "first-trial"], format!("{taken} has this number already")),
        (["99", word], format!("crates/{word}/Cargo.toml is there already")),
        (["99", "house"], "tests/tests/end_to_end/house.rs is there already".to_owned()),
        (["0", "first-trial"], "from 1 to 99".to_owned()),
        (["-1", "first-trial"], "from 1 to 99".to_owned()),
        (["ten", "first-trial"], "from 1 to 99".to_owned()),
        (["99", "First Trial"], "expected small letters".to_owned()),
        (["99", "../trial"], "expected small letters".to_owned()),
        (["99", "async"], "a word of Rust itself".to_owned()),
    ] {
        let args = [&["new"], &args[..]].concat();
        xtask(copy.path(), &args).assert().code(2).stdout("").stderr(contains(said));
    }
    assert_eq!(summary(), before);
    for file in ["crates/first-trial", "chapters/99-first-trial.md", "crates/house"] {
        assert!(!copy.path().join(file).exists(), "{file}");
    }
}
