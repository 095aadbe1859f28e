//! Whether everything recorded is from one run: figures, outputs and pictures that were taken at
//! different times contradict each other, and no reader can know which are right.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::{
    page::{Finding, mend, shown},
    recorded::{IN_PYTHON, TIMINGS, files as recorded_runs, report_file},
};
use crate::{
    report::{files::write, words},
    timings::Timings,
};

/// Says which files were recorded together.
const FILE: &str = "chapters/output/one-run.json";

/// The pictures of the report, which the README shows, and their folder.
pub(super) const IMAGES: &str = "chapters/images";
pub(super) const PICTURES: [&str; 3] = [
    "chapters/images/report.png",
    "chapters/images/timeline.png",
    "chapters/images/watched-turns.png",
];

#[derive(Serialize, Deserialize)]
struct OneRun {
    /// For people: how and when.
    run: String,
    /// Each file, with a hash of its contents.
    files: BTreeMap<String, String>,
}

/// Writes down what was just recorded, with the pictures if they were taken as well.
pub(super) fn write_down(root: &Path, timings: &Timings, pictures: bool) -> Result<()> {
    let mut files = recorded_files(root)?;
    files.retain(|file| pictures || !PICTURES.contains(&file.as_str()));
    let files = files.into_iter().filter_map(|file| Some((fingerprint(root, &file)?, file)));
    let files = files.map(|(fingerprint, file)| (file, fingerprint)).collect();
    let one_run = OneRun { run: words::how(timings), files };
    write(root.join(FILE), &serde_json::to_vec_pretty(&one_run)?)
}

/// The files that were not recorded with the others, or have changed since then.
pub(super) fn differences(root: &Path) -> Result<Vec<Finding>> {
    let written_down = fs::read(root.join(FILE)).ok();
    let one_run = written_down.and_then(|json| serde_json::from_slice::<OneRun>(&json).ok());
    let files = recorded_files(root)?;
    let is_of_another = |file: &&String| {
        let one_run = one_run.as_ref().and_then(|one_run| one_run.files.get(*file));
        one_run.is_none() || fingerprint(root, file).as_ref() != one_run
    };
    let finding = |file: &String| Finding {
        file: PathBuf::from(file),
        line: 1,
        what: "this was not recorded in one run with the others, or was changed".to_owned(),
        mend: match PICTURES.contains(&file.as_str()) {
            true => "type, where there is a Chromium: cargo xtask book --record".to_owned(),
            false => mend(Path::new(file)),
        },
    };
    Ok(files.iter().filter(is_of_another).map(finding).collect())
}

/// Everything that `--record` makes, as far as it is there. What is generated from the timings is
/// compared with them.
fn recorded_files(root: &Path) -> Result<Vec<String>> {
    let outputs = recorded_runs(root)?.into_iter().flat_map(|text| [report_file(&text), text]);
    let outputs = outputs.map(|file| shown(&file));
    let others = PICTURES.into_iter().chain([TIMINGS, IN_PYTHON]).map(str::to_owned);
    Ok(outputs.chain(others).filter(|file| root.join(file).exists()).collect())
}

/// The FNV-1a hash of a file: equal for equal contents, on every machine. It guards against mistakes,
/// not against malice.
fn fingerprint(root: &Path, file: &str) -> Option<String> {
    let hash =
        fs::read(root.join(file)).ok()?.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    Some(format!("{hash:016x}"))
}
