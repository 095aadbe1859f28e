//! The charts of the guide, of the recorded runs that measured them.

use std::path::Path;

use anyhow::Result;

use stopwatch::Report;

use super::{
    pictures::anchored,
    recorded::{files, report_file},
};
use crate::report::figures;

/// What pages include: an anchor for each run, with the name of its file; `None` where no run has a chart.
pub(super) fn generated(root: &Path) -> Result<Option<(&'static str, String)>> {
    let mut text = String::new();
    for file in files(root)? {
        let report = root.join(report_file(&file));
        if !report.exists() {
            continue;
        }
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        for chart in &Report::read(&report)?.charts {
            text += &anchored(&name, &figures::chart(chart));
        }
    }
    Ok((!text.is_empty()).then_some(("generated/charts.md", text)))
}
