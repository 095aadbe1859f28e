//! All chapters, one at a time: two at once would slow each other down.

use std::fs::{self, File};

use anyhow::{Context, Result};

use interpreters::Interpreters;
use stopwatch::eprintln;

use super::{
    job::{Job, scratch},
    program::How,
    server,
};
use crate::{
    chapters::{self, Chapter, Workspace},
    timings::{Provenance, Timings, busy_percent},
};

/// Holds the workspace's timings for this process alone, for as long as the file is there.
pub(crate) fn wait_until_alone(workspace: &Workspace) -> Result<File> {
    let scratch = scratch(workspace);
    fs::create_dir_all(&scratch)
        .with_context(|| format!("could not make the folder {}", scratch.display()))?;
    let file = scratch.join("lock");
    let lock =
        File::create(&file).with_context(|| format!("could not write {}", file.display()))?;
    if lock.try_lock().is_err() {
        eprintln!("Waiting for another `cargo xtask` that is measuring in this workspace ...");
        lock.lock().context("could not wait for it")?;
    }
    Ok(lock)
}

/// Measures the chapters, each in Rust and then with every interpreter, whatever goes wrong with one of
/// them. `keep` is called before the first and after each, with all that is measured so far: a run may
/// be cut off at any time.
pub(crate) fn all(
    workspace: &Workspace,
    chapters: &[Chapter],
    how: How,
    interpreters: Interpreters,
    keep: impl Fn(&Timings),
) -> Result<Timings> {
    let provenance = Provenance::of(&workspace.root);
    let jobs: Vec<Job> =
        chapters.iter().map(|chapter| Job::new(workspace, chapter, how, &interpreters)).collect();
    let planned = jobs.iter().map(|job| 1 + job.pythons.len()).sum();
    let mut timings = Timings::new(provenance, how.runs, how.quick, planned);
    timings.interpreters = interpreters.clone();
    keep(&timings);
    let has_server = jobs.iter().any(Job::has_server);
    let names = chapters.iter().map(|chapter| chapter.name.as_str());
    let programs = chapters::build(workspace, names.chain(has_server.then_some(server::PACKAGE)))?;
    timings.busy_percent = busy_percent();
    for (index, job) in jobs.iter().enumerate() {
        let place = format!("[{}/{}]", index + 1, jobs.len());
        timings.chapters.push(job.in_rust(&programs, &place));
        keep(&timings);
        let in_rust =
            timings.chapters.last().and_then(|measured| measured.reports.first().cloned());
        let server = job.server(&programs);
        for python in job.pythons {
            let measured = job.in_python(python, server.as_ref(), in_rust.as_ref(), &place);
            timings.chapters.push(measured);
            keep(&timings);
        }
    }
    timings.busy_percent = timings.busy_percent.max(busy_percent());
    Ok(timings)
}
