//! `cargo xtask book --test-in-browser`: the book and the report as a browser shows them.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use stopwatch::println;

use super::{
    build::build,
    one_run::{IMAGES, PICTURES},
    page::OUTPUT,
};
use crate::{
    chapters::Workspace,
    process::{self, first_line},
};

/// The test itself, and the list of what it needs, which npm installs in the target folder.
const FILES: [&str; 5] = ["check.mjs", "play.mjs", "tab.mjs", "package.json", "package-lock.json"];

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

pub(crate) fn test(workspace: &Workspace) -> Result<()> {
    let Some(chromium) = chromium() else {
        return Ok(());
    };
    let book = workspace.target.join("book");
    build(workspace, &book, None)?;
    let timings = workspace.target.join("browser/timings");
    process::run(
        Command::new(env::current_exe()?)
            .args(["all", "--quick", "--runs", "3", "--out"])
            .arg(&timings)
            .current_dir(&workspace.root),
    )?;
    let screenshots = workspace.target.join("screenshots");
    let folders = [
        ("--book", book),
        ("--recorded", workspace.root.join(OUTPUT)),
        ("--timings", timings),
        ("--screenshots", screenshots.clone()),
    ];
    start(workspace, chromium, &folders)?;
    println!("Screenshots: {}", screenshots.display());
    Ok(())
}

/// Takes the pictures that the README shows, from the report beside these timings. Says
/// whether it could: not everybody has a browser that can be driven.
pub(super) fn take_pictures(workspace: &Workspace, timings: &Path) -> Result<bool> {
    let images = workspace.root.join(IMAGES);
    if !PICTURES.iter().any(|file| workspace.root.join(file).exists()) {
        return Ok(false);
    }
    let Some(chromium) = chromium() else {
        return Ok(false);
    };
    start(workspace, chromium, &[("--timings", timings.to_owned()), ("--pictures", images)])?;
    Ok(true)
}

/// The browser, if both it and what drives it are there.
pub(crate) fn chromium() -> Option<&'static str> {
    let here = Path::new(".");
    let has = |program: &&str| first_line(here, program, &["--version"]).is_some();
    let Some(chromium) = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(has)
    else {
        println!("Skipped: there is no Chromium here. On Debian: apt install chromium");
        return None;
    };
    if !["node", NPM].iter().all(has) {
        println!("Skipped: there is no Node here. On Debian: apt install nodejs npm");
        return None;
    }
    Some(chromium)
}

/// Starts the test, or what takes the pictures, with these folders.
fn start(workspace: &Workspace, chromium: &str, folders: &[(&str, PathBuf)]) -> Result<()> {
    let folder = workspace.target.join("browser");
    fs::create_dir_all(&folder)?;
    for file in FILES {
        fs::copy(workspace.root.join("tests/browser").join(file), folder.join(file))
            .with_context(|| format!("could not copy tests/browser/{file}"))?;
    }
    process::run(
        Command::new(NPM)
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"])
            .current_dir(&folder),
    )?;
    let mut node = Command::new("node");
    node.arg(folder.join("check.mjs")).args(["--chromium", chromium]);
    for (flag, folder) in folders {
        node.arg(flag).arg(folder);
    }
    process::run(&mut node)
}
