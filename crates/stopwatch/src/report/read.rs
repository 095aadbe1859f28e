//! Reports as they come from a file.

use std::{fs, path::Path};

use anyhow::{Context, bail};
use serde::{Deserialize, de::DeserializeOwned};

use super::{Report, SCHEMA};

impl Report {
    /// Reads a report that [`Report::write`] wrote.
    ///
    /// # Errors
    /// When the file is missing or is not a report, and when its schema is not [`SCHEMA`]: a report
    /// of another version is refused by name, never misread.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let json = fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
        from_json(&json, SCHEMA).with_context(|| format!("{} is not a report", file.display()))
    }
}

/// Reads JSON that carries the version of its form as `schema`.
///
/// # Errors
/// When its schema is not this one, older or newer: it is refused by name, never misread.
pub fn from_json<T: DeserializeOwned>(json: &[u8], expected: u32) -> anyhow::Result<T> {
    #[derive(Deserialize)]
    struct Version {
        schema: u32,
    }
    let Version { schema } = serde_json::from_slice(json)?;
    if schema != expected {
        bail!("its schema is {schema}, and this program reads schema {expected}");
    }
    Ok(serde_json::from_slice(json)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use tempfile::NamedTempFile;

    use super::*;
    use crate::report::{Run, Task};

    proptest! {
        #[test]
        fn a_report_reads_back_as_it_was_written(
            wall_s in 0.0..1e6f64,
            name in ".*",
            tasks in prop::collection::vec((".*", 0.0..10.0f64, prop::option::of(10.0..20.0f64)), 0..5),
        ) {
            let mut report = Report::new("chapter-02-threads");
            let mut run = Run { wall_s: Some(wall_s), ..Run::not_measured(&name) };
            run.tasks = tasks
                .into_iter()
                .map(|(name, start_s, end_s)| Task {
                    lane: name.clone(),
                    name,
                    start_s,
                    end_s,
                    cpu_s: end_s.map(|end_s| end_s - start_s),
                })
                .collect();
            report.versions.push(run);
            let file = NamedTempFile::new().unwrap().into_temp_path();
            report.write(&file).unwrap();
            prop_assert_eq!(Report::read(&file).unwrap(), report);
        }
    }

    #[test]
    fn cpu_times_of_tasks_are_read_and_may_be_missing_as_in_older_reports() {
        let task = json!({"name": "a", "lane": "main", "start_s": 0.0, "end_s": 2.0, "cpu_s": 0.5});
        let mut older = task.clone();
        older.as_object_mut().unwrap().remove("cpu_s");
        let run = json!({"name": "threads", "baseline": "threads", "workers": 1, "wall_s": 2.0,
            "cpu_s": 1.0, "waiting_for_core_s": 0.5, "most_in_flight": 2, "unfinished": 0, "answer": null, "failures": [],
            "tasks": [task, older]});
        let report = json!({"schema": SCHEMA, "chapter": "chapter-02-threads",
            "language": "CPython 3.14", "versions": [run], "charts": []});
        let report: Report = from_json(report.to_string().as_bytes(), SCHEMA).unwrap();
        assert_eq!(report.language, "CPython 3.14");
        let run = &report.versions[0];
        assert_eq!((run.cores_busy(), run.waiting_for_core_s), (Some(0.5), Some(0.5)));
        let shares: Vec<_> = run.tasks.iter().map(Task::computed_share).collect();
        assert_eq!(shares, [Some(0.25), None]);
    }

    #[test]
    fn a_report_of_another_schema_is_refused_by_name() {
        let newer = json!({"schema": 3, "chapter": "chapter-02-threads", "versions": "other"});
        let error = from_json::<Report>(newer.to_string().as_bytes(), SCHEMA).unwrap_err();
        assert!(error.to_string().contains("schema is 3"), "{error}");
    }
}
