//! `cargo xtask doctor`.

use end_to_end::program;
#[cfg(unix)]
use predicates::str::contains;

use crate::texts;

#[test]
fn the_doctor_speaks_of_everything_that_matters() {
    let mut doctor = program("xtask");
    let output = doctor.arg("doctor").assert().success().get_output().clone();
    let (stdout, _) = texts(&output);
    for subject in ["Rust", "Cores", "Width", "Python", "Browser", "Chapters"] {
        assert!(stdout.contains(subject), "{stdout}");
    }
}

/// A `python3` that leaves something behind, as the wrappers of some installations do.
#[cfg(unix)]
#[test]
fn the_doctor_does_not_wait_for_what_a_program_leaves_behind() {
    let folder = tempfile::tempdir().unwrap();
    let python = folder.path().join("python3");
    let answer = r#"{"implementation": "CPython", "version": [3, 99, 0], "release": [3, 99, 0], "has_gil": true,
        "is_free_threaded": false, "executable": "", "prefix": "/nowhere"}"#;
    let answer = answer.replace('\n', "");
    end_to_end::write_script(&python, &format!("#!/bin/sh\nsleep 60 &\necho '{answer}'\n"));
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let mut doctor = program("xtask");
    doctor.arg("doctor").env("PATH", path).timeout(std::time::Duration::from_secs(45));
    doctor.assert().success().stdout(contains("CPython 3.99"));
}
