//! A process that predicts: this program started again, with a model and rows on its stdin.
//!
//! The parent's side is [`ask`], the child's is [`answer`].

use std::{
    io::{self, Read, Write},
    process,
    time::Instant,
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::{Kind, Model, PIXELS};

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

/// Has a process of its own predict. The one that gets a model of the kind `crash` aborts half-way.
pub(crate) fn ask(model: &Model, pixels: &[f32], crash: Option<Kind>) -> Result<Answer> {
    let mut args = vec!["worker".to_owned()];
    if crash == Some(model.kind()) {
        args.push("--abort".to_owned());
    }
    stopwatch::in_a_process(model.name(), &args, &packed(model, pixels)?)
}

/// The length of the model, the model as it is saved, and every pixel in four bytes.
fn packed(model: &Model, pixels: &[f32]) -> Result<Vec<u8>> {
    let model = serde_json::to_vec(model)?;
    let mut bytes = (model.len() as u64).to_le_bytes().to_vec();
    bytes.reserve(model.len() + size_of_val(pixels));
    bytes.extend(model);
    for pixel in pixels {
        bytes.extend(pixel.to_le_bytes());
    }
    Ok(bytes)
}

/// The process's side: predicts what comes in on stdin. It began its life at `began`.
///
/// # Errors
/// When that is no model with rows, and when nobody takes the answer.
pub fn answer(began: Instant, abort: bool) -> Result<()> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).context("could not read stdin")?;
    let (model, rows) = parts(&bytes).context("a worker needs a model and rows on its stdin")?;
    let (model_size, rows_size) = (model.len(), rows.len());
    let model: Model = serde_json::from_slice(model).context("stdin has no model")?;
    let (rows, _) = rows.as_chunks();
    let pixels: Vec<f32> = rows.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    let ready_s = began.elapsed().as_secs_f64();

    if abort {
        let half = pixels.len() / PIXELS / 2;
        model.predict(&pixels[..half * PIXELS])?;
        process::abort();
    }
    let predicted = model.predict(&pixels)?;
    let answer = Answer { predicted, model_size, rows_size, ready_s };
    Ok(writeln!(io::stdout(), "{}", serde_json::to_string(&answer)?)?)
}

/// The model and the rows.
fn parts(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(u64::from_le_bytes(*length) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table;

    #[test]
    fn what_is_packed_is_unpacked_to_the_last_bit() {
        let table = Table::to_learn();
        let model = Kind::Bayes.train(&table).unwrap();
        let bytes = packed(&model, &table.pixels).unwrap();
        let (sent_model, rows) = parts(&bytes).unwrap();
        assert_eq!(sent_model, serde_json::to_vec(&model).unwrap());
        let pixels = rows.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        assert!(pixels.eq(table.pixels.iter().copied()));
    }

    #[test]
    fn too_few_bytes_have_no_parts() {
        assert!(parts(b"").is_none());
        assert!(parts(&[255; 20]).is_none());
    }
}
