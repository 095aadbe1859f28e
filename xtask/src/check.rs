//! `cargo xtask check`: what CI runs, in its order. It stops at the first that fails.

use std::path::Path;

use anyhow::Result;

use stopwatch::println;

use crate::{
    chapters::{Workspace, cargo},
    process,
};

/// The arguments of cargo for each step.
const STEPS: &[&[&str]] = &[
    &["fmt", "--all", "--check"],
    &["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"],
    &["test", "--workspace"],
    &["doc", "--workspace", "--no-deps"],
    // Elsewhere, so that short tasks do not replace the figures of a real run.
    &["xtask", "all", "--quick", "--out", "target/check"],
];

/// The steps for the book. Its runs were recorded on Linux: elsewhere the system has other words
/// for a killed process.
const BOOK_STEPS: &[&[&str]] = &[
    &[
        "clippy",
        "--package",
        "book",
        "--features",
        "mdbook",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ],
    &["test", "--package", "book", "--features", "mdbook"],
    &["xtask", "book", "--check"],
    &["xtask", "book", "--test-in-browser"],
];

pub(crate) fn check() -> Result<()> {
    let workspace = Workspace::read()?;
    let book = if cfg!(target_os = "linux") { BOOK_STEPS } else { &[] };
    for args in STEPS.iter().chain(book) {
        step(&workspace.root, args)?;
    }
    println!("\nAll checks passed.");
    Ok(())
}

fn step(root: &Path, args: &[&str]) -> Result<()> {
    println!("\n$ cargo {}", args.join(" "));
    // Clippy has its flag for this; the documentation takes it from here.
    process::run(cargo().args(args).env("RUSTDOCFLAGS", "--deny warnings").current_dir(root))
}
