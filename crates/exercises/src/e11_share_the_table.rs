//! Exercise of chapter 11: many models, and one table.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use crate::{
    diagnosis::Diagnosis,
    exercise::{Count, Exercise, Needs},
    pool::with_workers,
    work::{bar, counted},
};

/// A large table. A copy of it takes a while, and memory.
pub struct Table {
    copies: Arc<AtomicUsize>,
    wait: Duration,
}

impl Clone for Table {
    fn clone(&self) -> Self {
        self.copies.fetch_add(1, SeqCst);
        thread::sleep(self.wait / 4);
        Self { copies: Arc::clone(&self.copies), wait: self.wait }
    }
}

/// A trained model.
#[derive(Clone, Debug)]
pub struct Model {
    number: u64,
}

/// Scores a model over the table: how many rows it gets right.
pub fn score(model: &Model, table: &Table) -> u64 {
    let bar = bar(format!("model {}", model.number));
    bar.wait(table.wait);
    500 + model.number * 7919 % 500
}

type Input = (Table, Vec<Model>);

fn input(models: usize, wait: Duration) -> Input {
    let models = (1..=models as u64).map(|number| Model { number }).collect();
    (Table { copies: Arc::default(), wait }, models)
}

/// An `Arc` needs a value of its own, which is a copy.
fn copies((table, _): &Input) -> Vec<Count> {
    let taken = table.copies.load(SeqCst);
    vec![Count { noun: "clone", taken, most: 1, kept: 0, trouble: Diagnosis::CopiedTooOften }]
}

fn exercise() -> Exercise<Input, Vec<u64>> {
    let trial = |count| (counted(count, "model"), input(count, Duration::ZERO));
    Exercise {
        picture: || input(6, Duration::from_millis(100)),
        trials: [0, 1, 99].into_iter().map(trial).collect(),
        right: |(table, models)| with_workers(models.len(), models, |model| score(model, table)),
        needs: Needs { tasks: 6, at_once: 6..=6, threads: 6, in_turns: Diagnosis::LockHeldAtWork },
        counts: copies,
    }
}

/// Checks a function.
pub fn check(solve: fn(&Table, &[Model]) -> Vec<u64>) {
    Exercise::check(exercise, move |(table, models)| solve(table, models));
}
