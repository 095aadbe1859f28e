//! The rules of the house, across chapters: names, pages, and the code that pages show.

use std::{fs, path::Path};

use end_to_end::{chapters, workspace};

fn read(file: impl AsRef<Path>) -> String {
    let file = workspace().join(file);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn folder_package_program_and_page_have_one_name() {
    for chapter in chapters() {
        let name = chapter.name.trim_start_matches("chapter-");
        let (number, word) = name.split_once('-').unwrap();
        assert!(number.len() == 2 && number.parse::<u8>().is_ok(), "{}", chapter.name);
        let folder = chapter.manifest_path.parent().unwrap();
        assert!(folder.ends_with(format!("crates/{word}")), "{} is in {folder}", chapter.name);
        let program = chapter.targets.iter().find(|target| target.is_bin()).unwrap();
        assert_eq!(program.name, *chapter.name);
        let page = format!("{name}.md");
        assert!(read("chapters/SUMMARY.md").contains(&format!("]({page})")), "no {page}");
        let command = format!("cargo run -p {}", chapter.name);
        for file in [format!("chapters/{page}"), "README.md".to_owned()] {
            assert!(read(&file).contains(&command), "{file} does not say `{command}`");
        }
    }
}

#[test]
fn chapters_depend_on_no_other_chapter() {
    for chapter in chapters() {
        for dependency in &chapter.dependencies {
            let is_chapter = dependency.name.starts_with("chapter-") || dependency.name == "xtask";
            assert!(!is_chapter, "{} depends on {}", chapter.name, dependency.name);
        }
    }
}

/// A piece of code that a page includes: the heading that it is under, its file, and the number of its
/// lines without comments and blank ones.
struct Shown {
    heading: String,
    file: String,
    lines: usize,
}

/// The Rust code that the page of a chapter shows.
fn shown(page: &str) -> Vec<Shown> {
    let mut heading = String::new();
    let mut shown = Vec::new();
    for line in read(page).lines() {
        if line.starts_with('#') {
            heading = line.to_owned();
        }
        let Some((_, included)) = line.split_once("{{#include ../crates/") else { continue };
        let (included, _) = included.split_once("}}").unwrap();
        let (file, anchor) = included.split_once(':').unwrap();
        // A table is no code.
        if file.ends_with(".md") {
            continue;
        }
        let lines = lines_of(&read(format!("crates/{file}")), anchor);
        shown.push(Shown { heading: heading.clone(), file: file.to_owned(), lines });
    }
    shown
}

fn lines_of(code: &str, anchor: &str) -> usize {
    let (begin, end) = (format!("ANCHOR: {anchor}"), format!("ANCHOR_END: {anchor}"));
    // A comment of Rust, or of Python.
    let comment = |line: &str| {
        let line = line.trim();
        line.strip_prefix("//").or(line.strip_prefix('#')).map(|words| words.trim().to_owned())
    };
    let is = |line: &str, mark: &str| comment(line).is_some_and(|words| words == mark);
    let inside = code.lines().skip_while(|line| !is(line, &begin)).skip(1);
    let inside = inside.take_while(|line| !is(line, &end));
    inside.filter(|line| !line.trim().is_empty() && !line.trim().starts_with("//")).count()
}

/// What a page shows of one idea, which is what is under one heading, is at most 60 lines of code, from
/// however many files.
#[test]
fn what_a_page_shows_of_one_idea_stays_short() {
    for chapter in chapters() {
        let page = format!("chapters/{}.md", chapter.name.trim_start_matches("chapter-"));
        let shown = shown(&page);
        assert!(!shown.is_empty(), "{page} shows no code");
        for of_one_idea in shown.chunk_by(|a, b| a.heading == b.heading) {
            let lines: usize = of_one_idea.iter().map(|shown| shown.lines).sum();
            let files: Vec<&str> = of_one_idea.iter().map(|shown| shown.file.as_str()).collect();
            let heading = &of_one_idea[0].heading;
            assert!(lines > 0, "{page}, under `{heading}`: {files:?} have no such anchors");
            assert!(lines <= 60, "{page}, under `{heading}`: {lines} lines of {files:?}");
        }
    }
}

#[test]
fn mains_stay_short() {
    for chapter in chapters() {
        let folder = chapter.manifest_path.parent().unwrap();
        let main = fs::read_to_string(folder.join("src/main.rs")).unwrap();
        let (_, body) = main.split_once("fn main()").unwrap();
        let body = body.split("\n}").next().unwrap().lines();
        let lines = body.filter(|line| !line.trim().is_empty()).count();
        assert!(lines <= 30, "{}: main has {lines} lines", chapter.name);
    }
}

#[test]
fn adding_a_chapter_takes_at_most_ten_steps() {
    let contributing = read("CONTRIBUTING.md");
    let (_, rest) = contributing.split_once("## How to add a chapter").unwrap();
    let section = rest.split("\n## ").next().unwrap();
    let steps = section.lines().filter(|line| {
        line.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok())
    });
    assert!((1..=10).contains(&steps.count()));
}
