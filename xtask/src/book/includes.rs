//! What pages include: it has to be there, to be shown, and to fit.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use super::{
    page::{CHAPTERS, Finding, GENERATED, Include, OUTPUT, Page, files_in, mend, shown},
    recorded,
};

/// So many columns of code fit beside the table of contents, and on paper.
const COLUMNS: usize = 80;

/// Includes that are wrong, and code that no page should include, or none does.
pub(super) fn wrong(root: &Path, pages: &[Page]) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for page in pages {
        findings
            .extend(page.includes.iter().filter_map(|include| wrong_include(root, page, include)));
    }
    findings.extend(long_lines(root, pages));
    findings.extend(unused_anchors(root, pages)?);
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
    if !anchors.iter().any(|(name, _)| name == anchor) {
        let names: Vec<&str> = anchors.iter().map(|(name, _)| name.as_str()).collect();
        return finding(
            format!("there is no anchor `{anchor}` in {name}"),
            format!("its anchors are: {}", names.join(", ")),
        );
    }
    let Some(lines) = between_marks(&text, anchor) else {
        return finding(
            format!("the anchor `{anchor}` in {name} has no end"),
            format!("write `ANCHOR_END: {anchor}` below what the page shows"),
        );
    };
    if lines.iter().all(|(_, line)| line.trim().is_empty()) {
        return finding(
            format!("the anchor `{anchor}` in {name} is empty"),
            "move the two marks around what the page shows".to_owned(),
        );
    }
    None
}

/// Lines of code that a page shows, and a reader would have to scroll to the end of.
fn long_lines(root: &Path, pages: &[Page]) -> Vec<Finding> {
    let mut places = BTreeSet::new();
    for (page, include) in includes(pages) {
        let file = page.resolve(&include.file);
        let (Some(anchor), false) = (&include.anchor, file.starts_with(GENERATED)) else {
            continue;
        };
        let text = fs::read_to_string(root.join(&file)).unwrap_or_default();
        for (number, line) in between_marks(&text, anchor).unwrap_or_default() {
            if line.chars().count() > COLUMNS {
                places.insert((file.clone(), number, line.chars().count()));
            }
        }
    }
    let finding = |(file, line, columns)| Finding {
        file,
        line,
        what: format!("a page shows this line of {columns} columns"),
        mend: format!("break it: {COLUMNS} columns can be read without scrolling"),
    };
    places.into_iter().map(finding).collect()
}

/// Anchors of lessons and Python cells that no page shows.
fn unused_anchors(root: &Path, pages: &[Page]) -> Result<Vec<Finding>> {
    let used: BTreeSet<(PathBuf, &str)> = includes(pages)
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

/// Every include, with its page.
fn includes(pages: &[Page]) -> impl Iterator<Item = (&Page, &Include)> {
    pages.iter().flat_map(|page| page.includes.iter().map(move |include| (page, include)))
}

/// The anchors of a source, with the numbers of their lines.
fn anchors(text: &str) -> Vec<(String, usize)> {
    let lines = (1..).zip(text.lines());
    lines
        .filter_map(|(number, line)| Some((marked(line, "ANCHOR: ")?.to_owned(), number)))
        .collect()
}

/// The lines that an anchor shows, with their numbers; `None` where it does not begin or end.
fn between_marks<'t>(text: &'t str, anchor: &str) -> Option<Vec<(usize, &'t str)>> {
    let is = |line: &str, mark: &str| marked(line, mark) == Some(anchor);
    let mut lines = (1..).zip(text.lines());
    lines.find(|(_, line)| is(line, "ANCHOR: "))?;
    let mut between = Vec::new();
    for (number, line) in lines {
        if is(line, "ANCHOR_END: ") {
            return Some(between);
        }
        // The marks of other anchors are not shown.
        if !line.contains("ANCHOR") {
            between.push((number, line));
        }
    }
    None
}

/// The name in a comment that is such a mark.
fn marked<'l>(line: &'l str, mark: &str) -> Option<&'l str> {
    let (before, name) = line.split_once(mark)?;
    let name = name.split_whitespace().next()?;
    ["//", "#", "<!--"].contains(&before.trim()).then_some(name)
}
