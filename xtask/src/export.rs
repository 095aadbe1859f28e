//! The timings in the forms of other tools: Chrome's trace events, and hyperfine's results.

use serde_json::{Value, json};

use stopwatch::{Run, timeline};

use crate::timings::{ChapterTimings, Timings};

/// Trace events as Perfetto (ui.perfetto.dev) and chrome://tracing read them: a process for each
/// version of a chapter, a track for each lane, a complete event for each task. Of several runs it
/// shows the one nearest to the median.
///
/// The format is described in "Trace Event Format" by the Chromium project; its times are in
/// microseconds.
pub(crate) fn trace(timings: &Timings) -> Value {
    let mut events = Vec::new();
    let mut process = 0;
    for chapter in &timings.chapters {
        for run in chapter.rows().iter().filter_map(|row| chapter.typical_run(row)) {
            process += 1;
            events.push(named("process_name", process, 0, &process_name(chapter, run)));
            events.push(sorted("process_sort_index", process, 0));
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
                        "args": {"finished": task.end_s.is_some()},
                    }));
                }
            }
        }
    }
    json!({"traceEvents": events, "displayTimeUnit": "ms", "otherData": timings.provenance})
}

fn process_name(chapter: &ChapterTimings, run: &Run) -> String {
    format!("{}: {}", chapter.chapter, run.name)
}

/// A metadata event that gives a process or a thread its name.
fn named(what: &str, process: u32, thread: u32, name: &str) -> Value {
    json!({"name": what, "ph": "M", "pid": process, "tid": thread, "args": {"name": name}})
}

/// A metadata event that keeps processes and threads in our order.
fn sorted(what: &str, process: u32, thread: u32) -> Value {
    let index = if thread == 0 { process } else { thread };
    json!({"name": what, "ph": "M", "pid": process, "tid": thread, "args": {"sort_index": index}})
}

/// The results as `hyperfine --export-json` writes them: an entry for each version, with the
/// command that runs it. User and system time are not told apart by our stopwatch.
pub(crate) fn hyperfine(timings: &Timings) -> Value {
    let mut results = Vec::new();
    for chapter in &timings.chapters {
        for row in chapter.rows() {
            let Some(wall) = row.wall_s else { continue };
            let runs = chapter.runs_of(&row.version);
            let times: Vec<f64> = runs.filter_map(Run::measured_s).collect();
            let mean = mean(&times);
            results.push(json!({
                "command": command(chapter, &row.version, timings.quick),
                "mean": mean,
                "stddev": standard_deviation(&times, mean),
                "median": wall.median,
                "user": null,
                "system": null,
                "min": wall.min,
                "max": wall.max,
                "exit_codes": vec![0; times.len()],
                "times": times,
            }));
        }
    }
    json!({"results": results})
}

/// The command that runs one version as it was run here.
fn command(chapter: &ChapterTimings, version: &str, quick: bool) -> String {
    let quick = if quick { chapter.about.quick.as_slice() } else { &[] };
    let flags = ["--only".to_owned(), version.to_owned()];
    let flags: Vec<String> = quick.iter().cloned().chain(flags).collect();
    format!("cargo run -p {} -- {}", chapter.chapter, flags.join(" "))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Of a sample, as hyperfine has it: `None` for a single value.
fn standard_deviation(values: &[f64], mean: f64) -> Option<f64> {
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (values.len() > 1).then(|| (squares / (values.len() - 1) as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_deviation_is_that_of_a_sample() {
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        let expected = (32.0_f64 / 7.0).sqrt();
        assert_eq!(standard_deviation(&values, mean(&values)), Some(expected));
        assert_eq!(standard_deviation(&[2.0], 2.0), None);
    }
}
