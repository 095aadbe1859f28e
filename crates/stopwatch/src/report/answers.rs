//! Whether all versions of a job have the same answer.

use serde_json::Value;

use super::Report;

impl Report {
    /// Adds a failure to every version whose answer is not that of the first, of those that do the
    /// same job, that has one.
    pub fn compare_answers(&mut self) {
        for job in self.versions.chunk_by_mut(|a, b| a.baseline == b.baseline) {
            let mut answers =
                job.iter_mut().filter(|run| run.failures.is_empty() && !run.answer.is_null());
            let Some(first) = answers.next() else {
                continue;
            };
            for run in answers.filter(|run| run.answer != first.answer) {
                run.failures.push(format!(
                    "its answer is not that of `{}`: {} instead of {}",
                    first.name,
                    shortened(&run.answer),
                    shortened(&first.answer),
                ));
            }
        }
    }
}

fn shortened(answer: &Value) -> String {
    const LONGEST: usize = 60;
    let answer = answer.to_string();
    match answer.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &answer[..end]),
        None => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Run;

    #[test]
    fn only_versions_of_one_job_are_compared() {
        let answered = |name, baseline: &str, answer: u32| Run {
            baseline: baseline.to_owned(),
            answer: answer.into(),
            ..Run::not_measured(name)
        };
        let mut report = Report::new("chapter-05-shared-memory");
        report.versions = vec![
            answered("sequential", "sequential", 1),
            answered("mutex", "sequential", 1),
            answered("lock-too-long", "lock-too-long", 2),
            answered("lock-in-time", "lock-too-long", 3),
        ];
        report.compare_answers();
        let failed = report.versions.iter().map(|run| !run.failures.is_empty());
        assert_eq!(failed.collect::<Vec<_>>(), [false, false, false, true]);
        assert_eq!(report.jobs().map(<[Run]>::len).collect::<Vec<_>>(), [2, 2]);
    }
}
