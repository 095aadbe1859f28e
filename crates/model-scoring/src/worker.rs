//! A process that predicts: this program, started again and sent a model and rows.
//!
//! The parent's side is [`ask`], the child's is [`predict_for_parent`].

use std::{process, time::Instant};

use anyhow::{Context, Result};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::{Kind, Model, PIXELS};

/// What a process is sent.
#[derive(Serialize, Deserialize)]
struct Job {
    /// The model, as text.
    model: Box<RawValue>,
    /// Every pixel in four bytes, written as text: as a number, each would take twelve and be slow to
    /// read.
    rows: String,
}

/// What a process predicted, and what it was sent for that.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer {
    /// Which digit each row is.
    pub predicted: Vec<u8>,
    /// In bytes.
    pub model_size: usize,
    /// In bytes.
    pub rows_size: usize,
    /// When it had read all of that, counted from its start.
    pub ready_s: f64,
}

impl Job {
    fn new(model: &Model, pixels: &[f32]) -> Result<Self> {
        let bytes: Vec<u8> =
            pixels.iter().flat_map(|pixel| pixel.to_le_bytes()).collect();
        Ok(Self {
            model: to_raw_value(model)?,
            rows: BASE64_STANDARD.encode(bytes),
        })
    }

    fn unpack(&self) -> Result<(Model, Vec<f32>)> {
        let model = serde_json::from_str(self.model.get())
            .context("the job has no model")?;
        let bytes = BASE64_STANDARD
            .decode(&self.rows)
            .context("the job has no rows")?;
        let (rows, _) = bytes.as_chunks();
        Ok((
            model,
            rows.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(),
        ))
    }
}

/// Has a process of its own predict. The one that gets a model of the kind `crash` aborts half-way.
pub(crate) fn ask(
    model: &Model,
    pixels: &[f32],
    crash: Option<Kind>,
) -> Result<Answer> {
    let mut args = vec!["worker".to_owned()];
    if crash == Some(model.kind()) {
        args.push("--abort".to_owned());
    }
    stopwatch::in_a_process(model.name(), &args, &Job::new(model, pixels)?)
}

/// The process's side: predicts what it is sent. It began its life at `began`.
///
/// # Errors
/// When that is not a model with rows, and when nobody takes the answer.
pub fn predict_for_parent(began: Instant, abort: bool) -> Result<()> {
    stopwatch::answer_jobs(|job: Job| {
        let (model, pixels) = job.unpack()?;
        let ready_s = began.elapsed().as_secs_f64();
        if abort {
            let half = pixels.len() / PIXELS / 2;
            model.predict(&pixels[..half * PIXELS]);
            process::abort();
        }
        let predicted = model.predict(&pixels);
        let (model_size, rows_size) =
            (job.model.get().len(), size_of_val(pixels.as_slice()));
        Ok(Answer { predicted, model_size, rows_size, ready_s })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table;

    #[test]
    fn what_is_packed_is_unpacked_to_the_last_bit() {
        let table = Table::to_learn();
        let model = Model::of(&Kind::Bayes.train(&table).unwrap()).unwrap();
        let (sent, pixels) =
            Job::new(&model, &table.pixels).unwrap().unpack().unwrap();
        assert_eq!(
            serde_json::to_vec(&sent).unwrap(),
            serde_json::to_vec(&model).unwrap()
        );
        assert!(pixels == table.pixels);
    }

    #[test]
    fn a_job_without_a_model_or_rows_says_so() {
        let refused = |model: &str, rows: &str| {
            let job = Job {
                model: serde_json::from_str(model).unwrap(),
                rows: rows.to_owned(),
            };
            format!("{:#}", job.unpack().err().unwrap())
        };
        assert!(refused("{}", "").starts_with("the job has no model: "));
        let model =
            Model::of(&Kind::Bayes.train(&Table::to_learn()).unwrap()).unwrap();
        let model = serde_json::to_string(&model).unwrap();
        assert!(
            refused(&model, "no rows!").starts_with("the job has no rows: ")
        );
    }
}
