//! What chapter 11 should take: a small part of the rows, predicted beforehand.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use chapter_11_model_scoring::{Model, PIXELS, Trained};

use stopwatch::cores;

/// How long all models take, given what each of them takes alone.
pub(crate) struct Predicted {
    /// All models on one core, as the library predicts.
    pub(crate) library: Duration,
    /// All models on one core.
    pub(crate) one_core: Duration,
    slowest: Duration,
}

impl Predicted {
    /// Has each model predict one row in fifty.
    pub(crate) fn new(
        trained: &[Trained],
        models: &[Model],
        pixels: &[f32],
    ) -> Self {
        let library = trained
            .iter()
            .map(|model| whole_time(pixels, |few| model.predict(few)));
        let alone = models
            .iter()
            .map(|model| whole_time(pixels, |few| model.predict(few)));
        let alone: Vec<Duration> = alone.collect();
        Self {
            library: library.sum(),
            one_core: alone.iter().sum(),
            slowest: alone.into_iter().max().unwrap_or_default(),
        }
    }

    /// With all of that many threads busy from the first moment to the last.
    pub(crate) fn shared_by(&self, threads: usize) -> Duration {
        self.one_core / threads.min(cores()) as u32
    }

    /// With a thread or a process for each model: the slowest decides, unless cores are too few.
    pub(crate) fn a_thread_a_model(&self, models: usize) -> Duration {
        self.slowest.max(self.shared_by(models))
    }
}

/// The time for all rows, by that for one in fifty, taken twice: the first time fills the caches.
fn whole_time<T>(pixels: &[f32], predict: impl Fn(&[f32]) -> T) -> Duration {
    let few = (pixels.len() / PIXELS).div_ceil(50);
    let share = pixels.len() as f64 / (few * PIXELS) as f64;
    let time_of_few = || {
        let began = Instant::now();
        black_box(predict(&pixels[..few * PIXELS]));
        began.elapsed()
    };
    time_of_few().min(time_of_few()).mul_f64(share)
}
