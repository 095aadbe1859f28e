//! The book itself, built by the package `book`.

use std::path::Path;

use anyhow::Result;

use stopwatch::cargo;

use crate::{chapters::Workspace, process};

/// Builds the book, with other results in place of the recorded ones if there are any.
///
/// mdBook takes a minute to compile. So it is in a package of its own, which nothing else waits for.
pub(super) fn build(
    workspace: &Workspace,
    destination: &Path,
    results: Option<&Path>,
) -> Result<()> {
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
