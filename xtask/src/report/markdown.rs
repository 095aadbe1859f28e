//! `timings.md`: the table in Markdown, and what has to be said beside it.

use anyhow::Result;
use comfy_table::presets;

use stopwatch::text;

use super::{Summary, table::Columns};

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
    format!("{warnings}{table}\n\n{}\n", notes.join("\n\n"))
}

/// A text in Markdown that begins no HTML there.
fn in_markdown(text: &str) -> String {
    text::sentence(text).replace('<', "&lt;")
}

/// A name in a cell of a table in Markdown.
fn in_markdown_cell(name: &str) -> String {
    text::shown(name).replace('<', "&lt;").replace('|', "\\|")
}
