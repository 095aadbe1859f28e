//! How each kind of model predicts, written for this table: what smartcore keeps of a model, laid out so that
//! the inner loop reads it in order, and does nothing else.
//!
//! smartcore trains the models, and says what they should predict: `trained` is the oracle in the tests.

mod bayes;
mod forest;
mod logistic;
mod neighbours;

use serde::Deserialize;

use crate::Model;

pub(crate) use bayes::Bayes;
pub(crate) use forest::Forest;
pub(crate) use logistic::Logistic;
pub(crate) use neighbours::Neighbours;

/// A model as smartcore saves it.
#[derive(Deserialize)]
pub(crate) enum Saved {
    Bayes(bayes::Saved),
    Logistic(logistic::Saved),
    Forest(forest::Saved),
    Neighbours(neighbours::Saved),
}

impl From<Saved> for Model {
    fn from(saved: Saved) -> Self {
        match saved {
            Saved::Bayes(saved) => Self::Bayes(saved.into()),
            Saved::Logistic(saved) => Self::Logistic(saved.into()),
            Saved::Forest(saved) => Self::Forest(saved.into()),
            Saved::Neighbours(saved) => Self::Neighbours(saved.into()),
        }
    }
}

/// So many digits there are.
const DIGITS: usize = 10;

/// The place of the largest number, which is a digit; of equal ones, the first.
#[inline]
fn first_largest<T: Copy + PartialOrd>(numbers: &[T; DIGITS]) -> u8 {
    let mut best = 0;
    for digit in 1..DIGITS {
        if numbers[digit] > numbers[best] {
            best = digit;
        }
    }
    best as u8
}

/// Turns a list for each digit into a list for each pixel.
fn by_pixel<T: Copy + Default>(by_digit: &[Vec<T>]) -> Vec<[T; DIGITS]> {
    let pixels = by_digit.first().map_or(0, Vec::len);
    let of = |pixel| {
        let mut digits = [T::default(); DIGITS];
        for (to, from) in digits.iter_mut().zip(by_digit) {
            *to = from[pixel];
        }
        digits
    };
    (0..pixels).map(of).collect()
}
