//! One version: what is known of it beforehand, and how it is run.

use std::{fmt::Display, slice, time::Duration};

use serde::Serialize;

use super::Lesson;
use crate::{
    cli::{isolated, refusal},
    draw::{
        text,
        timeline::{self, Canvas, Rows},
    },
    measure::run,
    print, println,
    report::Run,
};

/// One version of a lesson, about to run.
#[must_use = "a version does nothing until it is run"]
pub struct Version<'l> {
    lesson: &'l mut Lesson,
    /// What is known of it so far.
    known: Run,
    workers: Option<usize>,
    threads: usize,
    beside_bytes: u64,
}

impl<'l> Version<'l> {
    pub(super) fn new(lesson: &'l mut Lesson, name: &str) -> Self {
        let known = Run { baseline: lesson.baseline.clone(), ..Run::not_measured(name) };
        Self { lesson, known, workers: None, threads: 0, beside_bytes: 0 }
    }

    /// How long it should take: a duration, or `None` where nothing can be said beforehand.
    pub fn predict(mut self, predicted: impl Into<Option<Duration>>) -> Self {
        self.known.predicted_s = predicted.into().map(|predicted| predicted.as_secs_f64());
        self
    }

    /// As [`predict`](Self::predict), where something has to be tried out for that: only if the version
    /// is wanted, and not in a process of its own.
    pub fn predict_with<P: Into<Option<Duration>>>(self, predict: impl FnOnce() -> P) -> Self {
        let is_needed = self.is_wanted() && !self.lesson.is_isolated;
        if is_needed { self.predict(predict()) } else { self }
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

    /// How long it takes until one of its workers begins, where that was measured.
    pub fn start_up(mut self, start_up: impl Into<Option<Duration>>) -> Self {
        self.known.start_up_s = start_up.into().map(|start_up| start_up.as_secs_f64());
        self
    }

    /// How much memory processes hold that it starts, in bytes: it counts for the version, too.
    pub fn memory_beside(mut self, bytes: u64) -> Self {
        self.beside_bytes = bytes;
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
        let mut answer = None;
        self.keep(|version| {
            let (run, its_answer) = version.measure(lesson);
            answer = its_answer;
            run
        });
        answer
    }

    /// Has another program run the version, such as a script in Python: what that measured counts.
    pub fn run_elsewhere(self, run: impl FnOnce() -> anyhow::Result<Run>) {
        self.keep(|version| version.complete(run().unwrap_or_else(|why| version.failed(&why))));
    }

    /// Leaves the version out, which is no failure: it needs what this machine lacks.
    pub fn skip(self, why: &str) {
        let name = &self.known.name;
        if !self.is_wanted() {
            return;
        }
        if self.lesson.output.predict {
            return self.lesson.figures.keep_predicted(self.known);
        }
        let predicted_s = self.lesson.figures.predicted_s(&self.known);
        match self.lesson.figures.keep_skipped(name, why) {
            Some(run) => {
                println!("\n=== {name}{} ===", beforehand(predicted_s, None));
                tell_time(run);
            }
            None => println!("\n=== {name} ===\nSkipped: {}", text::sentence(why)),
        }
        self.lesson.save();
    }

    /// Has the version run, if it is wanted, keeps what was measured, and says so.
    fn keep(self, run: impl FnOnce(&Self) -> Run) {
        if !self.is_wanted() {
            return;
        }
        if self.lesson.output.predict {
            return self.lesson.figures.keep_predicted(self.known);
        }
        let guess_s = self.lesson.reader.guess_s(&self.known.name);
        let is_told = self.lesson.rounds == 1 && !self.lesson.shows_jobs;
        if is_told {
            let predicted_s = self.lesson.figures.predicted_s(&self.known);
            println!("\n=== {}{} ===", self.known.name, beforehand(predicted_s, guess_s));
        }
        let run = run(&self);
        let shown = self.lesson.figures.keep(Run { guess_s, ..run });
        if is_told {
            tell_time(shown);
        }
        if self.lesson.rows == Rows::States {
            let canvas = Canvas::of_terminal(self.lesson.output.ascii);
            print!("\n{}", timeline::draw(slice::from_ref(shown), self.lesson.rows, canvas));
        }
        self.lesson.save();
    }

    fn is_wanted(&self) -> bool {
        let only = &self.lesson.output.only;
        only.is_empty() || only.contains(&self.known.name)
    }

    /// Runs the version, here or in a process of its own.
    fn measure<A: Serialize, E: Display>(
        &self,
        lesson: impl FnOnce() -> Result<A, E>,
    ) -> (Run, Option<A>) {
        let name = &self.known.name;
        if let Err(why) = refusal::room_for_threads(self.threads) {
            return (self.complete(self.failed(&why)), None);
        }
        if self.lesson.isolates {
            let run = isolated::run(name, self.lesson.shared.as_deref());
            return (self.complete(run.unwrap_or_else(|why| self.failed(&why))), None);
        }
        let mut error = None;
        let (mut measured, answer) =
            run::measure(name, || lesson().map_err(|why| error = Some(format!("{why:#}"))).ok());
        measured.failures.extend(error);
        (self.complete(measured), answer.flatten())
    }

    /// A run that could not be measured.
    fn failed(&self, why: &dyn Display) -> Run {
        Run { failures: vec![format!("{why:#}")], ..Run::not_measured(&self.known.name) }
    }

    /// What was measured, with what was known beforehand.
    fn complete(&self, measured: Run) -> Run {
        Run {
            baseline: self.known.baseline.clone(),
            predicted_s: self.known.predicted_s,
            start_up_s: self.known.start_up_s,
            workers: self.workers.unwrap_or(measured.workers),
            peak_memory_bytes: measured.peak_memory_bytes.map(|bytes| bytes + self.beside_bytes),
            ..measured
        }
    }
}

fn tell_time(run: &Run) {
    if let Some(wall_s) = run.wall_s {
        println!("\nTotal time taken: {} seconds", text::rounded(wall_s));
    }
}

/// What is known of a version before it runs, in brackets.
fn beforehand(predicted_s: Option<f64>, guess_s: Option<f64>) -> String {
    let predicted = predicted_s.map(|it| format!("predicted: {}", text::duration(it)));
    let guess = guess_s.map(|it| format!("your guess: {}", text::duration(it)));
    let known: Vec<String> = predicted.into_iter().chain(guess).collect();
    if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) }
}
