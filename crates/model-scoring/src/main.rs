//! Runs the versions of chapter 11; started again as `worker`, it is one of the processes.

use std::time::Instant;

use anyhow::{Result, anyhow};
use rayon::ThreadPoolBuilder;

use chapter_11_model_scoring::{
    Model, Score, Table, Trained, load_or_train, predict_for_parent,
    predict_in_one_pool, predict_in_own_pools, predict_in_processes,
    predict_over_rows, predict_sequentially, predict_with_a_thread_a_model,
    predict_with_the_library, score,
};
use stopwatch::Lesson;

mod args;
mod predict;
mod show;

use args::{Args, Role, VERSIONS};
use predict::Predicted;

fn main() -> Result<(), stopwatch::Error> {
    let began = Instant::now();
    let args: Args = stopwatch::parse(VERSIONS);
    if let Some(Role::Worker { abort }) = args.command {
        return Ok(predict_for_parent(began, abort)?);
    }
    let pool = ThreadPoolBuilder::new().num_threads(args.workers());
    stopwatch::room_for_threads(args.workers()).map_err(anyhow::Error::msg)?;
    pool.build_global().map_err(|error| {
        anyhow!(
            "rayon could not start its threads ({})",
            stopwatch::refusal(&error)
        )
    })?;
    let (trained, table) = (load_or_train()?, Table::to_score(args.rows));
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output);
    let answers =
        predict_in_every_version(&args, &trained, &table, &mut lesson)?;
    if let Some(scores) = answers.into_iter().flatten().next() {
        show::leaderboard(scores);
    }
    lesson.finish()
}

/// The versions in their order, and what the models scored in each.
fn predict_in_every_version(
    args: &Args,
    trained: &[Trained],
    table: &Table,
    lesson: &mut Lesson,
) -> Result<Vec<Option<Vec<Score>>>> {
    let models: Vec<Model> =
        trained.iter().map(Model::of).collect::<Result<_, _>>()?;
    let models = models.as_slice();
    let (pixels, batch, workers) =
        (table.pixels.as_slice(), args.batch, args.workers());
    let many = models.len() * workers;
    let predicted = Predicted::new(trained, models, pixels);
    let scores =
        |predicted: Vec<Vec<u8>>| score(models, &predicted, &table.digits);
    let mut answers = Vec::new();

    let version = lesson.version("library").predict(predicted.library);
    answers.push(
        version.run(|| scores(predict_with_the_library(trained, pixels))),
    );

    let version = lesson.version("sequential").predict(predicted.one_core);
    answers.push(version.run(|| scores(predict_sequentially(models, pixels))));

    let a_thread_a_model = predicted.a_thread_a_model(models.len());
    let version = lesson.version("a-thread-a-model").predict(a_thread_a_model);
    answers.push(
        version.run(|| scores(predict_with_a_thread_a_model(models, pixels))),
    );

    let version = lesson.version("rayon-over-rows").workers(workers);
    let version = version.predict(predicted.shared_by(workers));
    answers
        .push(version.run(|| scores(predict_over_rows(models, pixels, batch))));

    let version = lesson
        .version("both-own-pools")
        .workers(many)
        .predict(predicted.shared_by(many));
    let own_pools = || {
        // The models' own threads, and those of their pools.
        stopwatch::room_for_threads(models.len() + many)?;
        Ok::<_, String>(scores(predict_in_own_pools(
            models, pixels, batch, workers,
        )))
    };
    answers.push(
        version.try_run(own_pools).inspect(|_| show::batches(lesson, many)),
    );

    let version = lesson.version("both-one-pool").workers(workers);
    let version = version.predict(predicted.shared_by(workers));
    let one_pool = || scores(predict_in_one_pool(models, pixels, batch));
    answers.push(
        version.run(one_pool).inspect(|_| show::batches(lesson, workers)),
    );

    let version = lesson.version("processes").predict(a_thread_a_model);
    let mut from_processes = Vec::new();
    let scores_of_processes = || -> Result<Vec<Score>> {
        from_processes = predict_in_processes(models, pixels, args.crash)?;
        Ok(scores(
            from_processes
                .iter()
                .map(|answer| answer.predicted.clone())
                .collect(),
        ))
    };
    let in_processes = version.try_run(scores_of_processes);
    answers.push(in_processes.inspect(|_| show::copies(&from_processes)));
    Ok(answers)
}
