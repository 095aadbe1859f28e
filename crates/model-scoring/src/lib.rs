//! Chapter 11: several trained models, scored over one table.
//!
//! Type `cargo run -p chapter-11-model-scoring`.

use std::thread;

use anyhow::Result;
use rayon::{ThreadPoolBuilder, prelude::*};

#[cfg(test)]
mod answers;
mod digits;
mod kernels;
mod model;
mod saved;
mod score;
mod trained;
mod worker;

pub use digits::{PIXELS, Table};
pub use model::Model;
pub use saved::load_or_train;
pub use score::{Score, score};
pub use trained::{Kind, Trained};
pub use worker::{Answer, predict_for_parent};

// ANCHOR: task
/// Has a model say which digit each row is.
pub fn predict(model: &Model, pixels: &[f32]) -> Vec<u8> {
    let _task = stopwatch::task(model.name());
    model.predict(pixels)
}
// ANCHOR_END: task

// ANCHOR: library
/// One model after the other, each over all rows, as the library
/// that trained it predicts.
pub fn predict_with_the_library(
    trained: &[Trained],
    pixels: &[f32],
) -> Vec<Vec<u8>> {
    let predict = |model: &Trained| {
        let _task = stopwatch::task(model.name());
        model.predict(pixels).expect("the model is trained")
    };
    trained.iter().map(predict).collect()
}
// ANCHOR_END: library

// ANCHOR: sequential
/// One model after another, each over all rows.
pub fn predict_sequentially(models: &[Model], pixels: &[f32]) -> Vec<Vec<u8>> {
    models.iter().map(|model| predict(model, pixels)).collect()
}
// ANCHOR_END: sequential

// ANCHOR: a-thread-a-model
/// All models at once: one thread each.
pub fn predict_with_a_thread_a_model(
    models: &[Model],
    pixels: &[f32],
) -> Vec<Vec<u8>> {
    thread::scope(|scope| {
        let threads: Vec<_> = models
            .iter()
            .map(|model| scope.spawn(|| predict(model, pixels)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"))
            .collect()
    })
}
// ANCHOR_END: a-thread-a-model

// ANCHOR: rayon-over-rows
/// One model after another, and the batches of its rows at once.
pub fn predict_over_rows(
    models: &[Model],
    pixels: &[f32],
    batch: usize,
) -> Vec<Vec<u8>> {
    models
        .iter()
        .map(|model| predict_in_batches(model, pixels, batch))
        .collect()
}

/// Batches of rows are predicted in any order, and their answers
/// collected in the order of rows.
fn predict_in_batches(model: &Model, pixels: &[f32], batch: usize) -> Vec<u8> {
    pixels
        .par_chunks(batch * PIXELS)
        .flat_map_iter(|rows| predict(model, rows))
        .collect()
}
// ANCHOR_END: rayon-over-rows

// ANCHOR: both-own-pools
/// Models and rows at once, where each model brings a pool of its own.
pub fn predict_in_own_pools(
    models: &[Model],
    pixels: &[f32],
    batch: usize,
    workers: usize,
) -> Vec<Vec<u8>> {
    let in_own_pool = |model| {
        let pool = ThreadPoolBuilder::new().num_threads(workers).build();
        let pool = pool.expect("a pool did not start");
        pool.install(|| predict_in_batches(model, pixels, batch))
    };
    thread::scope(|scope| {
        let threads: Vec<_> = models
            .iter()
            .map(|model| scope.spawn(move || in_own_pool(model)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"))
            .collect()
    })
}
// ANCHOR_END: both-own-pools

// ANCHOR: both-one-pool
/// Models and rows at once, in one pool: `par_iter` within `par_iter`.
pub fn predict_in_one_pool(
    models: &[Model],
    pixels: &[f32],
    batch: usize,
) -> Vec<Vec<u8>> {
    models
        .par_iter()
        .map(|model| predict_in_batches(model, pixels, batch))
        .collect()
}
// ANCHOR_END: both-one-pool

// ANCHOR: processes
/// A process for each model: it is sent the model and a copy of the table.
pub fn predict_in_processes(
    models: &[Model],
    pixels: &[f32],
    crash: Option<Kind>,
) -> Result<Vec<Answer>> {
    thread::scope(|scope| {
        let threads: Vec<_> = models
            .iter()
            .map(|model| scope.spawn(move || worker::ask(model, pixels, crash)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"))
            .collect()
    })
}
// ANCHOR_END: processes

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::LazyLock};

    use rayon::ThreadPool;
    use stopwatch::Run;

    use super::*;

    static TRAINED: LazyLock<Vec<Trained>> =
        LazyLock::new(|| load_or_train().unwrap());
    static MODELS: LazyLock<Vec<Model>> = LazyLock::new(|| {
        TRAINED.iter().map(|model| Model::of(model).unwrap()).collect()
    });

    fn pool(workers: usize) -> ThreadPool {
        ThreadPoolBuilder::new().num_threads(workers).build().unwrap()
    }

    /// A version in a run of its own. No test calls one in any other way: its
    /// tasks would be counted in the run of whichever test is being measured.
    fn measured(predict: impl FnOnce() -> Vec<Vec<u8>>) -> (Run, Vec<Vec<u8>>) {
        let (run, answer) = stopwatch::measure("predicting", predict);
        (run, answer.unwrap())
    }

    fn lanes(run: &Run) -> BTreeSet<&str> {
        run.tasks.iter().map(|task| task.lane.as_str()).collect()
    }

    #[test]
    fn neither_batches_nor_workers_change_a_prediction() {
        let (models, table) = (&*MODELS, Table::to_score(1_000));
        let pixels = &table.pixels;
        let of = |predict: &dyn Fn() -> Vec<Vec<u8>>| measured(predict).1;
        let expected = of(&|| predict_sequentially(models, pixels));
        assert!(expected.iter().all(|predicted| predicted.len() == 1_000));
        assert!(of(&|| predict_with_the_library(&TRAINED, pixels)) == expected);
        assert!(
            of(&|| predict_with_a_thread_a_model(models, pixels)) == expected
        );
        for (workers, batch) in
            [(1, 1_000), (2, 1), (3, 7), (2, 500), (8, 333), (2, 1_000_000)]
        {
            let case = format!("{workers} workers, batches of {batch}");
            let pool = pool(workers);
            let over_rows = of(&|| {
                pool.install(|| predict_over_rows(models, pixels, batch))
            });
            assert!(over_rows == expected, "{case}");
            let in_one_pool = of(&|| {
                pool.install(|| predict_in_one_pool(models, pixels, batch))
            });
            assert!(in_one_pool == expected, "{case}");
            let in_own_pools =
                of(&|| predict_in_own_pools(models, pixels, batch, workers));
            assert!(in_own_pools == expected, "{case}");
        }
    }

    #[test]
    fn every_model_has_learned_something() {
        let table = Table::to_score(2_000);
        let (_, predicted) =
            measured(|| predict_sequentially(&MODELS, &table.pixels));
        let scores = score(&MODELS, &predicted, &table.digits);
        for (score, least) in scores.iter().zip([1_700, 1_860, 1_860, 1_900]) {
            assert!((least..2_000).contains(&score.right), "{score:?}");
        }
    }

    #[test]
    fn a_model_in_turn_has_one_bar_and_none_overlap() {
        let table = Table::to_score(500);
        let (run, _) =
            measured(|| predict_sequentially(&MODELS, &table.pixels));
        let names: Vec<&str> =
            run.tasks.iter().map(|task| task.name.as_str()).collect();
        assert_eq!(names, Kind::ALL.map(Kind::name));
        assert_eq!((run.most_in_flight, lanes(&run).len()), (1, 1));
    }

    #[test]
    fn a_model_in_a_thread_is_never_cut_so_the_slowest_decides() {
        let table = Table::to_score(20_000);
        let (run, _) =
            measured(|| predict_with_a_thread_a_model(&MODELS, &table.pixels));
        assert_eq!((run.tasks.len(), lanes(&run).len()), (4, 4));
        assert!(run.most_in_flight >= 2, "{run:?}");
        let slowest =
            run.tasks.iter().map(|task| task.end_s.unwrap() - task.start_s);
        assert!(run.wall_s.unwrap() >= slowest.fold(0.0, f64::max));
    }

    #[test]
    fn one_pool_keeps_to_its_threads_and_own_pools_add_up() {
        let table = Table::to_score(8_000);
        let pool = pool(2);
        let over_rows = || {
            pool.install(|| predict_over_rows(&MODELS, &table.pixels, 1_000))
        };
        let one_pool = || {
            pool.install(|| predict_in_one_pool(&MODELS, &table.pixels, 1_000))
        };
        for (run, _) in [measured(over_rows), measured(one_pool)] {
            assert_eq!((run.tasks.len(), run.most_in_flight), (32, 2));
            assert_eq!(lanes(&run).len(), 2);
        }
        let (run, _) =
            measured(|| predict_in_own_pools(&MODELS, &table.pixels, 1_000, 2));
        assert_eq!(run.tasks.len(), 32);
        assert!(run.most_in_flight > 2, "{run:?}");
    }
}
