//! The timelines of the report: for each version, the run that stands for all.

use maud::Markup;

use pictures::timelines::{self, Version};
use stopwatch::timeline::{self, Rows};

use crate::timings::{ChapterTimings, Row};

/// The versions of one job, on one time axis.
pub(crate) fn timelines<'t>(
    chapter: &'t ChapterTimings,
    job: impl IntoIterator<Item = &'t Row>,
) -> Markup {
    timelines::timelines(&chapter.title(), &versions(chapter, job))
}

/// Where a time axis for all these ends.
pub(crate) fn end_s<'t>(rows: impl Iterator<Item = (&'t ChapterTimings, &'t Row)>) -> f64 {
    timeline::axis_end_s(rows.filter_map(|(chapter, row)| row.typical_run(chapter)))
}

/// The versions of one job, on a time axis that is given.
pub(crate) fn timelines_until<'t>(
    end_s: f64,
    chapter: &'t ChapterTimings,
    job: impl IntoIterator<Item = &'t Row>,
) -> Markup {
    timelines::timelines_until(end_s, &chapter.title(), &versions(chapter, job))
}

/// What the bars of a job mean.
pub(crate) fn legends<'t>(
    chapter: &'t ChapterTimings,
    job: impl IntoIterator<Item = &'t Row>,
) -> Markup {
    timelines::legends(&versions(chapter, job))
}

fn versions<'t>(
    chapter: &'t ChapterTimings,
    job: impl IntoIterator<Item = &'t Row>,
) -> Vec<Version<'t>> {
    let rows = if chapter.about.tasks_are_states() { Rows::States } else { Rows::Lanes };
    let kinds = chapter.about.kinds.as_slice();
    let version = |row: &'t Row| {
        let run = row.typical_run(chapter)?;
        let wall_s = row.wall_s.map(|wall| wall.median);
        Some(Version { run, rows, wall_s, cores_busy: row.cores_busy, kinds })
    };
    job.into_iter().filter_map(version).collect()
}
