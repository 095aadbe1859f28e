//! Exercise of chapter 11: the slowest model is shared out, too.

use std::time::Duration;

use crate::{
    diagnosis::Diagnosis,
    exercise::{Exercise, Needs},
    pool::with_workers,
    work::bar,
};

/// So many threads are at work at once.
pub const THREADS: usize = 4;

/// A trained model.
#[derive(Clone, Debug)]
pub struct Model {
    number: u64,
    /// So long it takes for a batch.
    wait: Duration,
}

/// Some of the rows of a table.
#[derive(Clone, Debug)]
pub struct Batch {
    number: u64,
}

/// Scores a model over a batch: how many of its rows it gets right.
pub fn score(model: &Model, batch: &Batch) -> u64 {
    let bar = bar(format!("{}.{}", model.number, batch.number));
    bar.wait(model.wait);
    50 + (model.number * 7919 + batch.number * 31) % 50
}

type Input = (Vec<Model>, Vec<Batch>);

fn score_all((models, batches): &Input) -> Vec<u64> {
    let pairs: Vec<(&Model, &Batch)> =
        models.iter().flat_map(|model| batches.iter().map(move |batch| (model, batch))).collect();
    let scores = with_workers(THREADS, &pairs, |(model, batch)| score(model, batch));
    let of_model = |at: usize| &scores[at * batches.len()..(at + 1) * batches.len()];
    (0..models.len()).map(|at| of_model(at).iter().sum()).collect()
}

/// So many models, of which the last takes eight times as long as the others, and so many batches.
fn input(models: u64, batches: u64, wait: Duration) -> Input {
    let wait_of = |number| if number == models { wait * 8 } else { wait };
    let models = (1..=models).map(|number| Model { number, wait: wait_of(number) }).collect();
    (models, (1..=batches).map(|number| Batch { number }).collect())
}

fn exercise() -> Exercise<Input, Vec<u64>> {
    const MODELS: usize = 4;
    const BATCHES: usize = 8;
    let trial =
        |what: &str, models, batches| (what.to_owned(), input(models, batches, Duration::ZERO));
    Exercise {
        picture: || input(MODELS as u64, BATCHES as u64, Duration::from_millis(12)),
        trials: vec![
            trial("no models", 0, 3),
            trial("no batches", 3, 0),
            trial("1 batch", 2, 1),
            trial("999 batches", 2, 999),
            trial("1,001 batches", 3, 1001),
        ],
        right: score_all,
        needs: Needs {
            tasks: MODELS * BATCHES,
            at_once: THREADS..=THREADS,
            threads: MODELS * BATCHES,
            in_turns: Diagnosis::LockHeldAtWork,
        },
        counts: |_| Vec::new(),
    }
}

/// Checks a function.
pub fn check(solve: fn(&[Model], &[Batch]) -> Vec<u64>) {
    Exercise::check(exercise, move |(models, batches)| solve(models, batches));
}
