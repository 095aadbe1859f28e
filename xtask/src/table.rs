//! The timings as a table, for the terminal and for Markdown.

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle, presets};
use textwrap::WordSplitter;

use stopwatch::{text, timeline::Canvas};

use crate::{
    provenance::Provenance,
    spread::Verdict,
    timings::{ChapterTimings, Row, Timings},
    words,
};

const ASCII: TableStyle = with_lines_of('-');
const UNICODE: TableStyle = with_lines_of('─');

/// A line under the header and one at the end, and none between: room for 80 columns.
const fn with_lines_of(fill: char) -> TableStyle {
    let line = LineStyle::none().fill(fill).junction(fill);
    TableStyle::new().header_separator(line).bottom_border(line)
}

/// The table for the terminal.
pub(crate) fn terminal(timings: &Timings) -> String {
    let ascii = Canvas::of_terminal(false).ascii;
    // Many runs take three columns where one takes one; the notebook's gives way to them.
    let (spread, notebook) = (timings.runs > 1, timings.has_notebook());
    let columns = Columns { ascii, spread, cpu: false, notebook: notebook && !spread };
    let mut table = columns.table(timings, |name| text::shown(name).into_owned());
    // Many runs leave room for one blank between the columns.
    style(&mut table, ascii, if timings.runs > 1 { 1 } else { 2 });
    table.trim_fmt()
}

/// A sentence in lines that fit the terminal.
pub(crate) fn wrapped(sentence: &str) -> String {
    let width = Canvas::of_terminal(false).width;
    textwrap::fill(
        &text::sentence(sentence),
        textwrap::Options::new(width).word_splitter(WordSplitter::NoHyphenation),
    )
}

/// Lines and blanks as all our tables have them: figures to the right, `gap` blanks before each.
pub(crate) fn style(table: &mut Table, ascii: bool, gap: u16) {
    table.load_style(if ascii { ASCII } else { UNICODE });
    for (number, column) in table.column_iter_mut().enumerate() {
        if number > 0 {
            column.set_padding((gap, 0)).set_cell_alignment(CellAlignment::Right);
        } else {
            column.set_padding((0, 0));
        }
    }
}

/// `timings.md`.
pub(crate) fn markdown(timings: &Timings) -> String {
    format!("# Timings\n\n{}", markdown_body(timings))
}

/// The table in Markdown, and where it comes from.
pub(crate) fn markdown_body(timings: &Timings) -> String {
    let columns = Columns { cpu: false, ..Columns::all(timings) };
    let mut table = columns.table(timings, in_markdown_cell);
    table.load_style(presets::ASCII_MARKDOWN);
    let warnings: String =
        words::warnings(timings).iter().map(|it| format!("{}\n\n", in_markdown(it))).collect();
    let notes: Vec<String> = notes(timings).iter().map(|note| in_markdown(note)).collect();
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

/// What has to be said beside the table: what failed, what differs in the notebook, and how it was
/// measured.
pub(crate) fn notes(timings: &Timings) -> Vec<String> {
    let failures = timings.chapters.iter().filter_map(|chapter| {
        Some(format!("{} failed: {}.", chapter.chapter, words::failure(chapter)?))
    });
    let machine = format!("Machine: {}.", timings.provenance.machine());
    failures.chain(remarks(timings)).chain([how(timings), machine]).collect()
}

/// What the reader of the figures has to know.
pub(crate) fn remarks(timings: &Timings) -> Vec<String> {
    let unclear = timings
        .chapters
        .iter()
        .flat_map(ChapterTimings::rows)
        .any(|row| row.verdict == Verdict::NoDifference)
        .then(|| format!("?: {}, since runs of one version differ by more.", words::NO_DIFFERENCE));
    let notes = timings.chapters.iter().filter(|_| timings.has_notebook()).filter_map(|chapter| {
        let note = chapter.about.notebook_note.as_ref()?;
        Some(format!("Notebook, {}: {note}.", chapter.chapter))
    });
    let unfinished = timings.chapters.iter().flat_map(|chapter| {
        let rows = chapter.rows().into_iter().filter(|row| !row.did_its_work && !row.failed);
        rows.map(|row| {
            format!("{}: {} did not wait for all of its tasks.", chapter.chapter, row.version)
        })
    });
    let off = timings.chapters.iter().filter(|_| !timings.quick).flat_map(|chapter| {
        let rows = chapter.rows().into_iter().filter(Row::is_off);
        rows.filter_map(|row| words::off(chapter, &row))
    });
    unclear.into_iter().chain(unfinished).chain(off).chain(notes).collect()
}

/// How the timings were taken, and when.
pub(crate) fn how(timings: &Timings) -> String {
    let runs = match timings.runs {
        1 => "One run".to_owned(),
        runs => format!("{runs} runs of each chapter"),
    };
    let quick = if timings.quick { " with short tasks (`--quick`)" } else { "" };
    let Provenance { commit, date, .. } = &timings.provenance;
    format!("{runs}{quick}, commit {commit}, {date}.")
}

/// Which columns there are, and in which characters.
pub(crate) struct Columns {
    pub(crate) ascii: bool,
    pub(crate) spread: bool,
    pub(crate) cpu: bool,
    pub(crate) notebook: bool,
}

impl Columns {
    /// All that these timings have something to say in.
    pub(crate) fn all(timings: &Timings) -> Self {
        let (spread, notebook) = (timings.runs > 1, timings.has_notebook());
        Self { ascii: false, spread, cpu: true, notebook }
    }

    /// The table, with `shown` for names as its form may have them.
    fn table(&self, timings: &Timings, shown: fn(&str) -> String) -> Table {
        let mut header = self.header();
        header[0] = "chapter and version";
        let mut table = Table::new();
        table.set_header(header);
        for chapter in &timings.chapters {
            table.add_row([heading(chapter, shown(&chapter.chapter))]);
            for row in chapter.rows() {
                let mut cells = self.cells(&row);
                cells[0] = format!(" {}", shown(&cells[0]));
                table.add_row(cells);
            }
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table
    }

    pub(crate) fn header(&self) -> Vec<&'static str> {
        let mut header = vec!["version", "predicted"];
        header.extend(if self.spread { &["median", "min", "max"][..] } else { &["measured"] });
        header.extend(["speedup", "at once"]);
        header.extend(self.cpu.then_some("CPU time"));
        header.extend(self.notebook.then_some("notebook"));
        header
    }

    /// What is not measured is a dash, and never 0.
    pub(crate) fn cells(&self, row: &Row) -> Vec<String> {
        let none = || if self.ascii { "-" } else { "–" }.to_owned();
        let seconds = |seconds: Option<f64>| seconds.map_or_else(none, text::duration);
        let mut cells = vec![row.version.clone(), seconds(row.predicted_s)];
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
        cells.extend(self.cpu.then(|| seconds(row.cpu_s)));
        cells.extend(self.notebook.then(|| seconds(row.notebook_s)));
        cells
    }
}

/// The chapter's line: its failure is named under the table, where there is room for it.
fn heading(chapter: &ChapterTimings, name: String) -> String {
    if chapter.failure.is_some() { name + ": failed" } else { name }
}
