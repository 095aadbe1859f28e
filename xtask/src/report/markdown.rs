//! `timings.md`: the table in Markdown, and what has to be said beside it.

use anyhow::Result;
use comfy_table::{Table, presets};

use stopwatch::text;

use super::{
    Summary, languages,
    side_by_side::{Chapter, SideBySide, side_by_side},
    table::{Columns, align_figures},
};

/// The file.
pub(crate) fn export(summary: &Summary) -> Result<Vec<u8>> {
    Ok(format!("# Timings\n\n{}", body(summary)).into_bytes())
}

/// The table, and where it comes from.
pub(crate) fn body(summary: &Summary) -> String {
    let columns = Columns { cpu: false, ..Columns::all(summary.timings) };
    let mut table = columns.table(summary, in_cell);
    table.load_style(presets::ASCII_MARKDOWN);
    let warnings: String =
        summary.warnings.iter().map(|it| format!("{}\n\n", in_markdown(it))).collect();
    let beside = in_every_language(summary).map(|table| table + "\n\n").unwrap_or_default();
    format!("{warnings}{table}\n\n{beside}{}\n", paragraphs(&summary.notes()))
}

/// Only the table of all languages, with what has to be said about them.
pub(crate) fn languages(summary: &Summary) -> String {
    let remarks = [languages::remarks(summary.timings), summary.origin().to_vec()].concat();
    format!("{}\n\n{}", in_every_language(summary).unwrap_or_default(), paragraphs(&remarks))
}

fn paragraphs(notes: &[String]) -> String {
    notes.iter().map(|note| in_markdown(note)).collect::<Vec<String>>().join("\n\n")
}

/// One table over all chapters, where there is more than Rust.
fn in_every_language(summary: &Summary) -> Option<String> {
    let SideBySide { languages, chapters } = side_by_side(summary)?;
    let lines = chapters.iter().filter(|chapter| !chapter.lines.is_empty()).flat_map(|chapter| {
        let name = vec![in_cell(&chapter.name)];
        std::iter::once(name).chain(lines(chapter).map(indented))
    });
    Some(beside_each_other("the same in Python", &languages, lines))
}

/// A table for each chapter, by its name, where there is more than Rust.
pub(crate) fn of_each_chapter(summary: &Summary) -> Vec<(String, String)> {
    let Some(SideBySide { languages, chapters }) = side_by_side(summary) else {
        return Vec::new();
    };
    let table = |chapter: &Chapter| beside_each_other("version", &languages, lines(chapter));
    let measured = chapters.iter().filter(|chapter| !chapter.lines.is_empty());
    measured.map(|chapter| (chapter.name.clone(), table(chapter))).collect()
}

/// The versions of a chapter, each with what it took in each language.
fn lines(chapter: &Chapter) -> impl Iterator<Item = Vec<String>> {
    chapter.lines.iter().map(|(version, cells)| [&[in_cell(version)], &cells[..]].concat())
}

fn indented(mut line: Vec<String>) -> Vec<String> {
    line[0].insert(0, ' ');
    line
}

fn beside_each_other(
    first: &str,
    languages: &[String],
    lines: impl Iterator<Item = Vec<String>>,
) -> String {
    let mut table = Table::new();
    let names = languages.iter().map(|language| in_cell(language));
    table.set_header(std::iter::once(first.to_owned()).chain(names));
    table.add_rows(lines);
    table.load_style(presets::ASCII_MARKDOWN);
    align_figures(&mut table, 1);
    table.to_string()
}

/// A text that cannot begin HTML in Markdown.
fn in_markdown(text: &str) -> String {
    text::sentence(text).replace('<', "&lt;")
}

/// A name in a cell of a table in Markdown.
pub(super) fn in_cell(name: &str) -> String {
    text::shown(name).replace('<', "&lt;").replace('|', "\\|")
}
