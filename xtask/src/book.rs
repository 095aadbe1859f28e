//! `cargo xtask book`: builds the guide, and keeps it true.

use std::env;

use anyhow::Result;

use stopwatch::println;

use crate::{chapters::Workspace, process};

mod browser;
mod build;
mod by_chance;
mod charts;
pub(crate) mod check;
mod commands;
mod difference;
mod exercises;
mod includes;
mod measured;
mod one_run;
mod own_results;
pub(crate) mod page;
mod pictures;
mod predictions;
mod programs;
mod python;
mod questions;
mod recipes;
mod record;
mod recorded;
mod statements;

pub(crate) use browser::chromium;
pub(crate) use recipes::python;

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

    /// Write again the figures, tables and pictures that follow from the recorded timings
    #[arg(long)]
    redraw: bool,

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
        Action { redraw: true, .. } => return statements::redraw(&workspace.root),
        Action { record: true, .. } => return record::record(&workspace),
        Action { test_in_browser: true, .. } => return browser::test(&workspace),
        _ => {}
    }
    let destination = workspace.target.join(if args.mine { "my-book" } else { "book" });
    let results = if args.mine { Some(own_results::write_own_results(&workspace)?) } else { None };
    build::build(&workspace, &destination, results.as_deref())?;
    let index = destination.join("index.html");
    let here = env::current_dir().unwrap_or_default();
    println!("Book: {}", index.strip_prefix(here).unwrap_or(&index).display());
    if args.open {
        process::open_in_browser(&index)?;
    }
    Ok(())
}
