//! `cargo xtask`, on this workspace and on small ones whose chapters fail in every way.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::{Child, Output, Stdio},
};

use assert_cmd::Command;
use end_to_end::{path_of, program, std_program, workspace};
use predicates::str::contains;
use serde_json::Value;
use tempfile::TempDir;

use crate::{texts, wait_until};

/// What a run left in its folder.
fn timings(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("timings.json")).unwrap()).unwrap()
}

/// The JSON of one chapter.
fn chapter<'t>(timings: &'t Value, name: &str) -> &'t Value {
    let chapters = timings["chapters"].as_array().unwrap();
    chapters.iter().find(|chapter| chapter["chapter"] == name).unwrap()
}

#[test]
fn all_runs_every_chapter_and_writes_every_file() {
    let out = tempfile::tempdir().unwrap();
    let output =
        program("xtask").args(["all", "--quick", "--out"]).arg(out.path()).output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success(), "{stdout}\n{stderr}");

    let versions = [
        ("chapter-01-sequential", &["sequential"][..]),
        ("chapter-02-threads", &["sequential", "threads", "scoped-threads", "pool"]),
        ("chapter-03-http-threads", &["sequential", "threads"]),
        (
            "chapter-04-multiprocess",
            &["sequential", "threads", "processes", "processes-with-a-crash"],
        ),
        (
            "chapter-05-shared-memory",
            &[
                "sequential",
                "lost-updates",
                "mutex",
                "atomic",
                "channel",
                "count-apart-then-add",
                "lock-too-long",
                "lock-in-time",
                "deadlock",
                "one-order",
            ],
        ),
        (
            "chapter-06-data-parallel",
            &["sequential", "threads", "rayon", "pi-sequential", "pi-threads", "pi-rayon"],
        ),
        (
            "chapter-07-async-downloads",
            &[
                "threads",
                "pool",
                "tokio",
                "fetch-threads",
                "fetch-pool",
                "fetch-tokio",
                "blocking",
                "unblocked",
            ],
        ),
        (
            "chapter-08-rule-of-thumb",
            &[
                "wait-sequential",
                "wait-threads",
                "wait-rayon",
                "wait-processes",
                "wait-tokio",
                "compute-sequential",
                "compute-threads",
                "compute-rayon",
                "compute-processes",
                "compute-tokio",
            ],
        ),
    ];
    let timings = timings(out.path());
    let [csv, markdown] = ["timings.csv", "timings.md"]
        .map(|file| fs::read_to_string(out.path().join(file)).unwrap());
    for (name, versions) in versions {
        assert!(stdout.contains(name), "{stdout}");
        assert!(stderr.lines().filter(|line| line.contains(name)).count() == 1, "{stderr}");
        assert!(out.path().join(format!("logs/{name}.log")).metadata().unwrap().len() > 0);
        let runs = chapter(&timings, name)["reports"][0]["versions"].as_array().unwrap();
        let names: Vec<&str> = runs.iter().map(|run| run["name"].as_str().unwrap()).collect();
        assert_eq!(names, versions);
        for version in versions {
            assert!(csv.contains(&format!("{name},{version},")), "{csv}");
            assert!(markdown.contains(version), "{markdown}");
        }
    }
    let page = fs::read_to_string(out.path().join("report.html")).unwrap();
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
    let children = outs.each_ref().map(|out| {
        std_program("xtask")
            .args(["all", "--quick", "--out"])
            .arg(out.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    });
    let outputs: Vec<Output> =
        children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    let waited = outputs.iter().filter(|output| texts(output).1.contains("Waiting for another"));
    assert!(waited.count() >= 1, "{outputs:?}");
    let all = crate::house::chapters().len();
    for (output, out) in outputs.iter().zip(&outs) {
        assert!(output.status.success(), "{output:?}");
        assert_eq!(timings(out.path())["chapters"].as_array().unwrap().len(), all);
    }
}

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
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let python = folder.path().join("python3");
    fs::write(&python, "#!/bin/sh\nsleep 60 &\necho Python 3.99\n").unwrap();
    fs::set_permissions(&python, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let mut doctor = program("xtask");
    doctor.arg("doctor").env("PATH", path).timeout(std::time::Duration::from_secs(45));
    doctor.assert().success().stdout(contains("Python 3.99"));
}

#[test]
fn outside_a_workspace_the_error_says_so() {
    let folder = tempfile::tempdir().unwrap();
    Command::new(path_of("xtask"))
        .arg("all")
        .current_dir(folder.path())
        .assert()
        .code(1)
        .stderr(contains("could not read the workspace"));
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

/// Runs `xtask all` in a small workspace.
fn all_in(folder: &Path, args: &[&str]) -> Output {
    Command::new(path_of("xtask"))
        .arg("all")
        .args(args)
        .current_dir(folder)
        .env("LC_ALL", "C.UTF-8")
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

#[test]
fn chapters_that_fail_are_named_with_their_reasons_and_the_others_are_kept() {
    let folder = small_workspace(&[
        ("chapter-01-good", GOOD),
        ("chapter-02-unbuildable", "fn main() { this is not Rust }"),
        ("chapter-03-crash", "fn main() { std::process::abort() }"),
        (
            "chapter-04-garbage",
            r#"
            fn main() {
                let file = std::env::args().last().unwrap();
                std::fs::write(file, "{\"schema\": 2, \"chapter\":").unwrap();
            }"#,
        ),
        (
            "chapter-05-newer",
            r#"
            fn main() {
                let file = std::env::args().last().unwrap();
                std::fs::write(file, "{\"schema\": 3}").unwrap();
            }"#,
        ),
        ("chapter-06-silent", "fn main() {}"),
        ("chapter-07-other", &GOOD.replace("chapter-01-good", "chapter-99-other")),
        ("chapter-08-error", r#"fn main() -> Result<(), &'static str> { Err("no luck today") }"#),
    ]);
    let output = all_in(folder.path(), &[]);
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");

    let (_, error) = stderr.split_once("Error: 7 of 8 chapters failed").unwrap();
    for (name, reason) in [
        ("chapter-02-unbuildable", "it does not build"),
        ("chapter-03-crash", if cfg!(unix) { "SIGABRT" } else { "exit code" }),
        ("chapter-04-garbage", "it left no report"),
        ("chapter-05-newer", "its schema is 3"),
        ("chapter-06-silent", "it left no report"),
        ("chapter-07-other", "its report is not one of chapter-07-other"),
        ("chapter-08-error", "no luck today"),
    ] {
        let line = error.lines().find(|line| line.contains(name)).unwrap();
        assert!(line.contains(reason), "{line}");
        assert!(stdout.contains(&format!("{name}: failed")), "{stdout}");
        for file in ["timings.csv", "timings.md"] {
            let text = fs::read_to_string(folder.path().join("target/timings").join(file)).unwrap();
            let line = text.lines().find(|line| line.contains(name) && line.contains(reason));
            assert!(line.is_some(), "{file} does not say why {name} failed:\n{text}");
        }
    }

    let timings = timings(&folder.path().join("target/timings"));
    assert_eq!(timings["chapters"].as_array().unwrap().len(), 8);
    assert_eq!(chapter(&timings, "chapter-07-other")["reports"], Value::Array(Vec::new()));
    let good = &chapter(&timings, "chapter-01-good")["reports"][0]["versions"][0];
    assert_eq!(good["wall_s"], 0.5);
}

#[test]
fn a_chapter_that_hangs_is_ended_and_the_next_one_runs() {
    let folder = small_workspace(&[
        ("chapter-01-hang", "fn main() { loop { std::thread::park() } }"),
        ("chapter-02-good", &GOOD.replace("chapter-01-good", "chapter-02-good")),
    ]);
    let output = all_in(folder.path(), &["--timeout", "2"]);
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");
    assert!(stderr.contains("chapter-01-hang: still running after 2 s"), "{stderr}");
    assert!(stdout.contains("0.5 s"), "{stdout}");
}

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
fn start_all(workspace: &Path) -> Child {
    std::process::Command::new(path_of("xtask"))
        .arg("all")
        .current_dir(workspace)
        .env_remove("CARGO_TARGET_DIR")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn kill(mut xtask: Child) {
    xtask.kill().unwrap();
    xtask.wait().unwrap();
}

#[test]
fn a_run_that_is_killed_says_so_in_every_form_and_leaves_nobody_computing() {
    let folder = small_workspace(&[("chapter-01-good", GOOD), ("chapter-02-endless", ENDLESS)]);
    let xtask = start_all(folder.path());
    wait_until("the second chapter starts", || folder.path().join("started").exists());
    kill(xtask);
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

/// What the first run left is not taken for that of a second one, which had only begun to build.
#[test]
fn a_run_that_is_killed_before_its_first_chapter_does_not_leave_an_older_report() {
    let folder = small_workspace(&[("chapter-01-good", GOOD)]);
    assert!(all_in(folder.path(), &[]).status.success());
    let report = || fs::read_to_string(folder.path().join("target/timings/report.html")).unwrap();
    let older = report();
    fs::write(folder.path().join("chapter-01-good/src/main.rs"), ENDLESS).unwrap();
    let xtask = start_all(folder.path());
    wait_until("it writes a report", || report() != older);
    kill(xtask);
    assert!(report().contains("0 of 1 chapters: cut off"), "{}", report());
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

#[test]
fn what_comes_from_outside_moves_no_cursor_and_is_no_formula() {
    let folder = small_workspace(&[(
        "chapter-01-rude",
        r##"
        fn main() {
            let file = std::env::args().skip_while(|arg| arg != "--export-json").nth(1).unwrap();
            let report = r#"{"schema": 2, "chapter": "chapter-01-rude",
                "versions": [{"name": "=cmd|\u001b[2J<b>", "baseline": "", "workers": 1,
                "predicted_s": 0.5, "wall_s": 0.5, "cpu_s": 0.1, "most_in_flight": 1,
                "unfinished": 0, "answer": null, "failures": [], "tasks": [{"name": "\u001b[2J",
                "lane": "\u001b[2J", "start_s": 0.0, "end_s": 0.5}]}]}"#;
            std::fs::write(file, report).unwrap();
            eprintln!("\x1b[31mno luck");
            std::process::exit(3);
        }"##,
    )]);
    let first = all_in(folder.path(), &[]);
    let compared = all_in(folder.path(), &["--compare", "target/timings/timings.json"]);
    for output in [&first, &compared] {
        let (stdout, stderr) = texts(output);
        assert!(!stdout.contains('\u{1b}') && !stderr.contains('\u{1b}'), "{output:?}");
        assert!(stderr.contains(r"3: \u{1b}[31mno luck"), "{stderr}");
    }
    let out = folder.path().join("target/timings");
    let read = |form: &str| fs::read_to_string(out.join(form)).unwrap();
    for form in ["report.html", "timings.md", "timings.csv"] {
        assert!(!read(form).contains('\u{1b}'), "{form}:\n{}", read(form));
    }
    assert!(!read("timings.csv").contains(",\"=") && !read("timings.csv").contains(",="));
    assert!(!read("timings.md").contains("<b>") && read("timings.md").contains(r"=cmd\|"));
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_before_anything_runs() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    // A file where a folder should be stops root as well, whom read-only folders do not.
    let output = all_in(folder.path(), &["--out", "Cargo.toml/timings"]);
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");
    assert!(stderr.contains("could not make the folder Cargo.toml/timings"), "{stderr}");
    assert!(!folder.path().join("order").exists(), "nothing is measured that cannot be kept");
}

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

#[test]
fn several_runs_alternate_the_order_of_the_versions() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    let output = all_in(folder.path(), &["--runs", "3"]);
    assert!(output.status.success(), "{output:?}");
    let order = fs::read_to_string(folder.path().join("order")).unwrap();
    let order: Vec<&str> = order.lines().collect();
    assert_eq!(order, ["sequential", "threads", "threads", "sequential", "sequential", "threads"]);
    let timings = timings(&folder.path().join("target/timings"));
    for report in chapter(&timings, "chapter-01-varying")["reports"].as_array().unwrap() {
        assert_eq!(report["versions"][0]["name"], "sequential", "kept in the chapter's order");
    }
    let (stdout, _) = texts(&output);
    assert!(stdout.contains("2.2×") && !stdout.contains('?'), "{stdout}");
}

#[test]
fn a_difference_within_the_spread_is_called_none_that_can_be_shown() {
    let folder = varying("[0.95, 1.05, 1.15]", "42");
    let output = all_in(folder.path(), &["--runs", "3"]);
    let (stdout, _) = texts(&output);
    assert!(stdout.contains("? 1.0×"), "{stdout}");
    assert!(stdout.contains("no difference that this run can show"), "{stdout}");
    let page = fs::read_to_string(folder.path().join("target/timings/report.html")).unwrap();
    assert!(page.contains("no difference that this run can show"), "{page}");
}

#[test]
fn answers_that_differ_between_processes_are_a_failure() {
    let folder = varying("[0.5, 0.5, 0.5]", "{name:?}");
    let (_, stderr) = texts(&all_in(folder.path(), &["--runs", "2"]));
    assert!(stderr.contains("threads: its answer is not that of `sequential`"), "{stderr}");
    assert!(!stderr.contains("sequential: its answer"), "{stderr}");
}

#[test]
fn a_version_that_does_not_wait_for_its_tasks_is_not_called_fast() {
    let waits_for_nobody = GOOD.replace(
        r#""tasks": []}]}"#,
        r#""tasks": [{"name": "a", "lane": "main", "start_s": 0, "end_s": 0.5}]},
            {"name": "threads", "baseline": "sequential", "workers": 1, "predicted_s": 0.5, "wall_s": 0.0, "cpu_s": 0.0,
            "most_in_flight": 0, "unfinished": 0, "answer": null, "failures": [], "tasks": []}]}"#,
    );
    let folder = small_workspace(&[("chapter-01-good", &waits_for_nobody)]);
    let (stdout, stderr) = texts(&all_in(folder.path(), &[]));
    assert!(stdout.contains("threads did not wait for all of its tasks"), "{stdout}\n{stderr}");
    assert!(!stdout.contains('×'), "there is no speedup:\n{stdout}");
    let page = fs::read_to_string(folder.path().join("target/timings/report.html")).unwrap();
    assert!(page.contains("did not wait") && !page.contains("times faster"), "{page}");
}

#[test]
fn earlier_timings_are_kept_beside_the_new_ones() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    assert!(all_in(folder.path(), &["--runs", "2"]).status.success());
    assert!(all_in(folder.path(), &[]).status.success());
    let runs = |file: &str| {
        let json = fs::read(folder.path().join("target/timings").join(file)).unwrap();
        serde_json::from_slice::<Value>(&json).unwrap()["runs"].clone()
    };
    assert_eq!((runs("timings-before.json"), runs("timings.json")), (2.into(), 1.into()));
}

#[test]
fn the_report_shows_names_as_they_are() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    assert!(all_in(folder.path(), &[]).status.success());
    let page = fs::read_to_string(folder.path().join("target/timings/report.html")).unwrap();
    assert!(page.contains("&lt;b&gt;&amp;") && !page.contains("<b>"), "{page}");
    assert!(page.contains("&lt;i&gt;lane") && !page.contains("<i>"), "{page}");
}

#[test]
fn this_run_is_compared_with_an_earlier_one() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    assert!(all_in(folder.path(), &["--runs", "3", "--out", "first"]).status.success());
    // The same again, but for the one that is three times as fast.
    let first = folder.path().join("first/timings.json");
    let mut earlier: Value = serde_json::from_slice(&fs::read(&first).unwrap()).unwrap();
    for report in earlier["chapters"][0]["reports"].as_array_mut().unwrap() {
        report["versions"][1]["wall_s"] = 1.5.into();
    }
    earlier["provenance"]["cpu"] = "An Abacus".into();
    fs::write(&first, earlier.to_string()).unwrap();

    let output = all_in(folder.path(), &["--runs", "3", "--compare", "first/timings.json"]);
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success(), "{stderr}");
    let (_, comparison) = stdout.split_once("Compared with first/timings.json").unwrap();
    let line = |name: &str| comparison.lines().find(|line| line.trim().starts_with(name)).unwrap();
    assert!(line("sequential").contains("no difference"), "{comparison}");
    assert!(line("threads").contains("3.0× faster"), "{comparison}");
    assert!(comparison.contains("The machines differ. Earlier: An Abacus"), "{comparison}");
}

#[test]
fn fewer_than_three_runs_are_not_judged() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    assert!(all_in(folder.path(), &["--out", "first"]).status.success());
    let (stdout, _) = texts(&all_in(folder.path(), &["--compare", "first/timings.json"]));
    let (_, comparison) = stdout.split_once("Compared with").unwrap();
    assert!(
        comparison.contains("1.0× ?") && comparison.contains("fewer than three"),
        "{comparison}"
    );
}

#[test]
fn timings_that_cannot_be_compared_are_refused_before_anything_runs() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    assert!(all_in(folder.path(), &["--quick", "--out", "quick"]).status.success());
    let json = fs::read_to_string(folder.path().join("quick/timings.json")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("older.json", &json.replacen("\"schema\": 3", "\"schema\": 2", 1));
    write("newer.json", &json.replacen("\"schema\": 3", "\"schema\": 4", 1));
    write("half.json", &json[..json.len() / 2]);
    fs::remove_file(folder.path().join("order")).unwrap();
    for (file, said) in [
        ("older.json", "its schema is 2, and this program reads schema 3"),
        ("newer.json", "its schema is 4, and this program reads schema 3"),
        ("half.json", "half.json cannot be used"),
        ("missing.json", "could not read missing.json"),
        ("quick/timings.json", "was measured with --quick"),
    ] {
        let output = all_in(folder.path(), &["--compare", file]);
        let (_, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(said), "{stderr}");
        assert!(!folder.path().join("order").exists(), "{file}: nothing is run for nothing");
    }
}

/// The events of a trace, each checked for what the format asks of its kind.
fn trace_events(file: &Path) -> Vec<Value> {
    let trace: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    assert_eq!(trace["displayTimeUnit"], "ms");
    let events = trace["traceEvents"].as_array().unwrap();
    for event in events {
        assert!(event["name"].is_string(), "{event}");
        assert!(event["pid"].is_u64() && event["tid"].is_u64(), "{event}");
        match event["ph"].as_str().unwrap() {
            "X" => {
                assert!(event["ts"].as_f64().unwrap() >= 0.0, "{event}");
                assert!(event["dur"].as_f64().unwrap() >= 0.0, "{event}");
                assert!(event["cat"].is_string() && event["args"].is_object(), "{event}");
            }
            "M" => {
                let (name, args) = (event["name"].as_str().unwrap(), &event["args"]);
                match name {
                    "process_name" | "thread_name" => assert!(args["name"].is_string(), "{event}"),
                    "process_sort_index" | "thread_sort_index" => {
                        assert!(args["sort_index"].is_u64(), "{event}");
                    }
                    other => panic!("{other} is no metadata event of the format"),
                }
            }
            other => panic!("we write no events of the kind {other}"),
        }
    }
    events.clone()
}

#[test]
fn the_trace_has_a_process_for_each_version_and_a_track_for_each_lane() {
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("trace.json");
    program("xtask")
        .args(["run", "2", "--quick", "--out"])
        .arg(out.path())
        .arg("--export-trace")
        .arg(&file)
        .assert()
        .success();
    let events = trace_events(&file);
    let names = |what: &str| -> Vec<&str> {
        let named = events.iter().filter(|event| event["name"] == what);
        named.map(|event| event["args"]["name"].as_str().unwrap()).collect()
    };
    let versions = ["sequential", "threads", "scoped-threads", "pool"];
    let expected = versions.map(|version| format!("chapter-02-threads: {version}"));
    assert_eq!(names("process_name"), expected);
    // main; five threads twice; two of the pool.
    assert_eq!(names("thread_name").len(), 1 + 5 + 5 + 2);

    let tasks: Vec<&Value> = events.iter().filter(|event| event["ph"] == "X").collect();
    assert_eq!(tasks.len(), 4 * 5);
    let mut by_track: BTreeMap<(u64, u64), Vec<(f64, f64)>> = BTreeMap::new();
    for task in tasks {
        let (start, length) = (task["ts"].as_f64().unwrap(), task["dur"].as_f64().unwrap());
        assert!(length >= 100_000.0, "a tenth of a second, in microseconds: {task}");
        let track = (task["pid"].as_u64().unwrap(), task["tid"].as_u64().unwrap());
        by_track.entry(track).or_default().push((start, start + length));
    }
    for (track, mut times) in by_track {
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        let overlap = times.windows(2).find(|pair| pair[1].0 < pair[0].1);
        assert_eq!(overlap, None, "tasks of the track {track:?} would be drawn as nested");
    }
}

#[test]
fn hyperfine_results_have_every_field_that_its_scripts_read() {
    let folder = varying("[0.5, 0.5, 0.5]", "42");
    let output = all_in(folder.path(), &["--runs", "3", "--export-hyperfine", "times.json"]);
    assert!(output.status.success(), "{output:?}");
    let times: Value =
        serde_json::from_slice(&fs::read(folder.path().join("times.json")).unwrap()).unwrap();
    let results = times["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let first = &results[0];
    assert_eq!(first["command"], "cargo run -p chapter-01-varying -- --only sequential");
    assert_eq!(first["times"], serde_json::json!([1.0, 1.2, 1.1]));
    assert_eq!(first["exit_codes"], serde_json::json!([0, 0, 0]));
    for (field, expected) in
        [("mean", 1.1), ("stddev", 0.1), ("median", 1.1), ("min", 1.0), ("max", 1.2)]
    {
        let value = first[field].as_f64().unwrap();
        assert!((value - expected).abs() < 1e-9, "{field} is {value}");
    }
}

#[test]
fn an_export_that_cannot_be_written_is_said_before_anything_runs() {
    for flag in ["--export-trace", "--export-hyperfine"] {
        let refused = program("xtask").args(["all", flag, "no/such/folder/file"]).assert();
        refused.code(2).stderr(contains("there is no folder no/such/folder"));
    }
}

#[test]
fn an_export_never_replaces_another_one_nor_what_is_compared() {
    for (flags, said) in [
        (["--export-trace", "x", "--export-hyperfine", "./x"], "`--export-trace` and `--export-h"),
        (
            ["--compare", "x", "--export-trace", "x"],
            "`--export-trace` and `--compare` are the same",
        ),
    ] {
        program("xtask").arg("all").args(flags).assert().code(2).stderr(contains(said));
    }
}

/// Mounts a disk of one page, for which this user must be allowed to mount one.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_after_the_table() {
    let folder = small_workspace(&[("chapter-01-good", GOOD)]);
    let on_a_full_disk = |command: &str| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "--map-root-user", "sh", "-c"]);
        unshare.arg(format!("mkdir -p out && mount -t tmpfs -o size=4k none out && {command}"));
        unshare.current_dir(folder.path()).env("LC_ALL", "C.UTF-8").env_remove("CARGO_TARGET_DIR");
        unshare.output().unwrap()
    };
    if !on_a_full_disk("true").status.success() {
        eprintln!("skipped: this user may not mount a disk");
        return;
    }
    let output = on_a_full_disk(&format!("'{}' all --out out", path_of("xtask").display()));
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");
    assert!(stdout.contains("0.5 s"), "the table is shown first:\n{stdout}");
    assert!(stderr.contains("No space left"), "{stderr}");
}

#[test]
fn a_reader_that_has_gone_costs_neither_an_export_nor_the_exit_code() {
    let good = small_workspace(&[("chapter-01-good", GOOD)]);
    let bad = small_workspace(&[("chapter-01-crash", "fn main() { std::process::abort() }")]);
    for (folder, code) in [(good, 0), (bad, 1)] {
        let mut child = std::process::Command::new(path_of("xtask"))
            .args(["all", "--export-trace", "trace.json"])
            .current_dir(folder.path())
            .env_remove("CARGO_TARGET_DIR")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(code));
        assert!(folder.path().join("trace.json").exists());
    }
}

/// The programs of the workspace, each the name of its package.
const PROGRAMS: [&str; 14] = [
    "chapter-01-sequential",
    "chapter-02-threads",
    "chapter-03-http-threads",
    "chapter-04-multiprocess",
    "chapter-05-shared-memory",
    "chapter-06-data-parallel",
    "chapter-07-async-downloads",
    "chapter-08-rule-of-thumb",
    "chapter-09-csv-files",
    "chapter-10-user-sessions",
    "chapter-11-model-scoring",
    "chapter-12-report-pipeline",
    "practice-api",
    "xtask",
];

/// What `cargo run -p`, `cargo xtask` and `cargo test` compile is one build: after this test's own
/// build of the whole workspace nothing is left to compile for one package alone.
#[test]
fn a_package_alone_needs_no_build_of_its_own() {
    for name in PROGRAMS {
        path_of(name);
        let mut cargo = end_to_end::cargo();
        let output = cargo.args(["build", "--package", name]).current_dir(workspace()).output();
        let (_, stderr) = texts(&output.unwrap());
        assert!(
            !stderr.contains("Compiling"),
            "features differ (see stopwatch's Cargo.toml):\n{stderr}"
        );
    }
}

/// The same for systems that this is not. On Windows more hangs on it than time: `cargo xtask check`
/// could not replace its own program while it runs.
#[test]
fn a_package_alone_needs_the_same_features_on_every_system() {
    for target in ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc", "aarch64-apple-darwin"] {
        let Some(programs) = features(target, &["--workspace", "--edges", "normal,build"]) else {
            eprintln!("skipped: not all is downloaded for {target}; `cargo fetch` does it");
            continue;
        };
        let all = features(target, &["--workspace"]).unwrap();
        for name in PROGRAMS {
            let alone = features(target, &["--package", name, "--edges", "normal,build"]).unwrap();
            // A test may need more features of what only other programs are made of.
            let together = if name == "xtask" { &all } else { &programs };
            let different: Vec<_> = alone.difference(together).collect();
            assert!(different.is_empty(), "{name}, on {target}: {different:#?}");
        }
    }
}

/// The packages that a command compiles for a system, each with its features; `None` where Cargo
/// would have to download some.
fn features(target: &str, args: &[&str]) -> Option<BTreeSet<String>> {
    let mut cargo = end_to_end::cargo();
    cargo.args(["tree", "--offline", "--target", target, "--prefix", "none", "--no-dedupe"]);
    cargo.args(["--format", "{p} {f}"]).args(args).current_dir(workspace());
    let output = cargo.output().unwrap();
    let lines = texts(&output).0;
    output.status.success().then(|| lines.lines().map(str::to_owned).collect())
}
