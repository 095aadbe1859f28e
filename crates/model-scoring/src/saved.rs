//! Trained models as files: trained once, and loaded from then on.

use std::{
    fs, io,
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Context, Result, ensure};
use practice_data::made_once;

use stopwatch::eprintln;

use crate::{Kind, PIXELS, Table, Trained};

/// A model of each kind, from `target/data`. What is not there yet is trained first, and so is what
/// cannot be loaded; stderr says why.
///
/// # Errors
/// When a model can be neither loaded nor trained and saved.
pub fn load_or_train() -> Result<Vec<Trained>> {
    thread::scope(|scope| {
        let threads =
            Kind::ALL.map(|kind| scope.spawn(move || load_or_train_one(kind)));
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread panicked"))
            .collect()
    })
}

fn load_or_train_one(kind: Kind) -> Result<Trained> {
    let file = trained_once(kind)?;
    load(&file, kind).or_else(|damage| {
        eprintln!("{damage:#}. It is trained anew.");
        // If the damaged file cannot be removed, loading it again will say so.
        let _ = fs::remove_file(&file);
        load(&trained_once(kind)?, kind)
    })
}

/// The number in the name changes when the models do.
fn trained_once(kind: Kind) -> Result<PathBuf> {
    made_once(&format!("model-2-{}.json", kind.name()), |out| {
        let model = kind.train(&Table::to_learn()).map_err(io::Error::other)?;
        Ok(serde_json::to_writer(out, &model)?)
    })
}

fn load(file: &Path, kind: Kind) -> Result<Trained> {
    let load = || {
        let model: Trained = serde_json::from_slice(&fs::read(file)?)?;
        ensure!(model.kind() == kind, "it is {}", model.name());
        // A file in an older form may lack something, which leaves the model untrained.
        model.predict(&[0.0; PIXELS])?;
        Ok(model)
    };
    load().with_context(|| {
        format!("could not load {} as a {} model", file.display(), kind.name())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loaded_models_predict_as_fresh_ones_do() {
        let table = Table::to_score(1000);
        let (loaded, learned) = (load_or_train().unwrap(), Table::to_learn());
        thread::scope(|scope| {
            for (kind, loaded) in Kind::ALL.into_iter().zip(&loaded) {
                let (table, learned) = (&table, &learned);
                scope.spawn(move || {
                    let fresh = kind
                        .train(learned)
                        .unwrap()
                        .predict(&table.pixels)
                        .unwrap();
                    assert!(
                        fresh == loaded.predict(&table.pixels).unwrap(),
                        "{kind:?}"
                    );
                });
            }
        });
    }

    #[test]
    fn a_damaged_file_and_another_model_are_refused_by_name() {
        let file = trained_once(Kind::Bayes).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let [cut, old, strange] =
            ["cut", "old", "strange"].map(|name| folder.path().join(name));
        let whole = fs::read(&file).unwrap();
        fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
        fs::write(&old, r#"{"Bayes": {"depth": 3}}"#).unwrap();
        fs::write(&strange, r#"{"Oracle": {}}"#).unwrap();
        let reasons = [
            (&cut, "EOF"),
            (&old, "'fit' should be called"),
            (&strange, "Oracle"),
        ];
        for (file, reason) in reasons {
            let error = format!("{:#}", load(file, Kind::Bayes).unwrap_err());
            assert!(
                error.contains(&format!(
                    "could not load {} as a bayes model",
                    file.display()
                )),
                "{error}"
            );
            assert!(error.contains(reason), "{error}");
        }
        let error = format!("{:#}", load(&file, Kind::Forest).unwrap_err());
        assert!(error.contains("as a forest model: it is bayes"), "{error}");
    }
}
