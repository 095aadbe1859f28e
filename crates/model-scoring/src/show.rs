//! What chapter 11 prints besides times: scores, batches, copies.

use std::iter;

use chapter_11_model_scoring::{Answer, Score};
use stopwatch::{Lesson, println, text};

/// Prints the models, the best first.
pub(crate) fn leaderboard(mut scores: Vec<Score>) {
    scores.sort_by_key(|score| std::cmp::Reverse(score.right));
    let longest =
        scores.iter().map(|score| score.model.len()).max().unwrap_or(0);
    println!("\nThe models, the best first:");
    for (place, Score { model, right, of, .. }) in iter::zip(1.., scores) {
        let percent = 100.0 * right as f64 / of as f64;
        let (right, of) = (text::count(right as u64), text::count(of as u64));
        println!(
            "{place}. {model:longest$}  {right} of {of} right ({percent:.1} %)"
        );
    }
}

/// Prints how long the batches of the version that ran last took.
pub(crate) fn batches(lesson: &Lesson, threads: usize) {
    let Some(run) = lesson.last_run() else { return };
    let times =
        run.tasks.iter().filter_map(|task| Some(task.end_s? - task.start_s));
    let mean = text::duration(times.sum::<f64>() / run.tasks.len() as f64);
    let threads = text::counted(threads as u64, "thread");
    println!("{threads}; a batch took {mean} on average.");
}

/// Prints what was copied to processes, and when the last of them could begin.
pub(crate) fn copies(answers: &[Answer]) {
    let megabytes = |size: fn(&Answer) -> usize| {
        answers.iter().map(size).sum::<usize>() as f64 / 1e6
    };
    let (rows, models) =
        (megabytes(|it| it.rows_size), megabytes(|it| it.model_size));
    let copies = answers.len();
    println!(
        "{copies} copies of the table, {rows:.1} MB in all, and {models:.1} MB of models."
    );
    let ready = answers.iter().map(|answer| answer.ready_s).fold(0.0, f64::max);
    println!(
        "The last process had read its part {} after its start.",
        text::duration(ready)
    );
}
