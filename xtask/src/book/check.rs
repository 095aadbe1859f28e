//! `cargo xtask book --check`: every place where the guide is not true, with file and line.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use stopwatch::println;

use super::{
    commands, includes, one_run,
    page::{CHAPTERS, CodeBlock, Finding, Image, Link, Page, shown},
    questions, recorded, statements,
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
    let mut findings = includes::wrong(root, pages)?;
    for page in pages {
        findings.extend(page.code_blocks.iter().filter_map(|block| typed_by_hand(page, block)));
        findings.extend(page.links.iter().filter_map(|link| dead_link(root, pages, page, link)));
        findings.extend(page.html_links.iter().map(|line| html_link(page, *line)));
        findings.extend(questions::without_reply(page));
        findings.extend(page.images.iter().filter_map(|image| wrong_image(root, page, image)));
    }
    findings.extend(unused_outputs(root, pages)?);
    findings.extend(wrong_summary(pages));
    findings.extend(wrong_minutes(pages));
    findings.extend(statements::differences(root)?);
    findings.extend(one_run::differences(root)?);
    Ok(findings)
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
