//! `cargo xtask all`, killed while it runs.

use std::{fs, path::Path, process::Stdio};

use end_to_end::{Running, start, std_program};

use super::{GOOD, all_in, small_workspace, timings};
use crate::wait_until;

/// A chapter that goes on until whoever started it lets go of its stdin.
const ENDLESS: &str = r#"
fn main() {
    if std::env::args().any(|arg| arg == "--predict") {
        return;
    }
    std::fs::write("started", "").unwrap();
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).unwrap();
    std::fs::write("ended", "").unwrap();
}"#;

/// Starts `cargo xtask all` in a workspace, to be killed.
fn start_all(workspace: &Path) -> Running {
    start(
        std_program("xtask")
            .arg("all")
            .current_dir(workspace)
            .env_remove("CARGO_TARGET_DIR")
            .stdout(Stdio::null())
            .stderr(Stdio::null()),
    )
}

#[test]
fn a_run_that_is_killed_says_so_in_every_form_and_leaves_nobody_computing() {
    let folder = small_workspace(&[("chapter-01-good", GOOD), ("chapter-02-endless", ENDLESS)]);
    let xtask = start_all(folder.path());
    wait_until("the second chapter starts", || folder.path().join("started").exists());
    drop(xtask);
    wait_until("its program ends", || folder.path().join("ended").exists());

    let out = folder.path().join("target/timings");
    for form in ["report.html", "timings.md", "timings.csv"] {
        let text = fs::read_to_string(out.join(form)).unwrap();
        assert!(text.contains("1 of 2 chapters: cut off"), "{form}:\n{text}");
        assert!(!text.contains("<h2>All"), "{form}:\n{text}");
    }
    let timings = timings(&out);
    assert_eq!(timings["chapters_planned"], 2);
    assert_eq!(timings["chapters"].as_array().unwrap().len(), 1);
}

/// What the first run left is not taken as the work of a second one, which had only begun to build.
#[test]
fn a_run_that_is_killed_before_its_first_chapter_does_not_leave_an_older_report() {
    let folder = small_workspace(&[("chapter-01-good", GOOD)]);
    assert!(all_in(folder.path(), &[]).status.success());
    let report = || fs::read_to_string(folder.path().join("target/timings/report.html")).unwrap();
    let older = report();
    fs::write(folder.path().join("chapter-01-good/src/main.rs"), ENDLESS).unwrap();
    let xtask = start_all(folder.path());
    wait_until("it writes a report", || report() != older);
    drop(xtask);
    assert!(report().contains("0 of 1 chapters: cut off"), "{}", report());
}
