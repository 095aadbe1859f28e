//! The scripts that compare chapters with what people would use instead; here, only their answers are
//! compared.

use std::{fs, process::Command};

use end_to_end::{limited, outside_of_cargo, skip, workspace};

use crate::texts;

/// The exit code of a script when something that it needs is missing: see `compare.py`, which the
/// scripts share.
const SKIPPED: i32 = 77;

#[test]
fn chapters_and_their_peers_have_the_same_answers() {
    let crates = fs::read_dir(workspace().join("crates")).unwrap();
    let scripts = crates.map(|folder| folder.unwrap().path().join("peers/run.py"));
    let scripts: Vec<_> = scripts.filter(|script| script.exists()).collect();
    assert!(!scripts.is_empty(), "there is nobody to compare a chapter with");
    if Command::new("python3").arg("--version").output().is_err() {
        return skip("python", "there is no python3");
    }
    for script in scripts {
        let mut python = Command::new("python3");
        python.arg(&script).arg("--check");
        let output = limited(outside_of_cargo(python)).output().unwrap();
        let (stdout, stderr) = texts(&output);
        if output.status.code() == Some(SKIPPED) {
            return skip("peers", stdout.trim());
        }
        assert!(output.status.success(), "{}\n{stdout}\n{stderr}", script.display());
    }
}
