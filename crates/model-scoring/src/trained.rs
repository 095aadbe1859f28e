//! Four kinds of models, as smartcore trains them. Their own `predict` is what the kernels are held against.

use serde::{Deserialize, Serialize};
use smartcore::{
    algorithm::neighbour::KNNAlgorithmName,
    ensemble::random_forest_classifier::{
        RandomForestClassifier, RandomForestClassifierParameters,
    },
    error::Failed,
    linalg::basic::matrix::DenseMatrix,
    linear::logistic_regression::{
        LogisticRegression, LogisticRegressionParameters,
    },
    metrics::distance::Distance,
    naive_bayes::gaussian::{GaussianNB, GaussianNBParameters},
    neighbors::knn_classifier::{KNNClassifier, KNNClassifierParameters},
};

use crate::{PIXELS, Table};

type Matrix = DenseMatrix<f32>;

/// A model of smartcore, trained.
#[derive(Debug, Serialize, Deserialize)]
pub enum Trained {
    Bayes(GaussianNB<f32, u8, Matrix, Vec<u8>>),
    Logistic(LogisticRegression<f32, u8, Matrix, Vec<u8>>),
    Forest(RandomForestClassifier<f32, u8, Matrix, Vec<u8>>),
    Neighbours(KNNClassifier<f32, u8, Matrix, Vec<u8>, Squares>),
}

impl Trained {
    /// Which digit each row is, as smartcore predicts it. The pixels are those of one row after another.
    ///
    /// # Errors
    /// When it is not trained.
    pub fn predict(&self, pixels: &[f32]) -> Result<Vec<u8>, Failed> {
        let rows = matrix(pixels);
        match self {
            Self::Bayes(model) => model.predict(&rows),
            Self::Logistic(model) => model.predict(&rows),
            Self::Forest(model) => model.predict(&rows),
            Self::Neighbours(model) => model.predict(&rows),
        }
    }
}

fn matrix(pixels: &[f32]) -> Matrix {
    let rows = pixels.len() / PIXELS;
    DenseMatrix::new(rows, PIXELS, pixels.to_vec(), false)
        .expect("rows are complete")
}

/// The kinds of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Naive Bayes, with a normal distribution for each pixel.
    Bayes,
    /// Logistic regression.
    Logistic,
    /// A hundred decision trees, which vote.
    Forest,
    /// The five nearest neighbours among what was learned.
    Neighbours,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Bayes, Self::Logistic, Self::Forest, Self::Neighbours];

    /// Its name in one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bayes => "bayes",
            Self::Logistic => "logistic",
            Self::Forest => "forest",
            Self::Neighbours => "neighbours",
        }
    }

    /// Trains a model of this kind. The model comes out the same each time.
    ///
    /// # Errors
    /// When smartcore cannot learn from the table.
    pub fn train(self, table: &Table) -> Result<Trained, Failed> {
        let (rows, digits) = (matrix(&table.pixels), &table.digits);
        Ok(match self {
            Self::Bayes => {
                let settings = GaussianNBParameters { priors: None };
                Trained::Bayes(GaussianNB::fit(&rows, digits, settings)?)
            }
            Self::Logistic => {
                let settings =
                    LogisticRegressionParameters::default().with_alpha(2.0);
                Trained::Logistic(LogisticRegression::fit(
                    &rows, digits, settings,
                )?)
            }
            Self::Forest => {
                let settings =
                    RandomForestClassifierParameters::default().with_seed(1);
                Trained::Forest(RandomForestClassifier::fit(
                    &rows,
                    digits,
                    settings.with_n_trees(100),
                )?)
            }
            Self::Neighbours => {
                let settings = KNNClassifierParameters::default().with_k(5);
                let settings =
                    settings.with_algorithm(KNNAlgorithmName::LinearSearch);
                let settings = settings.with_distance(Squares);
                Trained::Neighbours(KNNClassifier::fit(
                    &rows, digits, settings,
                )?)
            }
        })
    }
}

impl Trained {
    /// Which kind it is of.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Bayes(_) => Kind::Bayes,
            Self::Logistic(_) => Kind::Logistic,
            Self::Forest(_) => Kind::Forest,
            Self::Neighbours(_) => Kind::Neighbours,
        }
    }

    /// The name of its kind.
    pub fn name(&self) -> &'static str {
        self.kind().name()
    }
}

/// How far one scan is from another: the sum of the squared differences, which orders neighbours as
/// the Euclidean distance does. smartcore's own works on any type of number, and takes ten times as
/// long.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Squares;

impl Distance<Vec<f32>> for Squares {
    fn distance(&self, one: &Vec<f32>, other: &Vec<f32>) -> f64 {
        one.iter()
            .zip(other)
            .map(|(a, b)| (a - b) * (a - b))
            .sum::<f32>()
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_distance_orders_as_the_euclidean_one_does() {
        use smartcore::metrics::distance::euclidian::Euclidian;

        let table = Table::to_learn();
        let rows: Vec<Vec<f32>> =
            table.pixels.chunks(PIXELS).take(50).map(Vec::from).collect();
        for row in &rows {
            let (ours, theirs) = (
                Squares.distance(&rows[0], row),
                Euclidian::new().distance(&rows[0], row),
            );
            assert!((ours.sqrt() - theirs).abs() < 1e-4, "{ours} {theirs}");
        }
    }

    #[test]
    fn training_comes_out_the_same_each_time() {
        let table = Table::to_learn();
        for kind in [Kind::Bayes, Kind::Neighbours] {
            let trained =
                || serde_json::to_string(&kind.train(&table).unwrap()).unwrap();
            assert!(trained() == trained(), "{kind:?}");
        }
    }
}
