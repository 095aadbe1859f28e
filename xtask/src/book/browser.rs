//! `cargo xtask book --test-in-browser`: the book and the report as a browser shows them.

use std::{env, fs, path::Path, process::Command};

use anyhow::{Context, Result};

use stopwatch::println;

use crate::{chapters::Workspace, process, provenance::first_line};

/// The test itself, and what it needs; npm installs that in the target folder.
const FILES: [&str; 3] = ["check.mjs", "package.json", "package-lock.json"];

pub(crate) fn test(workspace: &Workspace) -> Result<()> {
    let here = Path::new(".");
    let has = |program: &&str| first_line(here, program, &["--version"]).is_some();
    let Some(chromium) = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(has)
    else {
        println!("Skipped: there is no Chromium here. On Debian: apt install chromium");
        return Ok(());
    };
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    if !["node", npm].iter().all(has) {
        println!("Skipped: there is no Node here. On Debian: apt install nodejs npm");
        return Ok(());
    }

    let book = workspace.target.join("book");
    super::build(workspace, &book, None)?;
    let folder = workspace.target.join("browser");
    let timings = folder.join("timings");
    process::run(
        Command::new(env::current_exe()?)
            .args(["all", "--quick", "--runs", "3", "--out"])
            .arg(&timings)
            .current_dir(&workspace.root),
    )?;

    for file in FILES {
        fs::copy(workspace.root.join("tests/browser").join(file), folder.join(file))
            .with_context(|| format!("could not copy tests/browser/{file}"))?;
    }
    process::run(
        Command::new(npm)
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"])
            .current_dir(&folder),
    )?;
    let screenshots = workspace.target.join("screenshots");
    process::run(
        Command::new("node")
            .arg(folder.join("check.mjs"))
            .arg("--book")
            .arg(&book)
            .arg("--timings")
            .arg(&timings)
            .arg("--screenshots")
            .arg(&screenshots)
            .args(["--chromium", chromium]),
    )?;
    println!("Screenshots: {}", screenshots.display());
    Ok(())
}
