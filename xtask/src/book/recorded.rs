//! What was recorded, in `chapters/output`: what commands printed, and the timings of all chapters.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::page::{OUTPUT, files_in, shown};
use crate::timings::Timings;

/// With this a recorded run begins.
pub(super) const PROMPT: &str = "$ cargo ";

/// The timings from which the figures of the guide come.
pub(super) const TIMINGS: &str = "chapters/output/timings.json";

/// A recorded run: its command, and what that printed.
pub(super) struct Recorded {
    pub(super) file: PathBuf,
    /// Without the prompt.
    pub(super) command: String,
    pub(super) text: String,
}

/// The recorded runs.
pub(super) fn runs(root: &Path) -> Result<Vec<Recorded>> {
    let read = |file: PathBuf| -> Result<Recorded> {
        let text = fs::read_to_string(root.join(&file))
            .with_context(|| format!("could not read {}", shown(&file)))?;
        let first = text.lines().next().unwrap_or_default();
        let Some(command) = first.strip_prefix(PROMPT) else {
            bail!("{} does not begin with `{PROMPT}…`", shown(&file));
        };
        Ok(Recorded { command: format!("cargo {command}"), file, text })
    };
    files(root)?.into_iter().map(read).collect()
}

/// The files of the recorded runs, from the workspace's root.
pub(super) fn files(root: &Path) -> Result<Vec<PathBuf>> {
    files_in(root, Path::new(OUTPUT), "txt")
}

/// The recorded timings, where there are any.
pub(super) fn timings(root: &Path) -> Result<Option<Timings>> {
    let file = root.join(TIMINGS);
    file.exists().then(|| Timings::read(&file)).transpose()
}
