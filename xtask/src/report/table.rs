//! The timings as a table, and that table for the terminal.

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};

use stopwatch::{text, timeline::Canvas};

use super::{ChapterSummary, Summary};
use crate::timings::{ChapterTimings, Row, Timings, Verdict};

const ASCII: TableStyle = with_lines_of('-');
const UNICODE: TableStyle = with_lines_of('─');

/// A line under the header and one at the end, and none between: room for 80 columns.
const fn with_lines_of(fill: char) -> TableStyle {
    let line = LineStyle::none().fill(fill).junction(fill);
    TableStyle::new().header_separator(line).bottom_border(line)
}

/// The table for the terminal.
pub(crate) fn terminal(summary: &Summary) -> String {
    let timings = summary.timings;
    let Canvas { width, ascii } = Canvas::of_terminal(false);
    // Many runs take three columns where one takes one; the notebook's gives way to them. With other
    // languages there is room for neither that one nor the predictions.
    let all = Columns::all(timings);
    let notebook = all.notebook && !all.spread && !all.language;
    let (narrow, cpu) = (true, false);
    // The columns are as far apart as there is room for. Where many runs and long names leave too
    // little, the predictions give way as well.
    let with_predictions = [!all.language, !all.language && !all.spread];
    let ways = with_predictions.into_iter().flat_map(|it| [2, 1, 0].map(|gap| (it, gap)));
    let mut shown = String::new();
    for (predicted, gap) in ways {
        let columns = Columns { ascii, narrow, predicted, cpu, notebook, ..all };
        let mut table = columns.table(summary, |name| text::shown(name).into_owned());
        style(&mut table, ascii, gap, columns.names());
        shown = table.trim_fmt();
        if shown.lines().all(|line| line.chars().count() <= width) {
            break;
        }
    }
    shown
}

/// A sentence in lines that fit the terminal.
pub(crate) fn wrapped(sentence: &str) -> String {
    Canvas::of_terminal(false).paragraph(sentence)
}

/// Lines and blanks as all our tables have them: first this many columns of names, then figures,
/// aligned to the right; before each column but the first, `gap` blanks and one more.
pub(crate) fn style(table: &mut Table, ascii: bool, gap: u16, names: usize) {
    table.load_style(if ascii { ASCII } else { UNICODE });
    for (number, column) in table.column_iter_mut().enumerate() {
        column.set_padding((if number == 0 { 0 } else { gap }, 0));
    }
    align_figures(table, names);
}

/// Aligns the figures to the right, after this many columns of names.
pub(crate) fn align_figures(table: &mut Table, names: usize) {
    for column in table.column_iter_mut().skip(names) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// Which columns there are, and in which characters they are drawn.
pub(crate) struct Columns {
    pub(crate) ascii: bool,
    /// Whether the words of the header are stacked.
    pub(crate) narrow: bool,
    /// Only where there is more than one.
    pub(crate) language: bool,
    pub(crate) predicted: bool,
    pub(crate) spread: bool,
    pub(crate) cpu: bool,
    pub(crate) notebook: bool,
}

impl Columns {
    /// All columns in which these timings have something to show.
    pub(crate) fn all(timings: &Timings) -> Self {
        let (spread, notebook) = (timings.runs > 1, timings.has_notebook());
        let language = timings.has_languages();
        let (ascii, narrow, predicted, cpu) = (false, false, true, true);
        Self { ascii, narrow, language, predicted, spread, cpu, notebook }
    }

    /// The table, with `shown` for names as its form may have them.
    pub(crate) fn table(&self, summary: &Summary, shown: fn(&str) -> String) -> Table {
        let mut header = self.header();
        header[0] = "chapter and version";
        let mut table = Table::new();
        table.set_header(header.into_iter().enumerate().map(|(number, name)| {
            if self.narrow && number > 0 { text::stacked(name) } else { name.to_owned() }
        }));
        for chapter in &summary.chapters {
            if chapter.measured.is_rust() {
                // Many runs, or languages, take the room that the names leave.
                let is_short = self.narrow && (self.spread || self.language);
                let ChapterTimings { chapter: name, .. } = chapter.measured;
                let name = if is_short { chapter.measured.short_name() } else { name };
                table.add_row([heading(chapter, shown(name))]);
            }
            for mut cells in self.lines(chapter) {
                for name in &mut cells[..self.names()] {
                    *name = shown(name);
                }
                cells[0].insert(0, ' ');
                table.add_row(cells);
            }
        }
        align_figures(&mut table, self.names());
        table
    }

    /// How many columns are names, not figures.
    pub(crate) fn names(&self) -> usize {
        if self.language { 2 } else { 1 }
    }

    pub(crate) fn header(&self) -> Vec<&'static str> {
        let mut header = vec!["version"];
        header.extend(self.language.then_some("language"));
        header.extend(self.predicted.then_some("predicted"));
        header.extend(if self.spread { &["median", "min", "max"][..] } else { &["measured"] });
        header.extend(["speedup", "at once", "cores busy"]);
        header.extend(self.cpu.then_some("CPU time"));
        header.extend(self.notebook.then_some("notebook"));
        header
    }

    /// The cells of a chapter's rows. Where another language failed without a row, the failure is a
    /// row, too.
    pub(crate) fn lines(&self, chapter: &ChapterSummary) -> Vec<Vec<String>> {
        let mut lines: Vec<Vec<String>> = chapter.rows.iter().map(|row| self.cells(row)).collect();
        let is_shown = chapter.measured.is_rust() || chapter.rows.iter().any(|row| row.failed);
        if chapter.failure.is_some() && !is_shown {
            let mut cells = self.cells(&Row::failed(chapter.measured));
            cells[0] = "all".to_owned();
            lines.push(cells);
        }
        lines
    }

    /// What was not measured is a dash, never 0.
    fn cells(&self, row: &Row) -> Vec<String> {
        let none = || if self.ascii { "-" } else { "–" }.to_owned();
        let seconds = |seconds: Option<f64>| seconds.map_or_else(none, text::duration);
        let mut cells = vec![row.version.clone()];
        cells.extend(self.language.then(|| row.language.clone()));
        cells.extend(self.predicted.then(|| seconds(row.predicted_s)));
        cells.push(match row.wall_s {
            _ if row.failed => "failed".to_owned(),
            wall => seconds(wall.map(|wall| wall.median)),
        });
        if self.spread {
            cells.push(seconds(row.wall_s.map(|wall| wall.min)));
            cells.push(seconds(row.wall_s.map(|wall| wall.max)));
        }
        let unclear = if row.verdict == Verdict::NoDifference { "? " } else { "" };
        cells.push(match row.speedup {
            Some(factor) => format!("{unclear}{}", text::times(factor, self.ascii)),
            None => none(),
        });
        cells.push(match row.most_in_flight {
            0 if row.failed => none(),
            most => text::count(most as u64),
        });
        cells.push(row.cores_busy.map_or_else(none, text::cores_busy));
        cells.extend(self.cpu.then(|| seconds(row.cpu_s)));
        cells.extend(self.notebook.then(|| seconds(row.notebook_s)));
        cells
    }
}

/// The chapter's line: its failure is named under the table, where there is room for it.
fn heading(chapter: &ChapterSummary, name: String) -> String {
    if chapter.failure.is_some() { name + ": failed" } else { name }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_table_of_all_chapters_fits_80_columns_be_it_of_one_run_or_of_many() {
        let recorded =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../chapters/output/timings.json");
        let mut timings = Timings::read(&recorded).unwrap();
        for runs in [1, 3] {
            timings.runs = runs;
            let table = terminal(&Summary::of(&timings));
            let widest = table.lines().map(|line| line.chars().count()).max().unwrap();
            let width = Canvas::of_terminal(false).width.max(80);
            assert!(widest <= width && table.contains("cores"), "{widest}:\n{table}");
        }
    }
}
