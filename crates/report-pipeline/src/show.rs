//! What chapter 12 says besides its versions.

use std::path::Path;

use chapter_12_report_pipeline::{Peak, Peaks, Summary};
use stopwatch::{
    Run, println,
    text::{counted, duration, shown},
};

/// The stages, by the first word of the names of their tasks.
const STAGES: [(&str, &str); 3] =
    [("fetch", "fetching"), ("compute", "computing"), ("write", "writing")];

/// Says how long each stage of a version took, and how many times the slowest stage the whole took.
pub(crate) fn stages(run: &Run) {
    let times = STAGES.map(|(word, name)| (name, stage_s(run, word)));
    let sentence = times
        .map(|(name, seconds)| format!("{name} took {}", duration(seconds)));
    println!("By stage: {}.", sentence.join(", "));
    let slowest = times.iter().max_by(|(_, a), (_, b)| a.total_cmp(b));
    if let (Some((name, seconds)), Some(wall_s)) = (slowest, run.wall_s) {
        println!(
            "All together took {:.2} times the slowest stage, {name}.",
            wall_s / seconds
        );
    }
}

/// The least time that a stage can take: its work divided by its threads, or its longest task.
fn stage_s(run: &Run, word: &str) -> f64 {
    let tasks = || run.tasks.iter().filter(|task| task.name.starts_with(word));
    let lengths = || {
        tasks().map(|task| task.end_s.unwrap_or(task.start_s) - task.start_s)
    };
    let mut lanes: Vec<&str> = tasks().map(|task| task.lane.as_str()).collect();
    lanes.sort_unstable();
    lanes.dedup();
    let share = lengths().sum::<f64>() / lanes.len().max(1) as f64;
    lengths().fold(share, f64::max)
}

/// Says what waited between the stages of the pipeline.
pub(crate) fn waiting(peaks: &Peaks) {
    let most = |peak: &Peak| {
        let reports = counted(peak.messages() as u64, "report");
        format!("{reports} ({:.1} MB)", peak.bytes() as f64 / 1e6)
    };
    println!("At most {} waited to be computed.", most(&peaks.to_compute));
    println!("At most {} waited to be written.", most(&peaks.to_write));
}

/// Says what the report covers, what it leaves out, and where it is.
pub(crate) fn report(summary: &Summary, folder: &Path) {
    println!(
        "\nThe report has {}.",
        counted(summary.regions.len() as u64, "region")
    );
    if let Some(left_out) = summary.left_out_in_words() {
        println!("{left_out}");
    }
    let [page, workbook] =
        ["report.html", "report.xlsx"].map(|name| folder.join(name));
    println!("Open {}", shown(&page.display().to_string()));
    println!(" and {}", shown(&workbook.display().to_string()));
}
