//! The rules of the house, across chapters: names, pages, and the code that pages show.

use std::{
    fs,
    path::{Path, PathBuf},
};

pub(crate) use end_to_end::chapters;
use end_to_end::workspace;

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

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| if path.is_dir() { files_below(&path) } else { vec![path] };
    entries.flat_map(below).collect()
}

/// A file of a lesson is at most 60 lines, a main at most 30; tests and blank lines do not count.
#[test]
fn lessons_and_mains_stay_short() {
    for chapter in chapters() {
        let folder = chapter.manifest_path.parent().unwrap();
        for file in files_below(folder.join("src").as_std_path()) {
            let lesson = fs::read_to_string(&file).unwrap();
            let shown = lesson
                .split("// ANCHOR: ")
                .skip(1)
                .flat_map(|rest| rest.split("// ANCHOR_END").next().unwrap().lines().skip(1))
                .filter(|line| !line.trim().is_empty() && !line.trim().starts_with("//"));
            assert!(shown.count() <= 60, "{}: the lesson has grown", file.display());
        }
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
