//! What was seen, as files: for an analysis of one's own, for Perfetto, and as a page.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use pictures::trace::Trace;
use stopwatch::{Report, Run, report::write_atomically, timeline::Rows};

use crate::{args::Args, page::page};

/// What was seen of one program or of several.
pub(crate) struct Seen<'s> {
    /// What was watched, for a headline.
    pub(crate) title: &'s str,
    pub(crate) programs: Vec<Program<'s>>,
    /// What was watched, in sentences, and what that cost.
    pub(crate) notes: &'s [String],
}

/// What was seen of one program.
pub(crate) struct Program<'s> {
    /// What its threads did, with what that means in words.
    pub(crate) run: &'s Run,
    /// Those of them that are drawn.
    pub(crate) drawn: &'s Run,
    /// The tasks that it recorded by itself.
    pub(crate) tasks: Option<&'s Run>,
    /// What the threads of each of its processes did.
    pub(crate) processes: Vec<Run>,
}

impl Program<'_> {
    /// What is drawn on one time axis, from above.
    pub(crate) fn rows(&self) -> Vec<(&Run, Rows)> {
        let tasks = self.tasks.map(|tasks| (tasks, Rows::Lanes));
        tasks.into_iter().chain([(self.drawn, Rows::States)]).collect()
    }
}

/// Writes the page and the trace that were asked for.
pub(crate) fn pictures(args: &Args, seen: &Seen) -> Result<()> {
    if let Some(file) = &args.html {
        write(file, page(seen).as_bytes())?;
    }
    match &args.export_trace {
        Some(file) => write(file, &trace(seen)?),
        None => Ok(()),
    }
}

/// Writes the report that was asked for.
pub(crate) fn report(args: &Args, program: &Program) -> Result<()> {
    let Some(file) = &args.output.export_json else { return Ok(()) };
    let mut report = Report::new(env!("CARGO_PKG_NAME"));
    report
        .versions
        .extend([program.run].into_iter().chain(program.tasks).cloned());
    report.write(file)
}

fn trace(seen: &Seen) -> Result<Vec<u8>> {
    let mut trace = Trace::default();
    for Program { tasks, processes, .. } in &seen.programs {
        if let Some(tasks) = tasks {
            trace.add(&tasks.name, "recorded by itself", "task", tasks);
        }
        for process in processes {
            trace.add(&process.name, "watched from outside", "state", process);
        }
    }
    Ok(trace.to_json(&json!({"notes": seen.notes}))?)
}

fn write(file: &Path, contents: &[u8]) -> Result<()> {
    write_atomically(file, contents)
        .with_context(|| format!("could not write {}", file.display()))
}
