//! `timings.md`: the table in Markdown, and what has to be said beside it.

use anyhow::Result;
use comfy_table::{CellAlignment, Table, presets};

use stopwatch::text;

use super::{Summary, side_by_side::side_by_side, table::Columns};

/// The file.
pub(crate) fn export(summary: &Summary) -> Result<Vec<u8>> {
    Ok(format!("# Timings\n\n{}", body(summary)).into_bytes())
}

/// The table, and where it comes from.
pub(crate) fn body(summary: &Summary) -> String {
    let columns = Columns { cpu: false, ..Columns::all(summary.timings) };
    let mut table = columns.table(summary, in_markdown_cell);
    table.load_style(presets::ASCII_MARKDOWN);
    let warnings: String =
        summary.warnings.iter().map(|it| format!("{}\n\n", in_markdown(it))).collect();
    let notes: Vec<String> = summary.notes().iter().map(|note| in_markdown(note)).collect();
    format!("{warnings}{table}\n\n{}{}\n", in_every_language(summary), notes.join("\n\n"))
}

/// One table over all chapters, where there is more than Rust.
fn in_every_language(summary: &Summary) -> String {
    let Some(side_by_side) = side_by_side(summary) else {
        return String::new();
    };
    let names = side_by_side.languages.iter().map(|language| in_markdown_cell(language));
    let mut table = Table::new();
    table.set_header(std::iter::once("the same in Python".to_owned()).chain(names));
    for chapter in side_by_side.chapters {
        table.add_row([in_markdown_cell(&chapter.name)]);
        for (version, cells) in chapter.lines {
            let version = format!(" {}", in_markdown_cell(&version));
            table.add_row(std::iter::once(version).chain(cells));
        }
    }
    table.load_style(presets::ASCII_MARKDOWN);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n\n")
}

/// A text in Markdown that begins no HTML there.
fn in_markdown(text: &str) -> String {
    text::sentence(text).replace('<', "&lt;")
}

/// A name in a cell of a table in Markdown.
fn in_markdown_cell(name: &str) -> String {
    text::shown(name).replace('<', "&lt;").replace('|', "\\|")
}
