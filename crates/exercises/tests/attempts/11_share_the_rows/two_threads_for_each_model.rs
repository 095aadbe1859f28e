use std::thread;

use exercises::e11_share_the_rows::{Batch, Model, check, score};

fn score_all(models: &[Model], batches: &[Batch]) -> Vec<u64> {
    let (first, second) = batches.split_at(batches.len() / 2);
    let score_each =
        |model, batches: &[Batch]| -> u64 { batches.iter().map(|batch| score(model, batch)).sum() };
    thread::scope(|scope| {
        let start =
            |model| [first, second].map(|batches| scope.spawn(move || score_each(model, batches)));
        let threads: Vec<_> = models.iter().map(start).collect();
        let score = |threads: [thread::ScopedJoinHandle<u64>; 2]| {
            threads.into_iter().map(|thread| thread.join().expect("a thread panicked")).sum()
        };
        threads.into_iter().map(score).collect()
    })
}

fn main() {
    check(score_all);
}
