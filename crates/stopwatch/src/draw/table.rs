//! The table under a timeline.

use comfy_table::{CellAlignment, Table, presets};
use unicode_width::UnicodeWidthStr;

use super::{canvas::Canvas, text};
use crate::report::{Report, Run, fastest};

/// Stands where nothing was measured.
const NOT_MEASURED: &str = "–";
const NOT_MEASURED_ASCII: &str = "-";

/// The table: what was predicted beside what was measured, and what else was.
pub(crate) fn table(report: &Report, canvas: Canvas, shows_memory: bool) -> String {
    let style =
        if canvas.ascii { presets::ASCII_FULL_CONDENSED } else { presets::UTF8_FULL_CONDENSED };
    let mut table = Table::new();
    table.load_style(style);
    let mut columns = vec!["version"];
    if report.versions.iter().any(|run| run.guess_s.is_some()) {
        columns.push("your guess");
    }
    columns.extend(["predicted", "measured", "speedup"]);
    // With start-up times there is no room for more in 80 characters.
    let shows_start_up = report.versions.iter().any(|run| run.start_up_s.is_some());
    columns.extend([if shows_start_up { "start-up" } else { "at once" }, "cores busy"]);
    if shows_memory && !shows_start_up {
        columns.push("workers");
    }
    if shows_memory {
        columns.push("memory");
    }
    table.set_header(columns.iter().map(|column| text::stacked(column)));
    for run in &report.versions {
        table.add_row(columns.iter().map(|column| cell(report, run, column, canvas)));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    if table.lines().any(|line| line.width() > canvas.width) {
        for column in table.column_iter_mut().skip(1) {
            column.set_padding((1, 0));
        }
    }
    table.to_string()
}

fn cell(report: &Report, run: &Run, column: &str, canvas: Canvas) -> String {
    let was_run = |count: usize| run.wall_s.map(|_| text::count(count as u64));
    let figure = match column {
        "version" => Some(text::shown(&run.name).into_owned()),
        "your guess" => run.guess_s.map(text::duration),
        "predicted" => run.predicted_s.map(text::duration),
        "measured" if !run.failures.is_empty() => Some("failed".to_owned()),
        "measured" => {
            run.wall_s.map(|wall_s| text::duration(wall_s) + rank(report, run, canvas.ascii))
        }
        "speedup" => report.speedup(run).map(|factor| text::times(factor, canvas.ascii)),
        "start-up" => run.start_up_s.map(|took_s| text::short_duration(took_s, canvas.ascii)),
        "workers" => was_run(run.workers),
        "cores busy" => run.cores_busy().map(text::cores_busy),
        "memory" => run.peak_memory_bytes.map(text::bytes),
        _ => was_run(run.most_in_flight),
    };
    figure.unwrap_or_else(|| {
        (if canvas.ascii { NOT_MEASURED_ASCII } else { NOT_MEASURED }).to_owned()
    })
}

/// A mark behind the fastest version of a job whose versions were run in rounds; where others
/// are level with it, none has won, and all of these have another mark.
fn rank(report: &Report, run: &Run, ascii: bool) -> &'static str {
    if run.rounds_s.is_empty() {
        return "";
    }
    let job = report.versions.iter().filter(|other| other.baseline == run.baseline);
    let Some((fastest, _)) = fastest(job.clone()) else {
        return "  ";
    };
    let is_alone = !job.into_iter().any(|other| is_level(fastest, other));
    match run.name == fastest.name {
        true if is_alone => [" ✓", " *"][usize::from(ascii)],
        false if !is_level(fastest, run) => "  ",
        _ => [" ≈", " ="][usize::from(ascii)],
    }
}

/// Whether nobody can say which of the two is faster, the fastest of a job or another one.
pub(super) fn is_level(fastest: &Run, other: &Run) -> bool {
    let was_measured = other.did_its_work() && other.measured_s().is_some();
    other.name != fastest.name && was_measured && fastest.is_level_with(other)
}
