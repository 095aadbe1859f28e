//! Recorded commands that start Python.

use std::{fs, os::unix::fs::symlink, path::Path, process::Output};

use end_to_end::{program, workspace};

use super::{book, edit, small_guide};
use crate::{python::found::has_python, texts};

/// No two runs of it take the same time.
const RECIPE: &str = r#""""A nap."""
import random
import time

import flags
import stopwatch


def nap():
    time.sleep(random.random() / 10)
    return 42


args = flags.parse(__doc__, ["nap"])
lesson = stopwatch.Lesson("recipe-nap", args)
lesson.version("nap").run(nap)
lesson.finish()
"#;

#[test]
fn what_a_recipe_printed_and_measured_is_recorded_and_compared() {
    if !has_python() {
        return;
    }
    let guide = small_guide();
    let chapters = guide.path().join("chapters");
    let [script, output] = ["nap.py", "output/nap.txt"].map(|file| chapters.join(file));
    fs::write(&script, RECIPE).unwrap();
    for file in ["stopwatch.py", "flags.py"] {
        fs::copy(workspace().join("chapters/python").join(file), chapters.join(file)).unwrap();
    }
    fs::write(&output, "$ python3 chapters/nap.py\n").unwrap();
    let page = "# Nap\n\n{{#include generated/recipes.md:nap}}\n\n```text\n{{#include output/nap.txt}}\n```\n";
    fs::write(chapters.join("nap.md"), page).unwrap();
    edit(chapters.join("SUMMARY.md"), "\n- [Good]", "\n- [Nap](nap.md)\n- [Good]");

    let recorded = book(guide.path(), "--record");
    assert!(recorded.status.success(), "{recorded:?}");
    let text = fs::read_to_string(output).unwrap();
    assert!(text.contains("=== nap ===\n\nTotal time taken: "), "{text}");
    let sentence = fs::read_to_string(chapters.join("generated/recipes.md")).unwrap();
    assert!(sentence.contains(" nap\n"), "{sentence}");
    let checked = book(guide.path(), "--check");
    assert!(checked.status.success(), "{checked:?}");
    let (stdout, stderr) = texts(&check_without_python(guide.path()));
    assert!(stdout.contains("Skipped: there is no Python."), "{stdout}\n{stderr}");

    for (from, to, said) in [
        ("return 42", "return 43", "`nap`: its answer: 42 is now 43"),
        ("return 42", "print('Good night')\n    return 42", "`Good night` is new"),
        ("return 42", "raise ValueError('no bed')", "`nap`: its failures"),
    ] {
        let right = fs::read_to_string(&script).unwrap();
        edit(script.clone(), from, to);
        let (_, stderr) = texts(&book(guide.path(), "--check"));
        assert!(stderr.contains("chapters/output/nap.txt:") && stderr.contains(said), "{stderr}");
        fs::write(&script, right).unwrap();
    }
    edit(script, "version(\"nap\")", "version(\"nap\", needs=\"no_such_package\")");
    let (stdout, stderr) = texts(&book(guide.path(), "--check"));
    assert!(stdout.contains("Skipped: No module named 'no_such_package'."), "{stdout}\n{stderr}");
    let (_, stderr) = texts(&book(guide.path(), "--record"));
    assert!(stderr.contains("nothing was recorded"), "{stderr}");
}

/// As on a machine that has Cargo and its compiler, and no Python.
fn check_without_python(guide: &Path) -> Output {
    let tools = tempfile::tempdir().unwrap();
    for tool in ["cargo", "rustc"] {
        let toolchain = Path::new(env!("CARGO"));
        symlink(toolchain.with_file_name(tool), tools.path().join(tool)).unwrap();
    }
    program("xtask")
        .args(["book", "--check"])
        .current_dir(guide)
        .env_remove("CARGO_TARGET_DIR")
        .env("PATH", tools.path())
        .output()
        .unwrap()
}
