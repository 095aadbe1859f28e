//! `--export-trace`: every task as a trace event.

use anyhow::Result;

use pictures::trace::Trace;
use stopwatch::Run;

use super::{ChapterSummary, Summary};

pub(super) const HELP: &str =
    "Write all tasks to FILE for Perfetto (ui.perfetto.dev) and chrome://tracing";

/// A process for each version of a chapter, with a track for each lane. Of several runs it shows the one
/// nearest to the median.
pub(crate) fn export(summary: &Summary) -> Result<Vec<u8>> {
    let mut trace = Trace::default();
    for chapter in &summary.chapters {
        let category = if chapter.measured.about.tasks_are_states() { "state" } else { "task" };
        for run in chapter.rows.iter().filter_map(|row| row.typical_run(chapter.measured)) {
            let language = &chapter.measured.language;
            trace.add(&process_name(chapter, run), language, category, run);
        }
    }
    Ok(trace.to_json(&summary.timings.provenance)?)
}

fn process_name(chapter: &ChapterSummary, run: &Run) -> String {
    format!("{}: {}", chapter.measured.title(), run.name)
}
