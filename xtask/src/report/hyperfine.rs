//! `--export-hyperfine`: the times as hyperfine writes them, for its scripts.

use anyhow::Result;
use serde_json::json;

use stopwatch::Run;

use super::{ChapterSummary, Summary};
use crate::timings::{ChapterTimings, Timings};

pub(super) const HELP: &str = "Write all times to FILE as hyperfine does, for its plotting scripts";

/// The results as `hyperfine --export-json` writes them: an entry for each version, with the
/// command that runs it. Our stopwatch does not tell user and system time apart.
pub(crate) fn export(summary: &Summary) -> Result<Vec<u8>> {
    let mut results = Vec::new();
    for ChapterSummary { measured, rows, .. } in &summary.chapters {
        for row in rows {
            let Some(wall) = row.wall_s else { continue };
            let runs = measured.runs_of(&row.version);
            let times: Vec<f64> = runs.filter_map(Run::measured_s).collect();
            let mean = mean(&times);
            results.push(json!({
                "command": command(summary.timings, measured, &row.version),
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
    Ok(serde_json::to_vec(&json!({"results": results}))?)
}

/// The command that runs one version as it was run here.
fn command(timings: &Timings, chapter: &ChapterTimings, version: &str) -> String {
    let own = chapter.flags.iter().flatten().map(String::as_str);
    let flags: Vec<&str> = own.chain(["--only", version]).collect();
    let mut interpreters = timings.interpreters.usable.iter();
    let program = match interpreters.find(|it| it.language == chapter.language) {
        Some(python) => format!("'{}' {}", python.path.display(), chapter.script()),
        None => format!("cargo run -p {} --", chapter.chapter),
    };
    format!("{program} {}", flags.join(" "))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// That of a sample, as hyperfine computes it: `None` for a single value.
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
