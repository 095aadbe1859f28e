//! `cargo xtask book --check`: every place where the guide is not true, with file and line.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use stopwatch::println;

use super::{
    commands, one_run,
    page::{
        CHAPTERS, CodeBlock, Finding, GENERATED, Image, Include, Link, OUTPUT, Page, files_in,
        mend, shown,
    },
    questions,
    recorded, statements,
};
use crate::chapters::Workspace;

pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let pages = Page::read_all(&workspace.root)?;
    let mut texts = texts(&workspace.root, &pages)?;
    if let Some(timings) = recorded::timings(&workspace.root)? {
        texts.extend(statements::unexplained(workspace, &timings));
    }
    report(&texts)?;
    println!("{} pages: includes, links, images, summary and figures are right.", pages.len());
    // Commands take time, so they run only when all else is right.
    report(&commands::check(workspace, &pages)?)?;
    println!("All commands run, and print what is recorded.");
    Ok(())
}

/// Fails where the guide is not true.
pub(super) fn report(findings: &[Finding]) -> Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
    bail!("the guide is not true in {}:\n{}", place(findings.len()), lines.join("\n"))
}

fn place(count: usize) -> String {
    stopwatch::text::counted(count as u64, "place")
}

/// Everything that can be found without running anything.
pub(crate) fn texts(root: &Path, pages: &[Page]) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for page in pages {
        findings
            .extend(page.includes.iter().filter_map(|include| wrong_include(root, page, include)));
        findings.extend(page.code_blocks.iter().filter_map(|block| typed_by_hand(page, block)));
        findings.extend(page.links.iter().filter_map(|link| dead_link(root, pages, page, link)));
        findings.extend(page.html_links.iter().map(|line| html_link(page, *line)));
        findings.extend(questions::without_reply(page));
        findings.extend(page.images.iter().filter_map(|image| wrong_image(root, page, image)));
    }
    findings.extend(unused_anchors(root, pages)?);
    findings.extend(unused_outputs(root, pages)?);
    findings.extend(wrong_summary(pages));
    findings.extend(wrong_minutes(pages));
    findings.extend(statements::differences(root)?);
    findings.extend(one_run::differences(root)?);
    Ok(findings)
}

/// An include of something that does not exist: mdBook would show an empty block and say nothing.
fn wrong_include(root: &Path, page: &Page, include: &Include) -> Option<Finding> {
    let file = page.resolve(&include.file);
    let name = shown(&file);
    let finding = |what: String, mend: String| Some(page.finding(include.line, what, mend));
    let Ok(text) = fs::read_to_string(root.join(&file)) else {
        return finding(format!("there is no file {name}"), mend(&file));
    };
    let Some(anchor) = &include.anchor else {
        if file.starts_with(OUTPUT) && recorded::command(&text).is_none() {
            let what = format!("{name} does not say which command it is of");
            return finding(what, mend(&file));
        }
        if !file.starts_with(OUTPUT) && !file.starts_with(GENERATED) {
            let mend = "put `ANCHOR: name` and `ANCHOR_END: name` around what the page needs";
            return finding(format!("{name} is included whole"), mend.to_owned());
        }
        return None;
    };
    let anchors = anchors(&text);
    let Some((_, line)) = anchors.iter().find(|(name, _)| name == anchor) else {
        let names: Vec<&str> = anchors.iter().map(|(name, _)| name.as_str()).collect();
        return finding(
            format!("there is no anchor `{anchor}` in {name}"),
            format!("its anchors are: {}", names.join(", ")),
        );
    };
    let mut shown_lines = 0;
    for line in text.lines().skip(*line) {
        if marked(line, "ANCHOR_END: ") == Some(anchor) {
            return match shown_lines {
                0 => finding(
                    format!("the anchor `{anchor}` in {name} is empty"),
                    "move the two marks around what the page shows".to_owned(),
                ),
                _ => None,
            };
        }
        if !line.trim().is_empty() && !line.contains("ANCHOR") {
            shown_lines += 1;
        }
    }
    finding(
        format!("the anchor `{anchor}` in {name} has no end"),
        format!("write `ANCHOR_END: {anchor}` below what the page shows"),
    )
}

/// The anchors of a source, with the numbers of their lines.
fn anchors(text: &str) -> Vec<(String, usize)> {
    let lines = (1..).zip(text.lines());
    lines
        .filter_map(|(number, line)| Some((marked(line, "ANCHOR: ")?.to_owned(), number)))
        .collect()
}

/// The name in a comment that is such a mark.
fn marked<'l>(line: &'l str, mark: &str) -> Option<&'l str> {
    let (before, name) = line.split_once(mark)?;
    let name = name.split_whitespace().next()?;
    ["//", "#", "<!--"].contains(&before.trim()).then_some(name)
}

/// Code or output that is on the page itself, where nothing tests it: only commands may be there.
fn typed_by_hand(page: &Page, block: &CodeBlock) -> Option<Finding> {
    let language = block.info.split(',').next().unwrap_or_default();
    let text = block.text.trim();
    let is_include =
        text.starts_with("{{#include ") && text.ends_with("}}") && !text.contains('\n');
    let language_or_code = if language.is_empty() { "code" } else { language };
    (page.is_in_book() && language != "console" && !is_include).then(|| {
        page.finding(
            block.line,
            format!("{language_or_code} that was typed by hand"),
            "put it into a file that is tested or recorded, and write {{#include file:anchor}}",
        )
    })
}

fn dead_link(root: &Path, pages: &[Page], page: &Page, link: &Link) -> Option<Finding> {
    if link.to.contains("://") || link.to.starts_with("mailto:") {
        return None;
    }
    let (file, heading) = match link.to.split_once('#') {
        Some((file, heading)) => (file, Some(heading)),
        None => (link.to.as_str(), None),
    };
    let file = if file.is_empty() { page.file.clone() } else { page.resolve(file) };
    let finding = |what: String, mend: String| Some(page.finding(link.line, what, mend));
    if !root.join(&file).exists() {
        return finding(
            format!("the link leads to {}, which is not there", shown(&file)),
            "correct the link, or write that page".to_owned(),
        );
    }
    if page.is_in_book() && !file.starts_with(CHAPTERS) {
        return finding(
            format!("the link leads out of the book, to {}", shown(&file)),
            "name the file in words: the book is read without the folders around it".to_owned(),
        );
    }
    let heading = heading?;
    let target = pages.iter().find(|page| page.file == file)?;
    if target.headings.iter().any(|id| id == heading) {
        return None;
    }
    finding(
        format!("{} has no heading `#{heading}`", shown(&file)),
        format!("its headings are: {}", target.headings.join(", ")),
    )
}

/// A link or an image that this check does not follow.
fn html_link(page: &Page, line: usize) -> Finding {
    let mend = "write [text](page.md) or ![what it shows](file), which can be checked";
    page.finding(line, "a link or an image in HTML".to_owned(), mend)
}

fn wrong_image(root: &Path, page: &Page, image: &Image) -> Option<Finding> {
    let file = page.resolve(&image.file);
    if !root.join(&file).exists() {
        let what = format!("there is no image {}", shown(&file));
        return Some(page.finding(image.line, what, "correct the path, or add the image"));
    }
    image.alt.trim().is_empty().then(|| {
        page.finding(
            image.line,
            format!("the image {} has no alt text", shown(&file)),
            "say in the brackets what it shows, for readers who cannot see it: ![…](file)",
        )
    })
}

/// Anchors of lessons and Python cells that no page shows.
fn unused_anchors(root: &Path, pages: &[Page]) -> Result<Vec<Finding>> {
    let used: BTreeSet<(PathBuf, &str)> = pages
        .iter()
        .flat_map(|page| page.includes.iter().map(move |include| (page, include)))
        .filter_map(|(page, include)| {
            Some((page.resolve(&include.file), include.anchor.as_deref()?))
        })
        .collect();
    let mut sources = files_in(root, &Path::new(CHAPTERS).join("python"), "py")?;
    for package in fs::read_dir(root.join("crates")).into_iter().flatten() {
        let source = Path::new("crates").join(package?.file_name()).join("src");
        sources.extend(files_in(root, &source, "rs")?);
    }
    sources.sort();
    let mut findings = Vec::new();
    for file in sources {
        let text = fs::read_to_string(root.join(&file))?;
        for (anchor, line) in anchors(&text) {
            if !used.contains(&(file.clone(), anchor.as_str())) {
                findings.push(Finding {
                    file: file.clone(),
                    line,
                    what: format!("no page shows the anchor `{anchor}`"),
                    mend: "include it in the chapter's page, or take the marks away".to_owned(),
                });
            }
        }
    }
    Ok(findings)
}

fn unused_outputs(root: &Path, pages: &[Page]) -> Result<Vec<Finding>> {
    let used: BTreeSet<PathBuf> = pages
        .iter()
        .flat_map(|page| page.includes.iter().map(|include| page.resolve(&include.file)))
        .collect();
    let outputs = recorded::files(root)?.into_iter().filter(|file| !used.contains(file));
    let finding = |file| Finding {
        file,
        line: 1,
        what: "no page shows this recorded run".to_owned(),
        mend: "include it in a page, or remove the file".to_owned(),
    };
    Ok(outputs.map(finding).collect())
}

/// Pages that the table of contents lacks, and chapters that are not in the order of their numbers.
fn wrong_summary(pages: &[Page]) -> Vec<Finding> {
    let Some(summary) = pages.iter().find(|page| page.name() == "SUMMARY.md") else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for page in pages.iter().filter(|page| page.is_in_book() && page.name() != "SUMMARY.md") {
        if !summary.links.iter().any(|link| link.to == page.name()) {
            let mend = format!("add a line: - [title]({})", page.name());
            findings.push(summary.finding(1, format!("{} is missing", page.name()), mend));
        }
    }
    let is_chapter = |link: &&Link| link.to.starts_with(|first: char| first.is_ascii_digit());
    let chapters: Vec<&Link> = summary.links.iter().filter(is_chapter).collect();
    for pair in chapters.windows(2) {
        if pair[0].to > pair[1].to {
            let what = format!("{} comes after {}", pair[1].to, pair[0].to);
            findings.push(summary.finding(
                pair[1].line,
                what,
                "put the chapters in order of their numbers",
            ));
        }
    }
    findings
}

/// Minutes for which the introduction and the page itself give different numbers.
fn wrong_minutes(pages: &[Page]) -> Vec<Finding> {
    let Some(introduction) = pages.iter().find(|page| page.name() == "introduction.md") else {
        return Vec::new();
    };
    let is_page = |name: &str, page: &&Page| page.is_in_book() && page.name() == name;
    introduction
        .links
        .iter()
        .filter_map(|link| {
            let row = introduction.text.lines().nth(link.line - 1)?;
            let minutes: u32 = row.trim_end_matches('|').rsplit('|').next()?.trim().parse().ok()?;
            let page = pages.iter().find(|page| is_page(&link.to, page))?;
            let start = format!("*{minutes} minutes.*");
            (!page.text.contains(&start)).then(|| {
                introduction.finding(
                    link.line,
                    format!("{} does not begin with {start}", page.name()),
                    "read it with a clock, and write the same minutes in both places",
                )
            })
        })
        .collect()
}
