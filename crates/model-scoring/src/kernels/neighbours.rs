//! The nearest neighbours: the rows that are most like this one vote.

use std::iter::zip;

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::{DIGITS, first_largest};
use crate::PIXELS;

/// So many neighbours vote.
const VOTES: usize = 5;
/// So many rows are multiplied at once: what comes of them stays in the cache.
const AT_ONCE: usize = 512;
/// More than a product of rows is off by rounding.
const DOUBT: f32 = 1e-3;

/// What was learned.
#[derive(Debug, Serialize, Deserialize)]
pub struct Neighbours {
    pixels: Vec<f32>,
    digits: Vec<u8>,
    /// For each row, half the sum of its squares.
    halves: Vec<f32>,
}

impl Neighbours {
    /// Which digit each row is. The pixels are those of one row after another.
    ///
    /// The square of a distance is a² - 2ab + b². All ab are one product of two matrices, for which there are
    /// libraries, and a² is the same for all neighbours: b²/2 - ab has the same order.
    pub fn predict(&self, pixels: &[f32]) -> Vec<u8> {
        let learned = matrix(&self.pixels);
        let few = |rows| {
            let products = matrix(rows).dot(&learned.t());
            let products =
                products.as_slice().expect("it is in the order of rows");
            zip(rows.chunks(PIXELS), products.chunks(self.digits.len()))
                .map(|(row, products)| self.vote(row, products))
                .collect::<Vec<u8>>()
        };
        pixels.chunks(AT_ONCE * PIXELS).flat_map(few).collect()
    }

    fn vote(&self, row: &[f32], products: &[f32]) -> u8 {
        // The nearest so far, in order. A product of matrices rounds in its own way: who is about as near as
        // the last one of these is kept, too.
        let (mut near, mut limit) = (Vec::<(f32, usize)>::new(), f32::INFINITY);
        for (at, (half, product)) in zip(0.., zip(&self.halves, products)) {
            let far = half - product;
            if far <= limit {
                near.insert(
                    near.partition_point(|other| other.0 <= far),
                    (far, at),
                );
                limit =
                    near.get(VOTES - 1).map_or(limit, |last| last.0 + DOUBT);
                near.truncate(near.partition_point(|other| other.0 <= limit));
            }
        }
        if near.len() > VOTES {
            near.sort_by(|one, other| {
                self.squares(row, one.1).total_cmp(&self.squares(row, other.1))
            });
        }
        let mut votes = [0; DIGITS];
        near.iter()
            .take(VOTES)
            .for_each(|&(_, at)| votes[usize::from(self.digits[at])] += 1);
        first_largest(&votes)
    }
}

impl Neighbours {
    fn squares(&self, row: &[f32], at: usize) -> f32 {
        zip(row, &self.pixels[at * PIXELS..])
            .map(|(a, b)| (a - b) * (a - b))
            .sum()
    }
}

fn matrix(pixels: &[f32]) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((pixels.len() / PIXELS, PIXELS), pixels)
        .expect("rows are complete")
}

/// What smartcore saves.
#[derive(Deserialize)]
pub(crate) struct Saved {
    y: Vec<u8>,
    knn_algorithm: Algorithm,
}

#[derive(Deserialize)]
enum Algorithm {
    LinearSearch { data: Vec<Vec<f32>> },
}

impl From<Saved> for Neighbours {
    fn from(saved: Saved) -> Self {
        let Algorithm::LinearSearch { data } = saved.knn_algorithm;
        let half = |row: &Vec<f32>| {
            row.iter().map(|pixel| pixel * pixel).sum::<f32>() / 2.0
        };
        Self {
            halves: data.iter().map(half).collect(),
            digits: saved.y,
            pixels: data.concat(),
        }
    }
}
