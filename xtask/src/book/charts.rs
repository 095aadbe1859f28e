//! The charts of the guide: those of the recorded runs that measured them, and the reader's own.

use std::path::Path;

use anyhow::Result;

use stopwatch::{Chart, Report};

use super::{
    pictures::anchored,
    recorded::{files, report_file},
};
use crate::{report::figures, timings::Timings};

/// What pages include: an anchor for each run, with the name of its file; `None` where no run has a chart.
pub(super) fn generated(root: &Path) -> Result<Option<(&'static str, String)>> {
    in_the_place_of_each(root, |_, chart| Some(chart.clone()))
}

/// The same, as far as these timings have charts of the same things.
pub(super) fn own(root: &Path, timings: &Timings) -> Result<Option<(&'static str, String)>> {
    in_the_place_of_each(root, |chapter, recorded| {
        let measured = timings.chapters.iter().filter(|it| it.chapter == chapter);
        let mut charts = measured.flat_map(|chapter| chapter.charts());
        charts.find(|chart| (&chart.x, &chart.y) == (&recorded.x, &recorded.y)).cloned()
    })
}

fn in_the_place_of_each(
    root: &Path,
    chart_for: impl Fn(&str, &Chart) -> Option<Chart>,
) -> Result<Option<(&'static str, String)>> {
    let mut text = String::new();
    for file in files(root)? {
        let report = root.join(report_file(&file));
        if !report.exists() {
            continue;
        }
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let Report { chapter, charts, .. } = Report::read(&report)?;
        for chart in charts.iter().filter_map(|chart| chart_for(&chapter, chart)) {
            text += &anchored(&name, &figures::chart(&chart));
        }
    }
    Ok((!text.is_empty()).then_some(("generated/charts.md", text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{book::recorded, chapters::Workspace};

    #[test]
    fn a_chart_of_ones_own_stands_where_one_of_the_same_was_recorded_and_no_other() {
        let root = Workspace::read().unwrap().root;
        let mut timings = recorded::timings(&root).unwrap().unwrap();
        timings.chapters.retain(|chapter| chapter.short_name() == "06-data-parallel");
        let charts = &mut timings.chapters[0].reports[0].charts;
        charts.retain(|chart| chart.x == "workers");
        charts[0].in_words = "Here as everywhere.".to_owned();
        let (_, own) = own(&root, &timings).unwrap().unwrap();
        assert!(own.starts_with("<!-- ANCHOR: 06-sweep -->\n"), "{own}");
        assert_eq!((own.matches("ANCHOR: ").count(), own.matches("<p>Here as").count()), (1, 1));

        timings.chapters[0].reports[0].charts.clear();
        assert_eq!(super::own(&root, &timings).unwrap(), None);
    }
}
