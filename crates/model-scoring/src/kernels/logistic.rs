//! Logistic regression: a weight for each pixel and digit. The
//! sums are compared as they are: what would make probabilities
//! of them changes no order.

use std::iter::zip;

use serde::{Deserialize, Serialize};

use super::{DIGITS, by_pixel, first_largest};
use crate::PIXELS;

// ANCHOR: logistic
/// How much each pixel speaks for each digit. Digits stand side by side: one
/// instruction takes several.
#[derive(Debug, Serialize, Deserialize)]
pub struct Logistic {
    weights: Vec<[f32; DIGITS]>,
    /// What speaks for each digit whatever the pixels are.
    intercept: [f32; DIGITS],
}

impl Logistic {
    /// Which digit each row is. The pixels are those of one row after another.
    pub fn predict(&self, pixels: &[f32]) -> Vec<u8> {
        let mut digits = Vec::with_capacity(pixels.len() / PIXELS);
        for row in pixels.chunks_exact(PIXELS) {
            let mut sums = self.intercept;
            for (pixel, weights) in zip(row, &self.weights) {
                for digit in 0..DIGITS {
                    sums[digit] += pixel * weights[digit];
                }
            }
            digits.push(first_largest(&sums));
        }
        digits
    }
}
// ANCHOR_END: logistic

/// What smartcore saves.
#[derive(Deserialize)]
pub(crate) struct Saved {
    coefficients: Matrix,
    intercept: Matrix,
}

/// In the order of rows.
#[derive(Deserialize)]
struct Matrix {
    values: Vec<f32>,
}

impl From<Saved> for Logistic {
    fn from(saved: Saved) -> Self {
        let by_digit: Vec<Vec<f32>> =
            saved.coefficients.values.chunks(PIXELS).map(Vec::from).collect();
        let mut intercept = [0.0; DIGITS];
        zip(&mut intercept, &saved.intercept.values)
            .for_each(|(to, from)| *to = *from);
        Self { weights: by_pixel(&by_digit), intercept }
    }
}
