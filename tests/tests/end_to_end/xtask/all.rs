//! `all` and `run`: which chapters they run, and what they write.

use std::{fs, path::Path, process::Stdio};

use assert_cmd::Command;
use end_to_end::{chapters, program, start, std_program};
use predicates::str::contains;

use super::{GOOD, all_in, chapter, small_workspace, timings, varying};
use crate::{run, texts};

#[test]
fn all_runs_every_chapter_and_writes_every_file() {
    let out = tempfile::tempdir().unwrap();
    let output =
        program("xtask").args(["all", "--quick", "--out"]).arg(out.path()).output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success(), "{stdout}\n{stderr}");

    let timings = timings(out.path());
    let [csv, markdown] = ["timings.csv", "timings.md"]
        .map(|file| fs::read_to_string(out.path().join(file)).unwrap());
    for name in chapters().iter().map(|chapter| chapter.name.as_str()) {
        assert!(stdout.contains(name), "{stdout}");
        assert!(stderr.lines().filter(|line| line.contains(name)).count() == 1, "{stderr}");
        assert!(out.path().join(format!("logs/{name}.log")).metadata().unwrap().len() > 0);
        let report = &chapter(&timings, name)["reports"][0];
        let names = |of: &str| -> Vec<&str> {
            let runs = report[of].as_array().map(Vec::as_slice).unwrap_or_default();
            runs.iter().map(|run| run["name"].as_str().unwrap()).collect()
        };
        let (_, predicted) = run(name, &["--predict"]);
        let mut versions: Vec<&str> =
            predicted.versions.iter().map(|run| run.name.as_str()).collect();
        versions.retain(|version| !names("skipped").contains(version));
        assert_eq!(names("versions"), versions);
        for version in versions {
            assert!(csv.contains(&format!("{name},{version},")), "{csv}");
            assert!(markdown.contains(version), "{markdown}");
        }
    }
    let page = fs::read_to_string(out.path().join("report.html")).unwrap();
    // These are patterns in the page itself.
    let page = page.replace("url(#", "");
    for foreign in ["<script", "<link", "src=", "url(", "@import"] {
        assert!(!page.contains(foreign), "the report needs {foreign}");
    }
    for field in ["commit", "rustc", "cpu", "cores", "os", "date"] {
        assert!(!timings["provenance"][field].is_null(), "{field}");
    }
}

#[test]
fn one_chapter_runs_by_number_or_name_and_several_times() {
    for name in ["1", "01", "sequential", "chapter-01-sequential"] {
        let out = tempfile::tempdir().unwrap();
        program("xtask")
            .args(["run", name, "--quick", "--runs", "3", "--out"])
            .arg(out.path())
            .assert()
            .success()
            .stdout(contains("median"));
        let timings = timings(out.path());
        assert_eq!(timings["chapters"].as_array().unwrap().len(), 1);
        assert_eq!(
            chapter(&timings, "chapter-01-sequential")["reports"].as_array().unwrap().len(),
            3
        );
    }
}

#[test]
fn an_unknown_chapter_is_a_usage_error_that_names_the_known_ones() {
    for args in [&["run", "99"][..], &["all", "--only", "theads"]] {
        program("xtask").args(args).assert().code(2).stderr(contains("chapter-02-threads"));
    }
}

#[test]
fn wrong_numbers_are_refused() {
    for args in [["--runs", "0"], ["--runs", "-1"], ["--timeout", "0"], ["--timeout", "x"]] {
        program("xtask").arg("all").args(args).assert().code(2).stderr(contains(args[0]));
    }
}

#[test]
fn two_at_once_wait_for_each_other_and_both_succeed() {
    let outs = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let both = outs.each_ref().map(|out| {
        start(
            std_program("xtask")
                .args(["all", "--quick", "--out"])
                .arg(out.path())
                .stdout(Stdio::null())
                .stderr(Stdio::piped()),
        )
    });
    let outputs = both.map(|running| running.output().unwrap());
    let waited = outputs.iter().filter(|output| texts(output).1.contains("Waiting for another"));
    assert!(waited.count() >= 1, "{outputs:?}");
    let all = chapters().len();
    for (output, out) in outputs.iter().zip(&outs) {
        assert!(output.status.success(), "{output:?}");
        assert_eq!(timings(out.path())["chapters"].as_array().unwrap().len(), all);
    }
}

#[test]
fn outside_a_workspace_the_error_says_so() {
    let folder = tempfile::tempdir().unwrap();
    program("xtask")
        .arg("all")
        .current_dir(folder.path())
        .assert()
        .code(1)
        .stderr(contains("could not read the workspace"));
}

#[test]
fn earlier_timings_are_kept_beside_the_new_ones() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    assert!(all_in(folder.path(), &["--runs", "2"]).status.success());
    assert!(all_in(folder.path(), &[]).status.success());
    let runs = |file: &str| {
        let json = fs::read(folder.path().join("target/timings").join(file)).unwrap();
        serde_json::from_slice::<serde_json::Value>(&json).unwrap()["runs"].clone()
    };
    assert_eq!((runs("timings-before.json"), runs("timings.json")), (2.into(), 1.into()));
}

#[test]
fn a_folder_within_the_repository_of_somebody_else_has_no_commit() {
    let outer = tempfile::tempdir().unwrap();
    let guide = small_workspace(&[("chapter-01-good", GOOD)]);
    let copy = outer.path().join("guide");
    fs::rename(guide.path(), &copy).unwrap();
    let git = |folder: &Path, args: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=a", "-c", "user.email=a@b"]).args(args).current_dir(folder);
        git.assert().success();
    };
    let commit = |folder: &Path| {
        assert!(all_in(folder, &["--out", "timings"]).status.success());
        timings(&folder.join("timings"))["provenance"]["commit"].as_str().unwrap().to_owned()
    };
    git(outer.path(), &["init", "--quiet"]);
    git(outer.path(), &["commit", "--quiet", "--allow-empty", "--message", "of somebody else"]);
    assert_eq!(commit(&copy), "unknown");
    git(outer.path(), &["add", "guide/Cargo.toml"]);
    git(outer.path(), &["commit", "--quiet", "--message", "with the guide in it"]);
    assert_eq!(commit(&copy), "unknown");

    git(&copy, &["init", "--quiet"]);
    assert_eq!(commit(&copy), "unknown", "nothing of ours is in it");
    git(&copy, &["add", "Cargo.toml"]);
    git(&copy, &["commit", "--quiet", "--message", "ours"]);
    assert!(commit(&copy).ends_with(" with changes"));
}
