//! Whether all versions of a job have the same answer.

use serde_json::Value;

use super::{Report, Run};

impl Report {
    /// Adds a failure to every version whose answer is not that of the first version of the same job
    /// that has one.
    pub fn compare_answers(&mut self) {
        for job in self.versions.chunk_by_mut(|a, b| a.baseline == b.baseline) {
            let mut answers =
                job.iter_mut().filter(|run| run.failures.is_empty() && !run.answer.is_null());
            let Some(first) = answers.next() else {
                continue;
            };
            for run in answers.filter(|run| run.answer != first.answer) {
                run.failures.push(difference(run, &format!("`{}`", first.name), first));
            }
        }
    }

    /// Adds a failure to every version whose answer is not that of the same job in another language:
    /// the job of its namesake there, or the one with its baseline.
    pub fn compare_answers_with(&mut self, other: &Report) {
        let has_answer = |run: &Run| run.failures.is_empty() && !run.answer.is_null();
        for run in self.versions.iter_mut().filter(|run| has_answer(run)) {
            let namesake = other.versions.iter().find(|it| it.name == run.name);
            let baseline = namesake.map_or(&run.baseline, |it| &it.baseline);
            let mut job = other.versions.iter().filter(|it| it.baseline == *baseline);
            if let Some(expected) = job.find(|it| has_answer(it))
                && expected.answer != run.answer
            {
                let of = format!("`{}` in {}", expected.name, other.language);
                run.failures.push(difference(run, &of, expected));
            }
        }
    }
}

/// What is said of a run with another answer than it should have.
fn difference(run: &Run, of: &str, expected: &Run) -> String {
    let (found, expected) = (shortened(&run.answer), shortened(&expected.answer));
    format!("its answer is not that of {of}: {found} instead of {expected}")
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

    fn answered(name: &str, baseline: &str, answer: u32) -> Run {
        Run { baseline: baseline.to_owned(), answer: answer.into(), ..Run::not_measured(name) }
    }

    #[test]
    fn a_job_has_the_same_answer_in_another_language() {
        let mut rust = Report::new("chapter-08-rule-of-thumb");
        rust.versions = vec![
            answered("wait", "wait", 8),
            answered("compute", "compute", 1),
            answered("compute-threads", "compute", 1),
        ];
        rust.versions[1].failures.push("broke".to_owned());
        let mut python = Report { language: "CPython 3.14".to_owned(), ..rust.clone() };
        python.versions = vec![
            answered("wait", "wait", 9),
            answered("wait-asyncio", "wait", 7),
            answered("compute", "another-baseline", 2),
            answered("on-its-own", "on-its-own", 3),
        ];
        python.compare_answers_with(&rust);
        let failures = python.versions.into_iter().map(|run| run.failures.join("; "));
        let differs = |from: &str, found: u32, expected: u32| {
            format!("its answer is not that of `{from}` in Rust: {found} instead of {expected}")
        };
        let expected = [
            differs("wait", 9, 8),
            differs("wait", 7, 8),
            differs("compute-threads", 2, 1),
            String::new(),
        ];
        assert_eq!(failures.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn only_versions_of_one_job_are_compared() {
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
