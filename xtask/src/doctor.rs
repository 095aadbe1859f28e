//! `cargo xtask doctor`: what this machine has, in plain words.

use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
};

use anyhow::Result;
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use interpreters::{Interpreter, LONGEST, interpreters};
use stopwatch::{cargo, println, text, timeline::Canvas};

use crate::{chapters::Workspace, process::first_line, timings::cpu};

pub(crate) fn doctor() -> Result<()> {
    let here = Path::new(".");
    let run = |program: &str, args: &[&str]| first_line(here, program, args);

    println!("Needed:");
    let cargo = cargo().get_program().to_string_lossy().into_owned();
    say("Rust", run("rustc", &["--version"]), "install it from https://rustup.rs");
    say("Cargo", run(&cargo, &["--version"]), "it comes with Rust");
    match Workspace::read() {
        Ok(workspace) => {
            say("Chapters", Some(workspace.chapters.len().to_string()), "");
            say("Timings go to", Some(workspace.target.join("timings").display().to_string()), "");
        }
        Err(_) => say("Chapters", None, "go to the folder into which you cloned the guide"),
    }

    println!("\nThis machine:");
    let cores = stopwatch::cores();
    say("CPU", cpu(), "the system does not name it");
    say("Cores", Some(format!("{cores}, as far as this program may use them")), "");
    if cores == 1 {
        println!(
            "    With one core waiting still overlaps; computing (chapter 04) gets no faster."
        );
    }
    say("Memory", memory(), "the system does not tell");
    say("System", System::long_os_version().ok(), "it has no name");

    println!("\nThis terminal:");
    let canvas = Canvas::of_terminal(false);
    let width = match std::io::stdout().is_terminal() {
        true => format!("{} columns", canvas.width),
        false => format!("{} columns, since the output is not a terminal", canvas.width),
    };
    say("Width", Some(width), "");
    let characters = match canvas.ascii {
        true => "plain ones only; the timelines do with these",
        false => "all of Unicode",
    };
    say("Characters", Some(characters.to_owned()), "");

    println!("\nNice to have:");
    say_pythons();
    say("Git", run("git", &["--version"]), "timings then do not name their commit");
    let curl = run("curl", &["--version"]);
    let curl = curl.map(|line| line.split(" (").next().unwrap_or_default().to_owned());
    say("curl", curl, "a browser asks the practice API just as well");
    say("Browser", browser(&run), "only for reading the guide as a book");
    Ok(())
}

/// One line: what was found, or "no" and what its absence means.
fn say(what: &str, found: Option<String>, otherwise: &str) {
    let (mark, text) = match &found {
        Some(found) => ("  ", found.as_str()),
        None => ("no", otherwise),
    };
    println!("  {mark} {what:14} {}", text::sentence(text));
}

/// The Pythons with which `cargo xtask all --python` would run.
fn say_pythons() {
    let found = interpreters(&[PathBuf::new()], LONGEST);
    for Interpreter { language, path } in &found.usable {
        say("Python", Some(format!("{language} is {}", path.display())), "");
    }
    if found.usable.is_empty() {
        say(
            "Python",
            None,
            "only for `cargo xtask all --python`, and for the scripts of the guide",
        );
    }
    for unusable in &found.unusable {
        say("", None, &unusable.to_string());
    }
}

fn browser(run: &dyn Fn(&str, &[&str]) -> Option<String>) -> Option<String> {
    if cfg!(any(windows, target_os = "macos")) {
        return Some("the one that comes with the system".to_owned());
    }
    ["firefox", "chromium", "google-chrome"].iter().find_map(|browser| run(browser, &["--version"]))
}

fn memory() -> Option<String> {
    let everything = RefreshKind::nothing().with_memory(MemoryRefreshKind::everything());
    let bytes = System::new_with_specifics(everything).ok()?.total_memory();
    (bytes > 0).then(|| format!("{:.1} GiB", bytes as f64 / f64::from(1 << 30)))
}
