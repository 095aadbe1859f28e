//! What the guide shows of the same work in Python. It has timings of its own: when run beside Python,
//! some chapters have other sizes.

use std::path::PathBuf;

use maud::html;

use stopwatch::text;

use crate::{
    report::{Summary, bars, markdown},
    timings::{ChapterTimings, Timings},
};

/// The chapter and the version for the picture in which Python's threads take turns.
const TURNS: (&str, &str) = ("04-multiprocess", "threads");

/// What stands in for it where nobody has measured yet.
const NOT_RECORDED: &str =
    "No run in Python is recorded here. On your machine: `cargo xtask all --python`.";

/// What pages include: a table for each of these chapters, one over all of them, and the picture.
pub(super) fn generated(
    chapters: &Timings,
    in_python: Option<&Timings>,
) -> [(&'static str, String); 2] {
    let tables = tables(chapters, in_python.map(Summary::of).as_ref());
    let turns = turns(&Summary::of(in_python.unwrap_or(chapters)));
    [("generated/python.md", tables), ("generated/turns.md", turns)]
}

/// Leaves out what no page shows: tasks, and where this machine has its Pythons.
pub(super) fn trim(timings: &mut Timings) {
    timings.interpreters.unusable.clear();
    for python in &mut timings.interpreters.usable {
        python.path = python.path.file_name().map(PathBuf::from).unwrap_or_default();
    }
    for chapter in &mut timings.chapters {
        let is_drawn = chapter.short_name() == TURNS.0;
        for run in chapter.reports.iter_mut().flat_map(|report| &mut report.versions) {
            // A version without any tasks would count as one that did nothing.
            if !is_drawn || run.name != TURNS.1 {
                run.tasks.truncate(1);
            }
        }
    }
}

fn tables(chapters: &Timings, in_python: Option<&Summary>) -> String {
    let tables = in_python.map(markdown::of_each_chapter).unwrap_or_default();
    let of_chapter = |chapter: &ChapterTimings| {
        let table = tables.iter().find(|(name, _)| *name == chapter.chapter);
        let text = table.map(|(_, table)| format!("{table}{}", sizes(chapter)));
        anchored(chapter.short_name(), text)
    };
    let all = in_python.map(markdown::languages);
    let chapters = chapters.chapters.iter().filter(|chapter| chapter.is_rust());
    chapters.map(of_chapter).chain([anchored("all", all)]).collect()
}

pub(super) fn anchored(name: &str, text: Option<String>) -> String {
    let text = text.unwrap_or_else(|| NOT_RECORDED.to_owned());
    format!("<!-- ANCHOR: {name} -->\n{text}\n<!-- ANCHOR_END: {name} -->\n")
}

/// With which flags every language did the work of a chapter, if they are not the program's defaults.
fn sizes(chapter: &ChapterTimings) -> String {
    match chapter.about.python.sizes.join(" ") {
        sizes if sizes.is_empty() => sizes,
        sizes => format!("\n\nEach with `{sizes}`."),
    }
}

/// The threads of each language, each on its own time axis: on a shared one, the fastest would be a
/// dot.
fn turns(summary: &Summary) -> String {
    let in_languages = summary.chapters.iter().filter(|it| it.measured.short_name() == TURNS.0);
    let picture = html! {
        div.turns {
            @for chapter in in_languages {
                @for row in chapter.rows.iter().filter(|row| row.version == TURNS.1) {
                    p.language { (text::shown(&chapter.measured.language)) }
                    @let end_s = bars::end_s(std::iter::once((chapter.measured, row)));
                    (bars::timelines_until(end_s, chapter.measured, [row]))
                }
            }
        }
    };
    picture.into_string() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{book::recorded, chapters::Workspace};

    /// The recorded timings, and the chapter of the picture from them, as if it had been run in Python
    /// too.
    fn recorded() -> (Timings, Timings) {
        let root = Workspace::read().unwrap().root;
        let timings = recorded::timings(&root).unwrap().unwrap();
        let mut in_python = timings.clone();
        in_python.chapters.retain(|chapter| chapter.short_name() == TURNS.0);
        let language = "CPython 3.14".to_owned();
        in_python.chapters.push(ChapterTimings { language, ..in_python.chapters[0].clone() });
        (timings, in_python)
    }

    #[test]
    fn every_chapter_has_a_table_or_says_that_nobody_has_measured() {
        let (timings, in_python) = recorded();
        let [(_, tables), (_, turns)] = generated(&timings, None);
        assert_eq!(tables.matches(NOT_RECORDED).count(), timings.chapters.len() + 1, "{tables}");
        assert!(turns.contains(">Rust<") && !turns.contains("CPython"), "{turns}");

        let [(_, tables), (_, turns)] = generated(&timings, Some(&in_python));
        assert_eq!(tables.matches(NOT_RECORDED).count(), timings.chapters.len() - 1, "{tables}");
        // Once in its own table, and once in the one over all chapters.
        assert_eq!(tables.matches("| CPython 3.14 |").count(), 2, "{tables}");
        assert!(turns.contains(">Rust<") && turns.contains(">CPython 3.14<"), "{turns}");
    }

    #[test]
    fn what_is_trimmed_shows_the_same() {
        let (timings, mut in_python) = recorded();
        let whole = generated(&timings, Some(&in_python));
        trim(&mut in_python);
        assert_eq!(generated(&timings, Some(&in_python)), whole);
    }
}
