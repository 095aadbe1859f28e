//! How well models predict.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;

use crate::Model;

/// How well a model predicted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Score {
    /// The name of the model.
    pub model: &'static str,
    /// How many rows it got right.
    pub right: usize,
    /// Out of how many.
    pub of: usize,
    /// A hash of all that it predicted, in the order of rows: it differs when one row differs.
    pub hash: u64,
}

/// Compares what each model predicted with the true digits.
pub fn score(
    models: &[Model],
    predicted: &[Vec<u8>],
    digits: &[u8],
) -> Vec<Score> {
    let score = |(model, predicted): (&Model, &Vec<u8>)| {
        let mut hasher = DefaultHasher::new();
        predicted.hash(&mut hasher);
        let right = predicted
            .iter()
            .zip(digits)
            .filter(|(predicted, digit)| predicted == digit);
        Score {
            model: model.name(),
            right: right.count(),
            of: digits.len(),
            hash: hasher.finish(),
        }
    };
    models.iter().zip(predicted).map(score).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, Table};

    #[test]
    fn one_other_prediction_is_one_less_right_and_another_hash() {
        let learned = Table::to_learn();
        let models =
            [Model::of(&Kind::Bayes.train(&learned).unwrap()).unwrap()];
        let mut predicted = vec![learned.digits.clone()];
        let before = score(&models, &predicted, &learned.digits).remove(0);
        predicted[0][7] += 1;
        let after = score(&models, &predicted, &learned.digits).remove(0);
        assert_eq!(
            (before.model, before.right, before.of),
            ("bayes", 1198, 1198)
        );
        assert_eq!((after.right, after.of), (1197, 1198));
        assert_ne!(before.hash, after.hash);
    }
}
