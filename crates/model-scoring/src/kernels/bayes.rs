//! Naive Bayes: how likely each digit is, if the shades of each pixel are normally distributed.

use std::iter::zip;

use serde::{Deserialize, Serialize};

use super::{DIGITS, by_pixel, first_largest};
use crate::PIXELS;

/// What each digit expects of each pixel. Digits stand side by side: one instruction takes several.
#[derive(Debug, Serialize, Deserialize)]
pub struct Bayes {
    means: Vec<[f64; DIGITS]>,
    /// One over twice the variance.
    precisions: Vec<[f64; DIGITS]>,
    /// What does not depend on any pixel: how common a digit is, and how sure it is of its pixels.
    before: [f64; DIGITS],
}

impl Bayes {
    /// Which digit each row is. The pixels are those of one row after another.
    pub fn predict(&self, pixels: &[f32]) -> Vec<u8> {
        let mut digits = Vec::with_capacity(pixels.len() / PIXELS);
        for row in pixels.chunks_exact(PIXELS) {
            let mut likely = self.before;
            for (&pixel, (means, precisions)) in
                zip(row, zip(&self.means, &self.precisions))
            {
                for digit in 0..DIGITS {
                    let off = f64::from(pixel) - means[digit];
                    likely[digit] -= off * off * precisions[digit];
                }
            }
            digits.push(first_largest(&likely));
        }
        digits
    }
}

/// What smartcore saves.
#[derive(Deserialize)]
pub(crate) struct Saved {
    inner: Inner,
}

#[derive(Deserialize)]
struct Inner {
    distribution: Distribution,
}

#[derive(Deserialize)]
struct Distribution {
    class_priors: Vec<f64>,
    var: Vec<Vec<f64>>,
    theta: Vec<Vec<f64>>,
}

impl From<Saved> for Bayes {
    fn from(Saved { inner: Inner { distribution: saved } }: Saved) -> Self {
        let precise =
            |var: &Vec<f64>| var.iter().map(|var| 0.5 / var).collect();
        let precisions: Vec<Vec<f64>> = saved.var.iter().map(precise).collect();
        let mut before = [0.0; DIGITS];
        for (before, (prior, var)) in
            zip(&mut before, zip(&saved.class_priors, &saved.var))
        {
            *before =
                prior.ln() - var.iter().map(|var| var.ln() / 2.0).sum::<f64>();
        }
        Self {
            means: by_pixel(&saved.theta),
            precisions: by_pixel(&precisions),
            before,
        }
    }
}
