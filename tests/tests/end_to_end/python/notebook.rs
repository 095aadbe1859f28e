//! The notebook, run from top to bottom.

use std::process::Command;

use end_to_end::{limited, outside_of_cargo, skip, workspace};

use super::found::pythons;
use crate::texts;

/// The script's exit code when there is no Jupyter.
const SKIPPED: i32 = 77;

#[test]
fn every_cell_of_the_notebook_runs_and_shows_its_timeline() {
    let Some(python) = pythons().first().copied() else { return };
    let mut python = Command::new(python);
    python.arg(workspace().join("tests/python/notebook.py")).arg("--check");
    let output = limited(outside_of_cargo(python)).output().unwrap();
    let (stdout, stderr) = texts(&output);
    if output.status.code() == Some(SKIPPED) {
        return skip("jupyter", stdout.trim());
    }
    assert!(output.status.success(), "{stdout}\n{stderr}");
}
