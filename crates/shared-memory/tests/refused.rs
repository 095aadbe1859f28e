//! The programs that the compiler refuses, as the guide says: it does refuse them, for the reason
//! given, and takes them once they are mended.

#![expect(
    clippy::unwrap_used,
    reason = "clippy knows test functions, not the helpers beside them"
)]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

fn programs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("refused");
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// Compiles a program far enough to check its types, with more flags.
fn compile(program: &Path, flags: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--edition=2024", "--emit=metadata", "--error-format=json"])
        .args(["--check-cfg=cfg(mended)", "--out-dir"])
        .arg(folder.path())
        .args(flags)
        .arg(program)
        .output()
        .unwrap()
}

/// The codes of the errors that the compiler named.
fn codes(output: &Output) -> Vec<String> {
    let lines = String::from_utf8_lossy(&output.stderr).into_owned();
    let messages =
        lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let errors = messages.filter(|message| message["level"] == "error");
    errors
        .filter_map(|error| Some(error["code"]["code"].as_str()?.to_owned()))
        .collect()
}

#[test]
fn each_program_is_refused_for_the_reason_that_it_names() {
    let programs = programs();
    assert!(programs.len() >= 4);
    for program in programs {
        let text = fs::read_to_string(&program).unwrap();
        let named = text.trim_start_matches("//! ").split(':').next().unwrap();
        let output = compile(&program, &[]);
        assert!(!output.status.success(), "{} compiles", program.display());
        assert_eq!(codes(&output), [named], "{}", program.display());
    }
}

#[test]
fn each_program_compiles_when_it_is_mended() {
    for program in programs() {
        let output = compile(&program, &["--cfg=mended"]);
        assert!(output.status.success(), "{}: {output:?}", program.display());
    }
}
