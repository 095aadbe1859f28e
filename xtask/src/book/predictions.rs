//! The predictions of the guide, each beside the time that was recorded: what the fields under *Predict* compare
//! a guess with.

use maud::{Markup, html};

use pictures::tables::{header, scrolling};
use stopwatch::text;

use super::pictures::anchored;
use crate::{
    report::{ChapterSummary, Summary},
    timings::{ChapterTimings, Row},
};

/// A version that computes longer than this share of its time depends on the machine.
const COMPUTES: f64 = 0.5;

/// What pages include: an anchor for each chapter, and in it one for each of its jobs.
pub(super) fn generated(summary: &Summary) -> (&'static str, String) {
    let chapters = summary.chapters.iter().filter(|chapter| chapter.measured.is_rust());
    ("generated/predictions.md", chapters.map(predictions).collect())
}

fn predictions(ChapterSummary { measured, rows, .. }: &ChapterSummary) -> String {
    let name = measured.short_name();
    let jobs = rows.chunk_by(|a, b| a.baseline == b.baseline).filter_map(|job| {
        let anchor = format!("{name}-{}", job[0].baseline);
        Some(anchored(&anchor, &table(measured, job)?))
    });
    anchored(name, &maud::PreEscaped(jobs.collect()))
}

/// The versions of one job, if anything was predicted of it. Scripts read the figures; who has none reads the table.
fn table(chapter: &ChapterTimings, job: &[Row]) -> Option<Markup> {
    let versions = job.iter().filter_map(|row| Some((row, row.predicted_s?, row.wall_s?.median)));
    let versions: Vec<(&Row, f64, f64)> = versions.collect();
    let name = chapter.short_name();
    let table = html! {
        table {
            caption { (chapter.chapter) ": predicted, and recorded in a run." }
            (header(&["version", "predicted", "recorded"], 1))
            tbody {
                @for (row, predicted_s, wall_s) in &versions {
                    tr data-version={ (name) "/" (row.version) } data-predicted=(predicted_s)
                        data-measured=(wall_s) data-given[is_given(row)] {
                        th scope="row" { (text::shown(&row.version)) }
                        td { (text::duration(*predicted_s)) }
                        td { (text::duration(*wall_s)) }
                    }
                }
            }
        }
    };
    let label = format!("Predictions of {}, {}", chapter.chapter, job[0].baseline);
    (!versions.is_empty()).then(|| html! { div.predictions { (scrolling(&label, table)) } })
}

/// Nobody can guess how fast a core is, so what it needs alone is told.
fn is_given(row: &Row) -> bool {
    row.is_baseline() && row.cores_busy.is_some_and(|cores| cores > COMPUTES)
}
