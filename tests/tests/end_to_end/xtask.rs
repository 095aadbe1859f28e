//! `cargo xtask`, on this workspace and on small ones whose chapters fail in every way.

mod all;
mod compare;
mod doctor;
mod exports;
mod failures;
mod killed;
mod new;
mod one_build;
mod python;
mod several_runs;

use std::{fs, path::Path, process::Output};

use end_to_end::program;
use serde_json::Value;
use tempfile::TempDir;

/// What a run left in its folder.
fn timings(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("timings.json")).unwrap()).unwrap()
}

/// The JSON of one chapter.
fn chapter<'t>(timings: &'t Value, name: &str) -> &'t Value {
    let chapters = timings["chapters"].as_array().unwrap();
    chapters.iter().find(|chapter| chapter["chapter"] == name).unwrap()
}

/// A workspace with one chapter for each program, which is all of its `main.rs`.
pub(crate) fn small_workspace(programs: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("Cargo.toml"),
        "[workspace]\nresolver = '3'\nmembers = ['chapter-*']\n",
    )
    .unwrap();
    for (name, main) in programs {
        let package = folder.path().join(name);
        fs::create_dir_all(package.join("src")).unwrap();
        fs::write(
            package.join("Cargo.toml"),
            format!("[package]\nname = '{name}'\nversion = '0.0.0'\nedition = '2024'\n"),
        )
        .unwrap();
        fs::write(package.join("src/main.rs"), main).unwrap();
    }
    folder
}

/// `xtask all` in a small workspace.
fn all_in(folder: &Path, args: &[&str]) -> Output {
    program("xtask")
        .arg("all")
        .args(args)
        .current_dir(folder)
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .unwrap()
}

/// Writes a report of one version to the file after `--export-json`.
const GOOD: &str = r##"
fn main() {
    let file = std::env::args().skip_while(|arg| arg != "--export-json").nth(1).unwrap();
    let report = r#"{"schema": 2, "chapter": "chapter-01-good",
        "versions": [{"name": "sequential", "baseline": "sequential", "workers": 1, "predicted_s": 0.5, "wall_s": 0.5,
        "cpu_s": 0.1, "most_in_flight": 1, "unfinished": 0, "answer": null, "failures": [],
        "tasks": []}]}"#;
    std::fs::write(file, report).unwrap();
}
"##;

/// A chapter of two versions, whose times depend on how often a version was run before.
const VARYING: &str = r##"
use std::{env, fs};

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let value = |flag: &str| args.iter().position(|arg| arg == flag).map(|at| args[at + 1].clone());
    let only = value("--only");
    let predict = args.iter().any(|arg| arg == "--predict");
    let versions: Vec<String> = [("sequential", [1.0, 1.2, 1.1]), ("threads", THREADS)]
        .into_iter()
        .filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name))
        .map(|(name, walls)| {
            let count = fs::read_to_string(name).map_or(0, |text| text.len());
            if !predict {
                fs::write(name, "x".repeat(count + 1)).unwrap();
                let order = fs::read_to_string("order").unwrap_or_default();
                fs::write("order", order + name + "\n").unwrap();
            }
            let wall = walls[count % 3];
            format!(r#"{{"name": "{name}", "baseline": "sequential", "workers": 1, "predicted_s": 1.0, "wall_s": {wall},
                "cpu_s": 0.0, "most_in_flight": 1, "unfinished": 0, "answer": ANSWER,
                "failures": [], "tasks": [{{"name": "<b>&", "lane": "<i>lane</i>",
                "start_s": 0.0, "end_s": {wall}}}]}}"#)
        })
        .collect();
    let report = format!(r#"{{"schema": 2, "chapter": "chapter-01-varying",
        "versions": [{}]}}"#, versions.join(","));
    fs::write(value("--export-json").unwrap(), report).unwrap();
}
"##;

/// The chapter with these times of its second version, and with an answer.
fn varying(threads: &str, answer: &str) -> TempDir {
    let main = VARYING.replace("THREADS", threads).replace("ANSWER", answer);
    small_workspace(&[("chapter-01-varying", &main)])
}
