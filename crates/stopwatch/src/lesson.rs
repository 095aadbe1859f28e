//! Runs the versions of a lesson in their order, and shows what they took.

use std::{fmt::Display, time::Duration};

use anyhow::anyhow;
use serde::Serialize;

use crate::{
    cli::{error::Error, flags::OutputArgs, isolated, refusal},
    draw::{
        chart, sentences, table, text,
        timeline::{self, Canvas, Rows},
    },
    measure::{busy, run},
    print, println,
    report::{Chart, Report, Run},
};

/// One lesson: versions of the same job, timed one after another and compared.
///
/// ```no_run
/// # use std::{thread, time::Duration};
/// # fn main() -> Result<(), stopwatch::Error> {
/// let wait = Duration::from_secs(2);
/// let mut lesson = stopwatch::Lesson::new("chapter-01", &stopwatch::OutputArgs::default());
/// lesson.version("sequential").predict(wait).run(|| thread::sleep(wait));
/// lesson.finish()
/// # }
/// ```
pub struct Lesson {
    output: OutputArgs,
    rows: Rows,
    shows_memory: bool,
    /// Whether each version runs in a process of its own.
    isolates: bool,
    report: Report,
    /// The first version of the job at hand; empty until it is named.
    baseline: String,
    others: busy::Watch,
}

impl Lesson {
    /// A lesson with the name of its chapter's package. The first version is the baseline of the
    /// speedups.
    pub fn new(chapter: &str, output: &OutputArgs) -> Self {
        let mut output = output.clone();
        isolated::narrow(&mut output);
        Self {
            output,
            rows: Rows::Lanes,
            shows_memory: false,
            isolates: false,
            report: Report::new(chapter),
            baseline: String::new(),
            others: busy::Watch::start(),
        }
    }

    /// Gives each task a row of its own on the timeline, instead of each thread or process.
    #[must_use]
    pub fn one_row_a_task(mut self) -> Self {
        self.rows = Rows::Tasks;
        self
    }

    /// Runs each version in a process of its own, so that none inherits what another has left in
    /// memory. Their answers come back through the report only, and what they print is not shown.
    #[must_use]
    pub fn isolate_versions(mut self) -> Self {
        self.isolates = !isolated::is_one();
        self
    }

    /// Shows in the table how many threads or processes each version used, and how much memory.
    #[must_use]
    pub fn show_memory(mut self) -> Self {
        self.shows_memory = true;
        self
    }

    /// The versions from here on do another job: the first of them is their baseline, their answers
    /// are compared with each other, and they have a timeline of their own.
    pub fn next_job(&mut self) {
        self.baseline.clear();
    }

    /// The version that ran last, with what was measured.
    pub fn last_run(&self) -> Option<&Run> {
        self.report.versions.last()
    }

    /// The next version; nothing happens until [`Version::run`].
    pub fn version(&mut self, name: &str) -> Version<'_> {
        if self.baseline.is_empty() {
            name.clone_into(&mut self.baseline);
        }
        Version { lesson: self, name: name.to_owned(), workers: None, threads: 0, predicted: None }
    }

    /// Adds a version that the caller has measured, as one of the job at hand.
    pub fn add(&mut self, run: Run) {
        if self.baseline.is_empty() {
            self.baseline.clone_from(&run.name);
        }
        self.report.versions.push(Run { baseline: self.baseline.clone(), ..run });
        self.save();
    }

    /// Adds a chart, which is drawn under the table and kept in the report.
    pub fn add_chart(&mut self, chart: Chart) {
        self.report.charts.push(chart);
        self.save();
    }

    /// Adds failures to the version that ran last: parts of its work that went wrong.
    ///
    /// The version then counts as failed, in the table and in the exit code.
    pub fn add_failures(&mut self, failures: impl IntoIterator<Item = String>) {
        if let Some(run) = self.report.versions.last_mut() {
            run.failures.extend(failures);
        }
        self.save();
    }

    /// Prints the timelines, the table and what they say in words, and writes `--export-json`.
    ///
    /// # Errors
    /// When a version failed, when two versions gave different answers, and when the export could
    /// not be written. All that was measured is printed first.
    pub fn finish(mut self) -> Result<(), Error> {
        let canvas = Canvas::of_terminal(self.output.ascii);
        let others_percent = self.others.others_percent().filter(|_| !self.output.predict);
        self.report.compare_answers();
        println!();
        if !self.output.predict {
            for versions in self.report.jobs() {
                println!("{}", timeline::draw(versions, self.rows, canvas));
            }
        }
        if !self.report.versions.is_empty() {
            println!("{}", table::table(&self.report, canvas, self.shows_memory));
        }
        for sentence in sentences::sentences(&self.report, canvas.ascii) {
            println!("{sentence}");
        }
        if let Some(warning) = others_percent.and_then(busy::warning) {
            println!("{warning}");
        }
        for chart in &self.report.charts {
            print!("\n{}", chart::draw(chart, canvas));
        }
        let mut failures: Vec<String> = self.report.versions.iter().filter_map(failure).collect();
        if let Err(error) = self.export() {
            failures.push(format!("{error:#}"));
        }
        if failures.is_empty() { Ok(()) } else { Err(anyhow!(failures.join("\n")).into()) }
    }

    /// Writes the report after every version, so that a later crash loses nothing. What stands in
    /// the way is reported once, by `finish`.
    fn save(&self) {
        let _ = self.export();
    }

    /// Writes the report as it stands.
    fn export(&self) -> anyhow::Result<()> {
        match &self.output.export_json {
            Some(file) => self.report.write(file),
            None => Ok(()),
        }
    }

    fn is_wanted(&self, version: &str) -> bool {
        self.output.only.is_empty() || self.output.only.iter().any(|only| only == version)
    }
}

/// A version of which nothing is known but why it failed.
fn failed(version: &str, why: String) -> Run {
    Run { failures: vec![why], ..Run::not_measured(version) }
}

/// Why a version failed, the first ten reasons a line each.
fn failure(run: &Run) -> Option<String> {
    const SHOWN: usize = 10;
    let more = match run.failures.len().saturating_sub(SHOWN) {
        0 => None,
        more => Some(format!("and {more} more")),
    };
    let reasons: Vec<String> = run.failures.iter().take(SHOWN).cloned().chain(more).collect();
    match reasons.as_slice() {
        [] => None,
        [reason] => Some(format!("`{}` failed: {reason}", run.name)),
        reasons => Some(format!("`{}` failed:\n  {}", run.name, reasons.join("\n  "))),
    }
}

/// One version of a lesson, about to run.
#[must_use = "a version does nothing until it is run"]
pub struct Version<'l> {
    lesson: &'l mut Lesson,
    name: String,
    workers: Option<usize>,
    threads: usize,
    predicted: Option<Duration>,
}

impl Version<'_> {
    /// How long it should take: a duration, or `None` where nothing can be said beforehand.
    pub fn predict(mut self, predicted: impl Into<Option<Duration>>) -> Self {
        self.predicted = predicted.into();
        self
    }

    /// How many threads or processes do the work, where that is not the number of lanes seen.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = Some(workers);
        self
    }

    /// How many threads it starts. It fails without starting any where a limit of the system leaves no
    /// room for them.
    pub fn starts_threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Runs the version and returns its answer, which must be that of every other version.
    ///
    /// `None` when it was not run (`--only`, `--predict`), ran in a process of its own, or panicked; a
    /// panic becomes a failure.
    pub fn run<A: Serialize>(self, lesson: impl FnOnce() -> A) -> Option<A> {
        self.try_run(|| Ok::<A, String>(lesson()))
    }

    /// As [`run`](Self::run), for a version that can fail; its error becomes the failure.
    pub fn try_run<A: Serialize, E: Display>(
        self,
        lesson: impl FnOnce() -> Result<A, E>,
    ) -> Option<A> {
        if !self.lesson.is_wanted(&self.name) {
            return None;
        }
        let predicted_s = self.predicted.map(|predicted| predicted.as_secs_f64());
        if self.lesson.output.predict {
            let baseline = self.lesson.baseline.clone();
            let run = Run { predicted_s, baseline, ..Run::not_measured(&self.name) };
            self.lesson.report.versions.push(run);
            return None;
        }

        let predicted =
            predicted_s.map(|seconds| format!(" (predicted: {})", text::duration(seconds)));
        println!("\n=== {}{} ===", self.name, predicted.unwrap_or_default());
        let mut error = None;
        let (mut run, answer) = if let Err(why) = refusal::room_for_threads(self.threads) {
            (failed(&self.name, why), None)
        } else if self.lesson.isolates {
            let run = isolated::run(&self.name);
            (run.unwrap_or_else(|why| failed(&self.name, format!("{why:#}"))), None)
        } else {
            run::measure(&self.name, || {
                lesson().map_err(|why| error = Some(format!("{why:#}"))).ok()
            })
        };
        run.baseline.clone_from(&self.lesson.baseline);
        run.predicted_s = predicted_s;
        run.workers = self.workers.unwrap_or(run.workers);
        run.failures.extend(error);
        if let Some(wall_s) = run.wall_s {
            println!("\nTotal time taken: {} seconds", text::rounded(wall_s));
        }

        self.lesson.report.versions.push(run);
        self.lesson.save();
        answer.flatten()
    }
}
