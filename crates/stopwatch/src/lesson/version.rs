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
        if !self.is_wanted() {
            return None;
        }
        if self.lesson.output.predict {
            self.lesson.figures.keep_predicted(self.known);
            return None;
        }
        let guess_s = self.lesson.reader.guess_s(&self.known.name);
        let is_told = self.lesson.rounds == 1 && !self.lesson.shows_jobs;
        if is_told {
            let predicted_s = self.lesson.figures.predicted_s(&self.known);
            println!("\n=== {}{} ===", self.known.name, beforehand(predicted_s, guess_s));
        }
        let (run, answer) = self.measure(lesson);
        let shown = self.lesson.figures.keep(Run { guess_s, ..run });
        if let Some(wall_s) = shown.wall_s.filter(|_| is_told) {
            println!("\nTotal time taken: {} seconds", text::rounded(wall_s));
        }
        if self.lesson.rows == Rows::States {
            let canvas = Canvas::of_terminal(self.lesson.output.ascii);
            print!("\n{}", timeline::draw(slice::from_ref(shown), self.lesson.rows, canvas));
        }
        self.lesson.save();
        answer
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
        let failed = |why| Run { failures: vec![why], ..Run::not_measured(name) };
        let mut error = None;
        let (measured, answer) = if let Err(why) = refusal::room_for_threads(self.threads) {
            (failed(why), None)
        } else if self.lesson.isolates {
            let run = isolated::run(name, self.lesson.shared.as_deref());
            (run.unwrap_or_else(|why| failed(format!("{why:#}"))), None)
        } else {
            run::measure(name, || lesson().map_err(|why| error = Some(format!("{why:#}"))).ok())
        };
        let run = Run {
            baseline: self.known.baseline.clone(),
            predicted_s: self.known.predicted_s,
            start_up_s: self.known.start_up_s,
            workers: self.workers.unwrap_or(measured.workers),
            peak_memory_bytes: measured.peak_memory_bytes.map(|bytes| bytes + self.beside_bytes),
            failures: measured.failures.into_iter().chain(error).collect(),
            ..measured
        };
        (run, answer.flatten())
    }
}

/// What is known of a version before it runs, in brackets.
fn beforehand(predicted_s: Option<f64>, guess_s: Option<f64>) -> String {
    let predicted = predicted_s.map(|it| format!("predicted: {}", text::duration(it)));
    let guess = guess_s.map(|it| format!("your guess: {}", text::duration(it)));
    let known: Vec<String> = predicted.into_iter().chain(guess).collect();
    if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) }
}
