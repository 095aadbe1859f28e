//! `--export-trace`: every task as a trace event.

use anyhow::Result;
use serde_json::{Value, json};

use stopwatch::{Run, timeline};

use super::{ChapterSummary, Summary};

pub(super) const HELP: &str =
    "Write all tasks to FILE for Perfetto (ui.perfetto.dev) and chrome://tracing";

/// Trace events as Perfetto (ui.perfetto.dev) and chrome://tracing read them: a process for each
/// version of a chapter, a track for each lane, a complete event for each task. Of several runs it
/// shows the one nearest to the median.
///
/// The format is described in "Trace Event Format" by the Chromium project; its times are in
/// microseconds.
pub(crate) fn export(summary: &Summary) -> Result<Vec<u8>> {
    let mut events = Vec::new();
    let mut process = 0;
    for chapter in &summary.chapters {
        for run in chapter.rows.iter().filter_map(|row| row.typical_run(chapter.measured)) {
            process += 1;
            events.push(named("process_name", process, 0, &process_name(chapter, run)));
            events.push(sorted("process_sort_index", process, 0));
            let labels = json!({"labels": chapter.measured.language});
            events.push(metadata("process_labels", process, 0, labels));
            // Tasks that overlap within a lane would be drawn as nested: they get tracks of their
            // own.
            let lanes = timeline::lanes(&run.tasks, usize::MAX).unwrap_or_default();
            for (thread, lane) in (1..).zip(&lanes) {
                events.push(named("thread_name", process, thread, lane.name));
                events.push(sorted("thread_sort_index", process, thread));
                for task in &lane.tasks {
                    let end_s = task.end_s.or(run.wall_s).unwrap_or(task.start_s);
                    events.push(json!({
                        "name": task.name,
                        "cat": "task",
                        "ph": "X",
                        "ts": task.start_s * 1e6,
                        "dur": (end_s - task.start_s).max(0.0) * 1e6,
                        "pid": process,
                        "tid": thread,
                        "args": {"finished": task.end_s.is_some(), "cpu_s": task.cpu_s},
                    }));
                }
            }
        }
    }
    let provenance = &summary.timings.provenance;
    let trace = json!({"traceEvents": events, "displayTimeUnit": "ms", "otherData": provenance});
    Ok(serde_json::to_vec(&trace)?)
}

fn process_name(chapter: &ChapterSummary, run: &Run) -> String {
    format!("{}: {}", chapter.measured.title(), run.name)
}

/// A metadata event that gives a process or a thread its name.
fn named(what: &str, process: u32, thread: u32, name: &str) -> Value {
    metadata(what, process, thread, json!({"name": name}))
}

/// A metadata event that keeps processes and threads in our order.
fn sorted(what: &str, process: u32, thread: u32) -> Value {
    let index = if thread == 0 { process } else { thread };
    metadata(what, process, thread, json!({"sort_index": index}))
}

fn metadata(what: &str, process: u32, thread: u32, args: Value) -> Value {
    json!({"name": what, "ph": "M", "pid": process, "tid": thread, "args": args})
}
