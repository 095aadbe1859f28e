//! `cargo xtask guesses`: how far off the reader's guesses were, chapter by chapter.

use anyhow::{Result, bail};

use stopwatch::{chart, print, println, report::kept_guesses, timeline::Canvas};

use crate::{
    chapters::Workspace,
    report::{guesses, table::wrapped},
};

pub(crate) fn guesses() -> Result<()> {
    let workspace = Workspace::read()?;
    let kept = kept_guesses(&workspace.target)?;
    if kept.is_empty() {
        bail!("there are no guesses yet\nType first: cargo run -p chapter-02-threads -- --guess");
    }
    println!("{}", guesses::terminal(&kept));
    println!("{}", wrapped(&guesses::in_words(&kept)));
    if let Some(chart) = guesses::chart(&kept) {
        print!("\n{}", chart::draw(&chart, Canvas::of_terminal(false)));
    }
    Ok(())
}
