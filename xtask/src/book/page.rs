//! A page of the guide: the parts of it that can drift from what they are about.

use std::{
    fmt, fs, iter,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use regex_lite::Regex;

/// The folder of the pages.
pub(crate) const CHAPTERS: &str = "chapters";
/// The folder of the recorded runs.
pub(crate) const OUTPUT: &str = "chapters/output";
/// The folder of what is written from recorded timings.
pub(crate) const GENERATED: &str = "chapters/generated";
/// The folder of what is handed out to who wants to solve something. Some of it shows recorded timelines.
pub(crate) const EXERCISES: &str = "crates/exercises/start";

/// One page, read.
pub(crate) struct Page {
    /// From the workspace's root: `chapters/02-threads.md`.
    pub(crate) file: PathBuf,
    pub(crate) text: String,
    pub(crate) includes: Vec<Include>,
    pub(crate) code_blocks: Vec<CodeBlock>,
    pub(crate) links: Vec<Link>,
    pub(crate) images: Vec<Image>,
    /// The lines on which HTML has a link or an image, which nobody follows.
    pub(crate) html_links: Vec<usize>,
    /// The ids of its headings.
    pub(crate) headings: Vec<String>,
}

/// `{{#include file:anchor}}`
pub(crate) struct Include {
    pub(crate) line: usize,
    /// As it is written on the page, and relative to it.
    pub(crate) file: String,
    pub(crate) anchor: Option<String>,
}

pub(crate) struct CodeBlock {
    /// The number of the first line within the block.
    pub(crate) line: usize,
    /// `rust`, `console,not-run`
    pub(crate) info: String,
    pub(crate) text: String,
}

pub(crate) struct Link {
    pub(crate) line: usize,
    pub(crate) to: String,
}

pub(crate) struct Image {
    pub(crate) line: usize,
    pub(crate) file: String,
    pub(crate) alt: String,
}

/// A place where the guide is not true, and what to do about it.
pub(crate) struct Finding {
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
    pub(crate) what: String,
    pub(crate) mend: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, what, mend } = self;
        write!(f, "{}:{line}: {what}\n    {mend}", shown(file))
    }
}

/// What to do about a file that is not there or not right.
pub(crate) fn mend(file: &Path) -> String {
    if file.starts_with(OUTPUT) {
        "let its first line be `$ cargo …` or `$ python3 …`, then type: cargo xtask book --record"
            .to_owned()
    } else if file.starts_with(GENERATED) || file.starts_with(EXERCISES) {
        "type: cargo xtask book --redraw".to_owned()
    } else {
        "correct the path, or add the file".to_owned()
    }
}

impl Page {
    /// Every page of the guide, and the texts beside it, in order of their names.
    pub(crate) fn read_all(root: &Path) -> Result<Vec<Self>> {
        let beside = ["README.md", "CONTRIBUTING.md"].map(PathBuf::from);
        let beside = beside.into_iter().filter(|file| root.join(file).exists());
        let mut files = files_in(root, Path::new(CHAPTERS), "md")?;
        // What is generated is not a page.
        files.retain(|file| !file.starts_with(GENERATED));
        files.into_iter().chain(beside).map(|file| Self::read(root, file)).collect()
    }

    pub(crate) fn read(root: &Path, file: PathBuf) -> Result<Self> {
        let text = fs::read_to_string(root.join(&file))
            .with_context(|| format!("could not read {}", shown(&file)))?;
        // Outside the book, nothing carries out includes.
        let includes = if file.starts_with(CHAPTERS) { includes(&text) } else { Vec::new() };
        let mut page = Self {
            includes,
            file,
            text: String::new(),
            code_blocks: Vec::new(),
            links: Vec::new(),
            images: Vec::new(),
            html_links: Vec::new(),
            headings: Vec::new(),
        };
        page.parse(&text);
        page.text = text;
        Ok(page)
    }

    /// Whether it is a page of the book, and not a text beside it.
    pub(crate) fn is_in_book(&self) -> bool {
        self.file.starts_with(CHAPTERS)
    }

    /// Its file as other pages link to it.
    pub(crate) fn name(&self) -> String {
        shown(self.file.strip_prefix(CHAPTERS).unwrap_or(&self.file))
    }

    /// The path of a file that the page names, from the workspace's root.
    pub(crate) fn resolve(&self, relative: &str) -> PathBuf {
        let folder = self.file.parent().unwrap_or(Path::new(""));
        let mut path = PathBuf::new();
        for part in folder.join(relative).components() {
            match part {
                std::path::Component::ParentDir if path.pop() => {}
                part => path.push(part),
            }
        }
        path
    }

    pub(crate) fn finding(&self, line: usize, what: String, mend: impl Into<String>) -> Finding {
        Finding { file: self.file.clone(), line, what, mend: mend.into() }
    }

    fn parse(&mut self, text: &str) {
        let line_of = |offset: usize| line_of(text, offset);
        let mut heading: Option<String> = None;
        let mut code: Option<CodeBlock> = None;
        let mut image: Option<Image> = None;
        for (event, place) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
            let line = line_of(place.start);
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    let id = id_of(&heading.take().unwrap_or_default());
                    let numbered = (1..).map(|number| format!("{id}-{number}"));
                    let mut ids = iter::once(id.clone()).chain(numbered);
                    self.headings.extend(ids.find(|id| !self.headings.contains(id)));
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let (info, text) = (info.into_string(), String::new());
                    code = Some(CodeBlock { line: line + 1, info, text });
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                    code = Some(CodeBlock { line, info: String::new(), text: String::new() });
                }
                Event::End(TagEnd::CodeBlock) => self.code_blocks.extend(code.take()),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    self.links.push(Link { line, to: dest_url.into_string() });
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    let file = dest_url.into_string();
                    image = Some(Image { line, file, alt: String::new() });
                }
                Event::End(TagEnd::Image) => self.images.extend(image.take()),
                Event::Html(html) | Event::InlineHtml(html)
                    if html.contains("<img") || html.contains("href=") =>
                {
                    self.html_links.push(line);
                }
                Event::Text(text) | Event::Code(text) => {
                    let heading = heading.iter_mut();
                    let code = code.iter_mut().map(|code| &mut code.text);
                    let alt = image.iter_mut().map(|image| &mut image.alt);
                    heading.chain(code).chain(alt).for_each(|open| open.push_str(&text));
                }
                _ => {}
            }
        }
    }
}

/// Files with this extension, in a folder and those in it, from the workspace's root and in order of
/// their names; none where there is no such folder.
pub(crate) fn files_in(root: &Path, folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return Ok(Vec::new());
    };
    let mut files = Vec::new();
    for entry in entries {
        let file = folder.join(entry?.file_name());
        if root.join(&file).is_dir() {
            files.extend(files_in(root, &file, extension)?);
        } else if file.extension().is_some_and(|it| it == extension) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// The includes, wherever they are and however they are written: mdBook looks for them before it reads
/// the Markdown.
fn includes(text: &str) -> Vec<Include> {
    let pattern = Regex::new(r"\{\{\s*#\w*include\s+([^}\s]+)[^}]*\}\}").expect("it is right");
    let found = pattern.captures_iter(text).map(|captures| {
        let (whole, what) = (captures.get(0), &captures[1]);
        let line = line_of(text, whole.map_or(0, |whole| whole.start()));
        match what.split_once(':') {
            Some((file, anchor)) => {
                Include { line, file: file.to_owned(), anchor: Some(anchor.to_owned()) }
            }
            None => Include { line, file: what.to_owned(), anchor: None },
        }
    });
    found.collect()
}

/// A path as pages write it, on every system.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// The number of the line at a byte.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

/// The id that mdBook gives a heading, which is close to GitHub's.
fn id_of(heading: &str) -> String {
    heading
        .trim()
        .to_lowercase()
        .chars()
        .filter_map(|letter| match letter {
            '_' | '-' => Some(letter),
            _ if letter.is_alphanumeric() => Some(letter),
            _ if letter.is_whitespace() => Some('-'),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_gets_the_id_that_mdbook_gives_it() {
        assert_eq!(id_of("A thread for each file"), "a-thread-for-each-file");
        assert_eq!(id_of("One at a time, or at once?"), "one-at-a-time-or-at-once");
    }

    #[test]
    fn includes_are_found_with_their_lines() {
        let found = includes("one\n{{#include a.rs:task}} and {{ #include  output/b.txt }}\n");
        let found: Vec<_> =
            found.iter().map(|it| (it.line, it.file.as_str(), it.anchor.as_deref())).collect();
        assert_eq!(found, [(2, "a.rs", Some("task")), (2, "output/b.txt", None)]);
    }
}
