//! The models as they predict here: what smartcore has
//! trained, read by the kernels.

use serde::{Deserialize, Serialize};

use crate::{
    Kind, Trained,
    kernels::{Bayes, Forest, Logistic, Neighbours, Saved},
};

// ANCHOR: model
/// A trained model, of one of four kinds.
#[derive(Debug, Serialize, Deserialize)]
pub enum Model {
    Bayes(Bayes),
    Logistic(Logistic),
    Forest(Forest),
    Neighbours(Neighbours),
}

impl Model {
    /// Which digit each row is, as this model sees it. The pixels are those
    /// of one row after another.
    pub fn predict(&self, pixels: &[f32]) -> Vec<u8> {
        match self {
            Self::Bayes(model) => model.predict(pixels),
            Self::Logistic(model) => model.predict(pixels),
            Self::Forest(model) => model.predict(pixels),
            Self::Neighbours(model) => model.predict(pixels),
        }
    }
}
// ANCHOR_END: model

impl Model {
    /// The model that smartcore has trained. What that keeps to itself is taken
    /// from the form in which it is saved.
    ///
    /// # Errors
    /// When it is not trained.
    pub fn of(trained: &Trained) -> serde_json::Result<Self> {
        let saved: Saved =
            serde_json::from_value(serde_json::to_value(trained)?)?;
        Ok(saved.into())
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PIXELS, Table, load_or_train};

    #[test]
    fn kernels_predict_as_the_library_does_to_the_last_row() {
        let table = Table::to_score(4_000);
        for trained in load_or_train().unwrap() {
            let (model, oracle) = (
                Model::of(&trained).unwrap(),
                trained.predict(&table.pixels).unwrap(),
            );
            for rows in [0, 1, 15, 17, 511, 513, 4_000] {
                let predicted = model.predict(&table.pixels[..rows * PIXELS]);
                assert!(
                    predicted == oracle[..rows],
                    "{}, {rows} rows",
                    model.name()
                );
            }
        }
    }

    #[test]
    fn neighbours_that_are_about_as_near_are_told_apart() {
        // Scans that differ by less than a product of matrices rounds.
        let learned = Table::to_learn();
        let mut close = Table { pixels: Vec::new(), digits: Vec::new() };
        for at in 0..40 {
            let row = &learned.pixels[..PIXELS];
            close
                .pixels
                .extend(row.iter().map(|pixel| pixel + 1e-4 * at as f32));
            close.digits.push(at % 10);
        }
        let trained = Kind::Neighbours.train(&close).unwrap();
        let model = Model::of(&trained).unwrap();
        assert_eq!(
            model.predict(&close.pixels),
            trained.predict(&close.pixels).unwrap()
        );
    }
}
