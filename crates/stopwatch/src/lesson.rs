//! Runs the versions of a lesson in their order, and shows what they took.

use std::ops::Range;

use anyhow::{Result, anyhow};

use crate::{
    cli::{
        error::Error,
        flags::{self, OutputArgs},
        guess, isolated, target,
    },
    draw::{
        chart, sentences, table,
        timeline::{self, Canvas, Rows},
    },
    eprintln,
    measure::busy,
    print, println,
    report::{Chart, Curve, Report, Run, kept_guesses},
};

mod figures;
mod version;

use figures::Figures;
pub use version::Version;

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
    /// Whether each version runs in a process of its own, and whether this process is one of those.
    isolates: bool,
    is_isolated: bool,
    /// How the processes of versions reach what they share.
    shared: Option<String>,
    figures: Figures,
    reader: guess::Reader,
    /// Whether each job is shown when it is done, and how many versions have been shown so far.
    shows_jobs: bool,
    shown: usize,
    /// How often each version is run.
    rounds: usize,
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
        let reader = guess::Reader::new(&output, &flags::wanted(&output.only));
        Self {
            output,
            rows: Rows::Lanes,
            shows_memory: false,
            isolates: false,
            is_isolated: isolated::is_one(),
            shared: isolated::shared(),
            figures: Figures::new(chapter),
            reader,
            shows_jobs: false,
            shown: 0,
            rounds: 1,
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

    /// Draws after each version what each thread or process did, column by column: each task is a state
    /// of its lane, one of [`STATES`](timeline::STATES). Such versions are not compared.
    #[must_use]
    pub fn states(mut self) -> Self {
        self.rows = Rows::States;
        self.tasks_are_figures()
    }

    /// Takes the tasks themselves for what is measured, too: of some versions nobody knows beforehand how
    /// many there will be.
    #[must_use]
    pub fn tasks_are_figures(mut self) -> Self {
        self.figures.take_tasks_for_figures();
        self
    }

    /// Shows the figures of a run that was recorded elsewhere, also of versions that cannot run here. The
    /// export has only what is measured here.
    #[must_use]
    pub fn show_figures_of(mut self, recorded: Report) -> Self {
        self.figures.show_those_of(recorded);
        self
    }

    /// Runs each version in a process of its own, so that none inherits what another has left in
    /// memory. Their answers come back through the report only, and what they print is not shown.
    ///
    /// Such a process runs `main` from its beginning, and skips all versions but its own. What `main`
    /// does besides versions belongs in [`predict_with`](Version::predict_with) and
    /// [`share`](Self::share), so that it is not done again.
    #[must_use]
    pub fn isolate_versions(mut self) -> Self {
        self.isolates = !self.is_isolated;
        self
    }

    /// Starts what all versions use, such as a server, and says how they reach it, in words such as a
    /// URL. In the process of a version nothing is started: it gets only the words.
    ///
    /// # Errors
    /// That of `start`.
    pub fn share<T>(
        &mut self,
        start: impl FnOnce() -> Result<(String, T)>,
    ) -> Result<(String, Option<T>)> {
        if self.is_isolated {
            return Ok((self.shared.clone().unwrap_or_default(), None));
        }
        let (shared, started) = start()?;
        self.shared = Some(shared.clone());
        Ok((shared, Some(started)))
    }

    /// Shows in the table how many threads or processes each version used, and how much memory.
    #[must_use]
    pub fn show_memory(mut self) -> Self {
        self.shows_memory = true;
        self
    }

    /// Says nothing about versions while they run: [`show_job`](Self::show_job) shows them, as soon as
    /// all of a job have run. For a chapter with many small jobs.
    #[must_use]
    pub fn show_jobs(mut self) -> Self {
        self.shows_jobs = true;
        self
    }

    /// The versions from here on do another job: the first of them is their baseline, their answers
    /// are compared with each other, and they have a timeline of their own.
    pub fn next_job(&mut self) {
        self.baseline.clear();
    }

    /// Runs versions several times, in turn, and without a word: the round in the middle counts.
    ///
    /// ```no_run
    /// # let mut lesson = stopwatch::Lesson::new("chapter", &stopwatch::OutputArgs::default());
    /// for _ in lesson.rounds(3) {
    ///     lesson.version("sequential").run(|| { /* … the work … */ });
    ///     lesson.version("threads").run(|| { /* … the work … */ });
    /// }
    /// ```
    pub fn rounds(&mut self, rounds: usize) -> Range<usize> {
        self.rounds = if self.output.predict { 1 } else { rounds };
        0..self.rounds
    }

    /// The versions so far, with what was measured.
    pub fn runs(&self) -> &[Run] {
        &self.figures.shown().versions
    }

    /// The version that ran last, with what was measured.
    pub fn last_run(&self) -> Option<&Run> {
        self.runs().last()
    }

    /// The next version; nothing happens until [`Version::run`].
    ///
    /// # Panics
    /// When [`parse`](crate::parse) was given names of versions, and this is none of them.
    pub fn version(&mut self, name: &str) -> Version<'_> {
        flags::expect_version(name);
        if self.baseline.is_empty() {
            name.clone_into(&mut self.baseline);
        }
        Version::new(self, name)
    }

    /// Adds a chart, which is drawn under the table and kept in the report, with what its curves mean
    /// in words.
    pub fn add_chart(&mut self, chart: Chart, in_words: impl Fn(&[Curve]) -> String) {
        self.figures.add_chart(chart, in_words);
        self.save();
    }

    /// Adds failures to the version that ran last: parts of its work that went wrong.
    ///
    /// The version then counts as failed, in the table and in the exit code.
    pub fn add_failures(&mut self, failures: impl IntoIterator<Item = String>) {
        self.figures.add_failures(&failures.into_iter().collect::<Vec<_>>());
        self.save();
    }

    /// Adds to the version that ran last what follows from its figures, in words, and returns what to
    /// say about it.
    pub fn add_remarks(&mut self, remarks: impl IntoIterator<Item = String>) -> &[String] {
        self.figures.add_remarks(remarks.into_iter().collect());
        self.save();
        self.last_run().map_or(&[], |run| &run.remarks)
    }

    /// Prints the timelines and the table of the versions that have not been shown yet, and what they
    /// say in words. Predictions alone wait for [`finish`](Self::finish), which has one table of them.
    pub fn show_job(&mut self) {
        if !self.output.predict {
            self.show();
        }
    }

    /// Prints what [`show_job`](Self::show_job) has not printed yet, and writes `--export-json`.
    ///
    /// # Errors
    /// When a version failed, when two versions gave different answers, and when the export could
    /// not be written. All that was measured is printed first.
    pub fn finish(mut self) -> Result<(), Error> {
        let others_percent = self.others.others_percent();
        self.show();
        let shows_measured = !self.output.predict && self.figures.are_measured();
        if let Some(warning) = others_percent.filter(|_| shows_measured).and_then(busy::warning) {
            println!("{warning}");
        }
        let (report, canvas) = (self.figures.shown(), Canvas::of_terminal(self.output.ascii));
        for chart in &report.charts {
            print!("\n{}", chart::draw(chart, canvas));
        }
        self.keep_guesses();
        let mut failures: Vec<String> = report.versions.iter().filter_map(failure).collect();
        if let Err(error) = self.export() {
            failures.push(format!("{error:#}"));
        }
        if failures.is_empty() { Ok(()) } else { Err(anyhow!(failures.join("\n")).into()) }
    }

    /// Keeps the guesses for `cargo xtask guesses`. Losing them does not spoil what was measured.
    fn keep_guesses(&self) {
        let target = target::target_folder().filter(|_| self.figures.are_measured());
        let kept = target.map(|target| kept_guesses::keep(self.figures.measured(), &target));
        if let Some(Err(error)) = kept {
            eprintln!("The guesses are not kept: {error:#}");
        }
    }

    /// Prints what there is to say about the versions that have not been shown yet, if there are any.
    fn show(&mut self) {
        self.figures.compare_answers();
        let report = self.figures.shown();
        let versions = report.versions[self.shown..].to_vec();
        self.shown = report.versions.len();
        if versions.is_empty() {
            return;
        }
        let report = Report { versions, ..Report::new(&report.chapter) };
        let canvas = Canvas::of_terminal(self.output.ascii);
        // States were drawn one by one, each with its own words.
        let shows_states = self.rows == Rows::States;
        println!();
        if !self.output.predict && !shows_states {
            for versions in report.jobs() {
                println!("{}", timeline::draw(versions, self.rows, canvas));
            }
        }
        println!("{}", table::table(&report, canvas, self.shows_memory));
        if !shows_states {
            for sentence in sentences::sentences(&report, canvas.ascii) {
                println!("{}", canvas.paragraph(&sentence));
            }
        }
    }

    /// Writes the report after every version, so that a later crash loses nothing. What stands in
    /// the way is reported once, by `finish`.
    fn save(&self) {
        let _ = self.export();
    }

    /// Writes what was measured so far.
    fn export(&self) -> Result<()> {
        match &self.output.export_json {
            Some(file) => self.figures.measured().write(file),
            None => Ok(()),
        }
    }
}

/// Why a version failed: the first ten reasons, a line each.
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

#[cfg(test)]
mod tests;
