//! `cargo xtask book`: it names what has drifted from the code, the runs or the other pages.

#[cfg(unix)]
mod recipes;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use end_to_end::{program, workspace};
use tempfile::TempDir;

use crate::{texts, xtask::small_workspace};

/// `cargo xtask book` in a workspace.
fn book(folder: &Path, flag: &str) -> Output {
    program("xtask")
        .args(["book", flag])
        .current_dir(folder)
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .unwrap()
}

/// A copy of everything that `--check` reads: pages and sources, and nothing that was built.
pub(crate) fn copy_of_the_guide() -> TempDir {
    const FILES: [&str; 6] = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "CONTRIBUTING.md",
        "LICENSE-APACHE",
        "LICENSE-MIT",
    ];
    const FOLDERS: [&str; 4] = ["chapters", "crates", "tests", "xtask"];

    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let (entry, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
            match entry.is_dir() {
                true if name == "node_modules" => {}
                true => copy(&entry, &to.join(name)),
                false => drop(fs::copy(&entry, to.join(name)).unwrap()),
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    for file in FILES {
        fs::copy(workspace().join(file), folder.path().join(file)).unwrap();
    }
    for name in FOLDERS {
        copy(&workspace().join(name), &folder.path().join(name));
    }
    folder
}

/// Replaces a text in a file, where it must be.
fn edit(file: PathBuf, from: &str, to: &str) {
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{} does not say {from}", file.display());
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}

/// One way to break the guide: a file, what to replace with what, and what the check then says.
struct Break {
    file: &'static str,
    from: &'static str,
    to: &'static str,
    said: &'static str,
}

const BREAKS: &[Break] = &[
    Break {
        file: "chapters/02-threads.md",
        from: "threads/src/lib.rs:pool",
        to: "threads/src/pool.rs:pool",
        said: "there is no file crates/threads/src/pool.rs",
    },
    Break {
        file: "chapters/02-threads.md",
        from: "lib.rs:pool",
        to: "lib.rs:puddle",
        said: "there is no anchor `puddle` in crates/threads/src/lib.rs",
    },
    Break {
        file: "crates/threads/src/lib.rs",
        from: "// ANCHOR_END: pool",
        to: "",
        said: "the anchor `pool` in crates/threads/src/lib.rs has no end",
    },
    Break {
        file: "crates/threads/src/lib.rs",
        from: "// ANCHOR: pool\n",
        to: "// ANCHOR: pool\n// ANCHOR_END: pool\n",
        said: "the anchor `pool` in crates/threads/src/lib.rs is empty",
    },
    Break {
        file: "crates/threads/src/lib.rs",
        from: "use std",
        to: "// ANCHOR: imports\n// ANCHOR_END: imports\nuse std",
        said: "crates/threads/src/lib.rs:5: no page shows the anchor `imports`",
    },
    Break {
        file: "crates/threads/src/lib.rs",
        from: "// ANCHOR: pool\n",
        to: "// ANCHOR: pool\n// A line of 81 columns has one more than a page of the guide shows on its width.\n",
        said: "crates/threads/src/lib.rs:57: a page shows this line of 81 columns",
    },
    Break {
        file: "chapters/SUMMARY.md",
        from: "- [Glossary](glossary.md)\n",
        to: "",
        said: "chapters/SUMMARY.md:1: glossary.md is missing",
    },
    Break {
        file: "chapters/SUMMARY.md",
        from: "- [Chapter 01: one after another](01-sequential.md)\n- [Chapter 02: threads](02-threads.md)",
        to: "- [Chapter 02: threads](02-threads.md)\n- [Chapter 01: one after another](01-sequential.md)",
        said: "01-sequential.md comes after 02-threads.md",
    },
    Break {
        file: "chapters/glossary.md",
        from: "# Glossary\n",
        to: "# Glossary\n\n[threads](03-threads.md)\n",
        said: "chapters/glossary.md:3: the link leads to chapters/03-threads.md",
    },
    Break {
        file: "chapters/02-threads.md",
        from: "### A pool",
        to: "### Some workers",
        said: "chapters/02-threads.md has no heading `#a-pool`",
    },
    Break {
        file: "chapters/processes-and-threads.md",
        from: "![One program starts three processes. Each has its own memory and does one task on its own core.]",
        to: "![]",
        said: "the image chapters/images/processes.svg has no alt text",
    },
    Break {
        file: "chapters/processes-and-threads.md",
        from: "images/processes.svg",
        to: "images/process.svg",
        said: "there is no image chapters/images/process.svg",
    },
    Break {
        file: "chapters/01-sequential.md",
        from: "{{#include ../crates/sequential/src/lib.rs:sequential}}",
        to: "slow_task(\"A\", duration);",
        said: "rust that was typed by hand",
    },
    Break {
        file: "chapters/01-sequential.md",
        from: "{{#include output/01-sequential.txt}}",
        to: "{{#include ../crates/sequential/src/lib.rs}}",
        said: "crates/sequential/src/lib.rs is included whole",
    },
    Break {
        file: "chapters/glossary.md",
        from: "# Glossary\n",
        to: "# Glossary\n\n<img src=\"images/threads.svg\">\n",
        said: "chapters/glossary.md:3: a link or an image in HTML",
    },
    Break {
        file: "chapters/02-threads.md",
        from: "{{#include ../crates/threads/src/lib.rs:pool}}",
        to: "{{ #rustdoc_include ../crates/threads/src/lib.rs:puddle }}",
        said: "there is no anchor `puddle`",
    },
    Break {
        file: "chapters/python/02_threads.py",
        from: "# ANCHOR: pool",
        to: "# ANCHOR: poll",
        said: "chapters/python/02_threads.py:37: no page shows the anchor `poll`",
    },
    Break {
        file: "chapters/generated/statements.md",
        from: "5.0 times faster",
        to: "50 times faster",
        said: "this is not what the recorded timings say",
    },
    Break {
        file: "chapters/generated/turns.md",
        from: "cores busy",
        to: "busy",
        said: "this is not what the recorded timings say",
    },
    Break {
        file: "crates/exercises/start/13_a_staircase.rs",
        from: "thread 5",
        to: "thread 6",
        said: "this is not what the recorded timings say",
    },
    Break {
        file: "crates/exercises/solutions/13_a_staircase.rs",
        from: "join-inside-the-loop",
        to: "join-within-the-loop",
        said: "names `join-within-the-loop-mistake`, which is not recorded",
    },
    Break {
        file: "chapters/introduction.md",
        from: "(02-threads.md) | 10 |",
        to: "(02-threads.md) | 2 |",
        said: "02-threads.md does not begin with *2 minutes.*",
    },
    Break {
        file: "chapters/output/timings.json",
        from: "\"schema\": 3",
        to: "\"schema\": 2",
        said: "its schema is 2",
    },
];

#[test]
fn every_way_to_break_the_guide_is_named_with_its_file() {
    let guide = copy_of_the_guide();
    for Break { file, from, to, said } in BREAKS {
        let broken = guide.path().join(file);
        let right = fs::read_to_string(&broken).unwrap();
        edit(broken.clone(), from, to);
        let output = book(guide.path(), "--check");
        let (_, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{said}\n{stderr}");
        assert!(stderr.contains(said), "expected: {said}\n{stderr}");
        fs::write(broken, right).unwrap();
    }
}

#[test]
fn several_breaks_are_named_at_once_each_with_what_to_do() {
    let guide = copy_of_the_guide();
    fs::create_dir(guide.path().join("chapters/more")).unwrap();
    fs::write(guide.path().join("chapters/more/forgotten.md"), "# Forgotten\n").unwrap();
    fs::write(guide.path().join("chapters/output/forgotten.txt"), "$ cargo xtask doctor\n")
        .unwrap();
    let (_, stderr) = texts(&book(guide.path(), "--check"));
    for said in [
        "chapters/SUMMARY.md:1: more/forgotten.md is missing\n    add a line: - [title](more/forgotten.md)",
        "chapters/output/forgotten.txt:1: no page shows",
        "chapters/output/forgotten.txt:1: this was not recorded in one run with the others",
    ] {
        assert!(stderr.contains(said), "{stderr}");
    }
    let of_these =
        stderr.lines().filter(|line| line.starts_with("chapters/") && line.contains("forgotten"));
    assert_eq!(of_these.count(), 3, "{stderr}");
}

/// A chapter of two threads: two lines in any order, an answer, and a time.
const CHAPTER: &str = r##"
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.iter().any(|arg| arg == "--wrong") {
        eprintln!("error: unexpected argument '--wrong' found");
        std::process::exit(2);
    }
    if let Some(flag) = args.iter().position(|arg| arg == "--export-json") {
        if args.iter().any(|arg| arg == "--unmeasured") {
            eprintln!("error: the argument '--unmeasured' cannot be used with '--export-json'");
            std::process::exit(2);
        }
        std::fs::write(&args[flag + 1], r#"{"schema": 2, "chapter": "chapter-01-good",
            "versions": [{"name": "sequential", "baseline": "sequential", "workers": 1,
            "predicted_s": 0.5, "wall_s": 0.5, "cpu_s": ID, "most_in_flight": 1,
            "unfinished": 0, "answer": null, "failures": [], "tasks": []}]}"#
            .replace("ID", &std::process::id().to_string())).unwrap();
    }
    // The threads take turns at being first.
    let turn = std::fs::read_to_string("turn").map_or(0, |text| text.len());
    std::fs::write("turn", "x".repeat(turn + 1)).unwrap();
    let id = std::process::id();
    let (first, second) = if turn % 2 == 0 { ("a", "b") } else { ("b", "a") };
    println!("\n=== threads ===\nStart {first}\nStart {second}\n");
    println!("process {id} found 42 in 0.1{id} s");
}
"##;

/// What of it no two runs have in common.
const BY_CHANCE: &str = r#"
[package.metadata.chapter.by-chance]
lines = [["process # found 42 in #"]]
"#;

/// A small guide with that chapter, whose run is not recorded yet.
fn small_guide() -> TempDir {
    let folder = small_workspace(&[("chapter-01-good", CHAPTER)]);
    let manifest = folder.path().join("chapter-01-good/Cargo.toml");
    let package = fs::read_to_string(&manifest).unwrap();
    fs::write(manifest, package + BY_CHANCE).unwrap();
    let chapters = folder.path().join("chapters");
    fs::create_dir_all(chapters.join("output")).unwrap();
    fs::write(chapters.join("SUMMARY.md"), "# Summary\n\n- [Good](01-good.md)\n").unwrap();
    fs::write(
        chapters.join("01-good.md"),
        "# Good\n\n```console\ncargo run -p chapter-01-good -- --right\n```\n\n\
         ```text\n{{#include output/01-good.txt}}\n```\n\n\
         > {{#include generated/statements.md:01-good-sequential}}\n\n\
         ```text\n{{#include output/01-unmeasured.txt}}\n```\n",
    )
    .unwrap();
    let unmeasured = "$ cargo run -p chapter-01-good -- --unmeasured\n";
    fs::write(chapters.join("output/01-unmeasured.txt"), unmeasured).unwrap();
    fs::write(chapters.join("output/01-good.txt"), "$ cargo run -p chapter-01-good\n").unwrap();
    folder
}

#[test]
fn what_is_recorded_passes_the_check_until_an_answer_changes() {
    let guide = small_guide();
    let chapters = guide.path().join("chapters");
    let (_, stderr) = texts(&book(guide.path(), "--check"));
    assert!(stderr.contains("there is no file chapters/generated/statements.md"), "{stderr}");

    let output = book(guide.path(), "--record");
    assert!(output.status.success(), "{output:?}");
    let recorded = fs::read_to_string(chapters.join("output/01-good.txt")).unwrap();
    assert!(recorded.starts_with("$ cargo run -p chapter-01-good\n\n=== threads"), "{recorded}");
    let unmeasured = fs::read_to_string(chapters.join("output/01-unmeasured.txt")).unwrap();
    assert!(unmeasured.contains("--unmeasured\n\n=== threads"), "{unmeasured}");
    let statements = fs::read_to_string(chapters.join("generated/statements.md")).unwrap();
    assert!(statements.contains("0.5 s one by one"), "{statements}");

    // The page and the figures are from the same process.
    let timings = fs::read_to_string(chapters.join("output/timings.json")).unwrap();
    let timings: serde_json::Value = serde_json::from_str(&timings).unwrap();
    let process = &timings["chapters"][0]["reports"][0]["versions"][0]["cpu_s"];
    assert!(recorded.contains(&format!("process {} found", process.as_f64().unwrap())));

    // Another process, another time, another order: no drift.
    for _ in 0..2 {
        let output = book(guide.path(), "--check");
        assert!(output.status.success(), "{output:?}");
    }

    let program = guide.path().join("chapter-01-good/src/main.rs");
    let right = fs::read_to_string(&program).unwrap();
    for (from, to, line, said) in [
        ("found 42", "found 43", 7, "`process # found 42 in #` is now `process "),
        ("\\n=== threads", "=== threads", 2, "`` is missing now"),
        (r"Start {first}\nStart {second}\n", r"Start b\n", 5, "`Start a` is missing now"),
        ("=== threads", "=== two threads", 3, "`=== threads ===` is now `=== two threads ===`"),
        (r#""name": "sequential""#, r#""name": "first""#, 1, r#"the versions: ["sequential"] is"#),
        (r#""answer": null"#, r#""answer": 43"#, 1, "`sequential`: its answer: null is now 43"),
        (r#""wall_s": 0.5"#, r#""wall_s": 5.0"#, 1, "`sequential`: the time: 0.5 s is now 5.0 s"),
    ] {
        edit(program.clone(), from, to);
        let output = book(guide.path(), "--check");
        let (_, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(stderr.contains(&format!("chapters/output/01-good.txt:{line}:")), "{stderr}");
        assert!(stderr.contains(said), "{said}: {stderr}");
        assert!(stderr.contains("cargo xtask book --record"), "{stderr}");
        fs::write(&program, &right).unwrap();
    }
}

#[test]
fn chance_that_hides_nothing_is_named() {
    let guide = small_guide();
    assert!(book(guide.path(), "--record").status.success());
    let manifest = guide.path().join("chapter-01-good/Cargo.toml");
    let more = "lines = [[\"thread # found 42 in #\"], ";
    edit(manifest.clone(), "lines = [", more);
    fs::write(&manifest, fs::read_to_string(&manifest).unwrap() + "overlap = [\"tokio\"]\n")
        .unwrap();
    let (_, stderr) = texts(&book(guide.path(), "--check"));
    for unused in ["thread # found 42 in #", "tokio"] {
        let said = format!("nothing that was recorded of chapter-01-good has `{unused}`");
        assert!(stderr.contains(&said), "{stderr}");
    }
}

#[test]
fn a_prediction_that_is_far_off_needs_a_word_on_why() {
    let guide = small_guide();
    let program = guide.path().join("chapter-01-good/src/main.rs");
    edit(program, r#""predicted_s": 0.5"#, r#""predicted_s": 5.0"#);
    let said = "sequential of chapter-01-good is more than a factor of two from its prediction";
    let refused = book(guide.path(), "--record");
    let (_, stderr) = texts(&refused);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr.contains("nothing was recorded") && stderr.contains(said), "{stderr}");

    let manifest = guide.path().join("chapter-01-good/Cargo.toml");
    let right = fs::read_to_string(&manifest).unwrap();
    let why = "[package.metadata.chapter]\nwhy-off = { sequential = 'nobody is perfect' }\n";
    fs::write(&manifest, right.clone() + why).unwrap();
    assert!(book(guide.path(), "--record").status.success());
    let output = book(guide.path(), "--check");
    assert!(output.status.success(), "{output:?}");
    fs::write(manifest, right).unwrap();
    let (_, stderr) = texts(&book(guide.path(), "--check"));
    assert!(stderr.contains(said), "{stderr}");
    let timings = guide.path().join("chapters/generated/timings.md");
    let timings = fs::read_to_string(timings).unwrap();
    assert!(timings.contains("took 0.5 s, and not 5.0 s as predicted: nobody is perfect."));
}

#[test]
fn what_was_not_recorded_in_one_run_is_named() {
    let guide = small_guide();
    let file = |name: &str| guide.path().join("chapters/output").join(name);
    assert!(book(guide.path(), "--record").status.success());
    let names = ["01-good.txt", "timings.json"];
    let first = names.map(|name| fs::read(file(name)).unwrap());
    assert!(book(guide.path(), "--record").status.success());
    for (name, of_the_first_run) in names.iter().zip(first) {
        let right = fs::read(file(name)).unwrap();
        fs::write(file(name), of_the_first_run).unwrap();
        let (_, stderr) = texts(&book(guide.path(), "--check"));
        let said = format!("chapters/output/{name}:1: this was not recorded in one run");
        assert!(stderr.contains(&said), "{stderr}");
        fs::write(file(name), right).unwrap();
    }
    assert!(book(guide.path(), "--check").status.success());
}

#[test]
fn what_follows_from_recorded_timings_can_be_written_again() {
    let guide = small_guide();
    let (_, stderr) = texts(&book(guide.path(), "--redraw"));
    assert!(stderr.contains("Type first: cargo xtask book --record"), "{stderr}");
    assert!(book(guide.path(), "--record").status.success());
    let pictures = guide.path().join("chapters/generated/pictures.md");
    let right = fs::read_to_string(&pictures).unwrap();
    assert!(right.contains("Timeline of sequential"), "{right}");
    fs::write(&pictures, right.replace("sequential", "parallel")).unwrap();
    let (_, stderr) = texts(&book(guide.path(), "--check"));
    assert!(stderr.contains("type: cargo xtask book --redraw"), "{stderr}");
    assert!(book(guide.path(), "--redraw").status.success());
    assert_eq!(fs::read_to_string(&pictures).unwrap(), right);
}

#[test]
fn commands_that_do_not_run_are_named_with_their_line() {
    let guide = small_guide();
    let page = guide.path().join("chapters/01-good.md");
    assert!(book(guide.path(), "--record").status.success());
    let right = fs::read_to_string(&page).unwrap();
    for (command, why) in [
        ("cargo run -p chapter-01-good -- --wrong", "unexpected argument '--wrong'"),
        ("cargo run -p chapter-02-missing", "there is no program chapter-02-missing"),
        ("cargo xtask al", "unrecognized subcommand 'al'"),
        ("cargo xtask book --check", "within itself"),
        ("frobnicate --all", "it starts no program of this guide"),
    ] {
        fs::write(&page, right.replace("cargo run -p chapter-01-good -- --right", command))
            .unwrap();
        let output = book(guide.path(), "--check");
        let (_, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{command}");
        let said = format!("chapters/01-good.md:4: `{command}` does not run: ");
        assert!(stderr.contains(&said) && stderr.contains(why), "{stderr}");
    }
    fs::write(
        &page,
        right.replace(
            "```console\ncargo run -p chapter-01-good -- --right",
            "```console,not-run\nfrobnicate",
        ),
    )
    .unwrap();
    assert!(book(guide.path(), "--check").status.success(), "what is not run may be anything");
}

#[test]
fn own_results_are_asked_for_before_anything_is_built() {
    let guide = small_guide();
    let output = book(guide.path(), "--mine");
    let (_, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("Type first: cargo xtask all"), "{stderr}");
}

#[test]
fn two_things_at_once_are_a_usage_error() {
    for other in ["--record", "--mine"] {
        program("xtask").args(["book", "--check", other]).assert().code(2);
    }
}
