//! The answer to the exercise on chapter 11's page.

use std::thread;

use anyhow::Result;

use crate::{Answer, Kind, Model, PIXELS, worker};

#[expect(
    dead_code,
    reason = "it starts this program again, and a test is another program"
)]
// ANCHOR: halves
/// Two processes for each model: each is sent the model and half of the table.
fn predict_halves_in_processes(
    models: &[Model],
    pixels: &[f32],
    crash: Option<Kind>,
) -> Result<Vec<Answer>> {
    let rows = pixels.len() / PIXELS;
    let (first, second) = pixels.split_at(rows / 2 * PIXELS);
    thread::scope(|scope| {
        let ask =
            |model, half| scope.spawn(move || worker::ask(model, half, crash));
        let threads: Vec<_> = models
            .iter()
            .map(|model| (ask(model, first), ask(model, second)))
            .collect();
        let answers = threads.into_iter().map(|(first, second)| {
            let mut answer = first.join().expect("a thread panicked")?;
            let second = second.join().expect("a thread panicked")?;
            answer.predicted.extend(second.predicted);
            answer.model_size += second.model_size;
            answer.rows_size += second.rows_size;
            Ok(answer)
        });
        answers.collect()
    })
}
// ANCHOR_END: halves
