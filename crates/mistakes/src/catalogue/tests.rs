use std::{fs, path::Path};

use super::*;

/// The sections of the page under `## The mistakes`, with their headings in front and their lines joined.
fn sections() -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../chapters/13-mistakes.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, catalogue) = page.split_once("\n## The mistakes\n").unwrap();
    let catalogue = catalogue.split("\n## ").next().unwrap();
    let sections = catalogue.split("\n### ").skip(1);
    sections
        .map(|section| section.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn every_mistake_has_its_section_on_the_page_in_the_same_words() {
    let sections = sections();
    assert_eq!(sections.len(), MISTAKES.len());
    for (mistake, section) in MISTAKES.iter().zip(sections) {
        let (heading, file) =
            (mistake.name.replace('-', " "), mistake.name.replace('-', "_"));
        assert!(
            section.to_lowercase().starts_with(&heading),
            "{heading}: {section}"
        );
        let code = |anchor| {
            format!(
                "{{{{#include ../crates/mistakes/src/{file}.rs:{anchor}}}}}"
            )
        };
        for shown in [
            mistake.job.to_owned(),
            code("mistake"),
            code("mended"),
            format!("**Look for:** {}", mistake.look_for),
            format!("**In Python:** {}.", mistake.python),
        ] {
            assert!(
                section.contains(&shown),
                "{}: {shown}\n{section}",
                mistake.name
            );
        }
    }
}

#[test]
fn each_is_in_words_that_every_terminal_shows() {
    let mut names: Vec<&str> =
        MISTAKES.iter().map(|mistake| mistake.name).collect();
    for Mistake { name, job, look_for, python, .. } in MISTAKES {
        assert!(
            name.len() + "-mistake".len() <= 30,
            "{name} is too long for the tables"
        );
        assert!(
            [job, look_for, python].iter().all(|words| words.is_ascii()),
            "{name}"
        );
        assert!(job.ends_with('.') && look_for.ends_with(['.', ')']), "{name}");
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), MISTAKES.len(), "two have one name");
}
