//! Builds the guide with mdBook. `cargo xtask book` compiles and starts this program.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::Result;
use clap::Parser;
use mdbook_driver::{
    MDBook,
    book::{BookItem, Chapter},
};
use tracing_subscriber::filter::LevelFilter;

/// How a page loads its scripts: after it is painted, and in their order. mdBook has one of them in the
/// head, and a browser would wait for it.
const DEFERRED: &str = "<script defer src=";

/// Builds the guide as HTML
#[derive(Parser)]
struct Args {
    /// The folder of book.toml
    root: PathBuf,

    /// The folder to write to
    destination: PathBuf,

    /// Show these results in place of the recorded ones
    #[arg(long, value_name = "DIR")]
    results: Option<PathBuf>,
}

fn main() -> Result<()> {
    // mdBook uses `tracing` to report what it finds odd in a page.
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_max_level(LevelFilter::WARN)
        .without_time()
        .init();
    build(&Args::parse())
}

fn build(args: &Args) -> Result<()> {
    let mut book = MDBook::load(&args.root)?;
    book.config.build.build_dir = args.destination.clone();
    if let Some(folder) = &args.results {
        let results = Results::read(folder)?;
        book.book.for_each_mut(|item| {
            if let BookItem::Chapter(chapter) = item {
                results.show_in(chapter);
            }
        });
    }
    book.build()?;
    let pages = fs::read_dir(&args.destination)?.map(|entry| entry.map(|entry| entry.path()));
    for page in pages.collect::<io::Result<Vec<PathBuf>>>()? {
        if page.extension().is_some_and(|extension| extension == "html") {
            let html = fs::read_to_string(&page)?;
            fs::write(page, html.replace("<script src=", DEFERRED))?;
        }
    }
    Ok(())
}

/// What takes the place of what was recorded.
struct Results<'r> {
    folder: &'r Path,
    /// Stands under the title of every page.
    notice: String,
    /// Stands above what stays as it was recorded.
    recorded: String,
}

impl<'r> Results<'r> {
    fn read(folder: &'r Path) -> io::Result<Self> {
        let read = |file| fs::read_to_string(folder.join(file));
        Ok(Self { folder, notice: read("notice.md")?, recorded: read("recorded.md")? })
    }

    fn show_in(&self, chapter: &mut Chapter) {
        let blocks = chapter.content.split("\n\n").map(|block| self.block(block));
        let content = blocks.collect::<Vec<_>>().join("\n\n");
        chapter.content = match content.split_once('\n') {
            Some((title, rest)) => format!("{title}\n\n{}\n{rest}", self.notice),
            None => content,
        };
    }

    /// A paragraph, a table or a block of code, with other results where there are any.
    fn block(&self, block: &str) -> String {
        const OPEN: &str = "{{#include ";
        let mut parts = block.split(OPEN);
        let mut content = parts.next().unwrap_or_default().to_owned();
        let mut stays = false;
        for part in parts {
            let (include, rest) = part.split_once("}}").unwrap_or((part, ""));
            match self.other(include.trim()) {
                Some(other) => content += &(other + rest),
                None => {
                    stays |= is_recorded(include);
                    content += &format!("{OPEN}{part}");
                }
            }
        }
        match stays {
            true => format!("{}\n\n{content}", self.recorded.trim_end()),
            false => content,
        }
    }

    /// What is there for an include: a file, or the part of a file between the marks of an anchor.
    fn other(&self, include: &str) -> Option<String> {
        let (file, anchor) = match include.split_once(':') {
            Some((file, anchor)) => (file, Some(anchor)),
            None => (include, None),
        };
        let text = fs::read_to_string(self.folder.join(file)).ok()?;
        let part = match anchor {
            None => text.as_str(),
            Some(anchor) => {
                let (_, opened) = text.split_once(&format!("<!-- ANCHOR: {anchor} -->\n"))?;
                opened.split_once(&format!("<!-- ANCHOR_END: {anchor} -->"))?.0
            }
        };
        Some(part.trim_end().to_owned())
    }
}

/// Whether it is a recorded run, or follows from one. Code is neither.
fn is_recorded(include: &str) -> bool {
    ["output/", "generated/"].iter().any(|folder| include.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_results_take_the_place_of_the_recorded_ones_and_every_page_says_so() {
        let folder = tempfile::Builder::new().prefix("a folder: ").tempdir().unwrap();
        let write = |file: &str, text: &str| {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        write("book.toml", "[book]\nsrc = 'chapters'\n");
        write("chapters/SUMMARY.md", "- [One](one.md)\n- [Two](two.md)\n");
        write(
            "chapters/one.md",
            "# One\n\n{{#include output/a.txt}}\n\n{{#include output/b.txt}}\n",
        );
        write(
            "chapters/two.md",
            "# Two\n\n> {{#include generated/statements.md:fact}}\n\n\
             > {{#include generated/statements.md:other}}\n\n{{#include code.py}}",
        );
        write("chapters/code.py", "some code\n");
        write("chapters/output/a.txt", "recorded a\n");
        write("chapters/output/b.txt", "recorded b\n");
        let anchored = |name: &str, fact: &str| {
            format!("<!-- ANCHOR: {name} -->\n{fact}\n<!-- ANCHOR_END: {name} -->\n")
        };
        let both = anchored("fact", "recorded fact") + &anchored("other", "recorded other");
        write("chapters/generated/statements.md", &both);
        write("mine/output/a.txt", "my own a\n");
        write("mine/generated/statements.md", &anchored("fact", "my own fact"));
        write("mine/notice.md", "> This is yours.\n");
        write("mine/recorded.md", "As recorded.\n");

        let (root, destination) = (folder.path().to_owned(), folder.path().join("html"));
        let results = Some(folder.path().join("mine"));
        build(&Args { root, destination: destination.clone(), results }).unwrap();
        let page = |name| fs::read_to_string(destination.join(name)).unwrap();
        let (one, two) = (page("one.html"), page("two.html"));
        assert!(one.contains("my own a") && !one.contains("recorded a"), "{one}");
        assert!(one.contains("recorded b"), "what nobody ran stays as it was recorded: {one}");
        assert!(two.contains("my own fact") && !two.contains("recorded fact"), "{two}");
        assert!(two.contains("recorded other"), "so does a statement that the results lack: {two}");
        let before = |page: &str, text: &str| {
            page.split_once(text).unwrap().0.matches("As recorded.").count()
        };
        assert_eq!((before(&one, "my own a"), before(&one, "recorded b")), (0, 1), "{one}");
        assert_eq!((before(&two, "my own fact"), before(&two, "recorded other")), (0, 1), "{two}");
        assert_eq!(before(&two, "some code"), 1, "what nobody measures says nothing: {two}");
        assert!(!one.contains("<script src=") && one.contains(DEFERRED), "{one}");
        assert!(one.contains("This is yours.") && two.contains("This is yours."));
    }
}
