//! `timings.csv`: a line for each version, for spreadsheets.

use std::borrow::Cow;

use anyhow::Result;
use csv::Writer;

use stopwatch::text;

use super::{ChapterSummary, Summary};
use crate::timings::Row;

const COLUMNS: [&str; 15] = [
    "chapter",
    "version",
    "language",
    "workers",
    "predicted_s",
    "measured_s",
    "min_s",
    "max_s",
    "cpu_s",
    "cores_busy",
    "speedup",
    "most_in_flight",
    "unfinished",
    "notebook_s",
    "failure",
];

type Line = [String; COLUMNS.len()];

pub(crate) fn export(summary: &Summary) -> Result<Vec<u8>> {
    let mut csv = Writer::from_writer(Vec::new());
    csv.write_record(COLUMNS)?;
    for ChapterSummary { measured, rows, failure, .. } in &summary.chapters {
        if let Some(failure) = failure {
            // The failure has a line of its own: the chapter may have no version to put it on.
            csv.write_record(failure_line(&measured.chapter, &measured.language, failure))?;
        }
        for row in rows {
            csv.write_record(line(&measured.chapter, row))?;
        }
    }
    let unusable = summary.timings.interpreters.unusable.iter();
    for unusable in unusable.filter(|it| it.was_asked_for) {
        csv.write_record(failure_line("", &unusable.path.to_string_lossy(), &unusable.why))?;
    }
    if let Some(cut_off) = &summary.cut_off {
        csv.write_record(failure_line("", "", cut_off))?;
    }
    Ok(csv.into_inner()?)
}

fn line(chapter: &str, row: &Row) -> Line {
    let number = |number: Option<f64>| number.map_or_else(String::new, |n| n.to_string());
    [
        cell(chapter),
        cell(&row.version),
        cell(&row.language),
        row.workers.to_string(),
        number(row.predicted_s),
        number(row.wall_s.map(|wall| wall.median)),
        number(row.wall_s.map(|wall| wall.min)),
        number(row.wall_s.map(|wall| wall.max)),
        number(row.cpu_s),
        number(row.cores_busy),
        number(row.speedup),
        row.most_in_flight.to_string(),
        row.unfinished.to_string(),
        number(row.notebook_s),
        if row.failed { "failed".to_owned() } else { String::new() },
    ]
}

fn failure_line(chapter: &str, language: &str, failure: &str) -> Line {
    let mut line = [const { String::new() }; COLUMNS.len()];
    (line[0], line[2]) = (cell(chapter), cell(language));
    line[COLUMNS.len() - 1] = cell(failure);
    line
}

/// A text as a spreadsheet may have it: after a quote, what would be a formula is just text.
fn cell(text: &str) -> String {
    let shown = match text {
        "" => Cow::Borrowed(text),
        text => text::shown(text),
    };
    if shown.starts_with(['=', '+', '-', '@']) { format!("'{shown}") } else { shown.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula_of_a_spreadsheet() {
        assert_eq!(cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        for text in ["+1", "-1", "@sum"] {
            assert!(cell(text).starts_with('\''), "{text}");
        }
        assert_eq!(cell("wait-threads"), "wait-threads");
        assert_eq!(cell("\u{1b}[2J"), r#""\u{1b}[2J""#);
    }
}
