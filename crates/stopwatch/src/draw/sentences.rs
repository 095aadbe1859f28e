//! The sentences under a table.

use std::borrow::Cow;

use super::{guesses, table::is_level, text};
use crate::report::{Report, Run, comparable, fastest};

/// What the table says, in words, a sentence a line.
pub(crate) fn sentences(report: &Report, ascii: bool) -> Vec<String> {
    let mut sentences = Vec::new();
    sentences.extend(report.jobs().flat_map(|job| comparison(report, job)));
    sentences.extend(report.versions.iter().filter_map(turns));
    sentences.extend(no_core(&report.versions));
    sentences.extend(report.versions.iter().filter_map(unfinished));
    sentences.extend(guesses::sentences(report));
    if report.versions.iter().any(|run| !run.rounds_s.is_empty()) {
        sentences.push(match ascii {
            true => {
                "* the fastest; = together the fastest: these runs show no difference.".to_owned()
            }
            false => {
                "✓ the fastest; ≈ together the fastest: these runs show no difference.".to_owned()
            }
        });
    }
    sentences
}

/// The fastest version of a job beside its baseline, or the one that ran.
fn comparison(report: &Report, job: &[Run]) -> Vec<String> {
    let Some((fastest, took_s)) = fastest(job) else {
        return Vec::new();
    };
    let (name, took) = (text::shown(&fastest.name), text::duration(took_s));
    let baseline = job.iter().find(|run| run.name == run.baseline);
    let before = baseline.and_then(Run::measured_s).map(text::duration);
    let level: Vec<String> = job
        .iter()
        .filter(|other| is_level(fastest, other))
        .map(|other| format!("`{}`", text::shown(&other.name)))
        .collect();
    let is_level_with_baseline = baseline.is_some_and(|baseline| is_level(fastest, baseline));
    let time = match (before, report.speedup(fastest)) {
        (Some(before), Some(speedup)) => {
            let baseline = text::shown(&fastest.baseline);
            match is_gain(speedup, fastest) && !is_level_with_baseline {
                true => format!(
                    "`{name}` took {took} instead of {before}: {speedup:.1} times as fast as \
                     `{baseline}`."
                ),
                false => format!("`{name}` took {took}, and `{baseline}` {before}."),
            }
        }
        _ if comparable(job).count() > 1 && level.is_empty() => {
            format!("`{name}` was the fastest: {took}.")
        }
        _ => format!("`{name}` took {took}."),
    };
    let level = (!level.is_empty()).then(|| {
        format!("No difference that these runs can show: `{name}`, {}.", level.join(", "))
    });
    let overlap = match fastest.most_in_flight {
        0 => None,
        1 => Some("It did one task at a time.".to_owned()),
        many => Some(format!("It had {} in flight at once.", text::counted(many as u64, "task"))),
    };
    [time].into_iter().chain(level).chain(overlap).collect()
}

/// Whether a speedup is worth a word: one that rounds to 1.0 is not, and a single worker with one task
/// at a time is no faster than another for having a different name.
fn is_gain(speedup: f64, run: &Run) -> bool {
    (speedup * 10.0).round() > 10.0 && run.workers.max(run.most_in_flight) > 1
}

/// What there is to say of a version whose tasks were in flight at once and yet kept one core busy, with
/// the cause where the system tells it.
pub fn turns(run: &Run) -> Option<String> {
    let cores_busy = run.cores_busy().filter(|_| run.seems_to_take_turns())?;
    let cause = match run.waiting_for_core_share() {
        Some(share) if share > 0.5 => {
            "Its tasks were ready to compute for most of the other time, and no core was free."
        }
        Some(share) if share < 0.1 => {
            "They did not wait for a core: tasks that take turns under a lock, such as Python's GIL, look so; \
             and so may tasks that also wait for something else."
        }
        _ => {
            "Tasks that take turns look so, under a lock such as Python's GIL or for want of a free core; \
             and so may tasks that also wait for something else."
        }
    };
    Some(format!(
        "`{}` had {} in flight at once, and kept {} cores busy. {cause}",
        text::shown(&run.name),
        text::counted(run.most_in_flight as u64, "task"),
        text::cores_busy(cores_busy),
    ))
}

/// Which versions could have computed for longer, with more cores: those that waited for one for a tenth of
/// the time or more, and for so long that it can be noticed. A column would be 0 nearly always.
pub fn no_core<'r>(runs: impl IntoIterator<Item = &'r Run>) -> Option<String> {
    const NOTICED_S: f64 = 0.05;
    let waited = |run: &'r Run| {
        let (waited_s, computed_s) = (run.waiting_for_core_s?, run.cpu_s?);
        let counts = waited_s >= NOTICED_S && waited_s > 0.1 * (waited_s + computed_s);
        let is_to_be_told = counts && run.measured_s().is_some();
        is_to_be_told
            .then(|| format!("{} in `{}`", text::duration(waited_s), text::shown(&run.name)))
    };
    let waited: Vec<String> = runs.into_iter().filter_map(waited).collect();
    (!waited.is_empty()).then(|| {
        format!(
            "Ready to compute, but without a core, all workers together: {}. Other programs had the cores, \
             or there were more workers than cores.",
            waited.join(", ")
        )
    })
}

/// Which tasks were still running when their version ended.
fn unfinished(run: &Run) -> Option<String> {
    const NAMED: usize = 5;
    let mut names: Vec<Cow<str>> = run
        .tasks
        .iter()
        .filter(|task| task.end_s.is_none())
        .map(|task| text::shown(&task.name))
        .collect();
    // Which of two threads began first is chance.
    names.sort_unstable();
    let version = text::shown(&run.name);
    if run.wall_s.is_some() && run.tasks.is_empty() {
        return Some(format!("No task had begun when `{version}` ended."));
    }
    if names.is_empty() {
        return None;
    }
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!(
        "{} had not finished when `{version}` ended: {}{more}.",
        text::counted(names.len() as u64, "task"),
        names[..names.len().min(NAMED)].join(", "),
    ))
}

#[cfg(test)]
mod tests;
