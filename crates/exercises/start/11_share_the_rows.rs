// Exercise 11_share_the_rows, of chapter 11.
//
// One model is slow. Keep all four threads at work until its last batch.

use std::thread;

use exercises::e11_share_the_rows::{Batch, Model, check, score};

/// The score of each model over all batches, in the order of the models.
fn score_all(models: &[Model], batches: &[Batch]) -> Vec<u64> {
    thread::scope(|scope| {
        let score_all_batches = |model| batches.iter().map(|batch| score(model, batch)).sum();
        let start = |model| scope.spawn(move || score_all_batches(model));
        let threads: Vec<_> = models.iter().map(start).collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread panicked")).collect()
    })
}

fn main() {
    check(score_all);
}
