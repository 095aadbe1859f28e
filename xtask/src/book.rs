//! `cargo xtask book`: builds the guide, and keeps it true.

use std::{env, path::Path};

use anyhow::Result;

use stopwatch::println;

use crate::{
    chapters::{Workspace, cargo},
    process,
};

mod browser;
mod check;
mod commands;
mod generated;
mod one_run;
mod output;
mod page;

#[derive(clap::Args)]
pub(crate) struct BookArgs {
    /// Open the book in the browser
    #[arg(long)]
    open: bool,

    /// Build it with your own results, from target/timings
    #[arg(long, conflicts_with = "Action")]
    mine: bool,

    #[command(flatten)]
    action: Action,
}

/// What to do instead of building the book.
#[derive(clap::Args)]
#[group(multiple = false, conflicts_with = "open")]
struct Action {
    /// Compare every page with the code, the programs and the recorded runs
    #[arg(long)]
    check: bool,

    /// Run the commands of all recorded runs again, and write what they print
    #[arg(long)]
    record: bool,

    /// Open every page and the report in a browser that nobody sees, and examine them
    #[arg(long)]
    test_in_browser: bool,
}

pub(crate) fn book(args: &BookArgs) -> Result<()> {
    let workspace = Workspace::read()?;
    match &args.action {
        Action { check: true, .. } => return check::check(&workspace),
        Action { record: true, .. } => return commands::record(&workspace),
        Action { test_in_browser: true, .. } => return browser::test(&workspace),
        _ => {}
    }
    let destination = workspace.target.join(if args.mine { "my-book" } else { "book" });
    let results = if args.mine { Some(generated::write_own_results(&workspace)?) } else { None };
    build(&workspace, &destination, results.as_deref())?;
    let index = destination.join("index.html");
    let here = env::current_dir().unwrap_or_default();
    println!("Book: {}", index.strip_prefix(here).unwrap_or(&index).display());
    if args.open {
        process::open_in_browser(&index)?;
    }
    Ok(())
}

/// Builds the book, with other results than the recorded ones if there are any.
///
/// mdBook takes a minute to compile. It is a package of its own, which nothing else waits for.
fn build(workspace: &Workspace, destination: &Path, results: Option<&Path>) -> Result<()> {
    let mut cargo = cargo();
    cargo
        .args(["run", "--package", "book", "--features", "mdbook", "--"])
        .args([&workspace.root, destination])
        .current_dir(&workspace.root);
    if let Some(results) = results {
        cargo.arg("--results").arg(results);
    }
    process::run(&mut cargo)
}
