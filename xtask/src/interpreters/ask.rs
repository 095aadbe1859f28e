//! One Python, asked what it is.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::process;

/// The oldest that the scripts run on.
const OLDEST: (u32, u32) = (3, 9);

/// In words that every Python understands, however old it is.
const QUESTION: &str = "\
import json, platform, sys, sysconfig
print(json.dumps({
    'implementation': platform.python_implementation(),
    'version': sys.version_info[:3],
    'has_gil': getattr(sys, '_is_gil_enabled', lambda: True)(),
    'is_free_threaded': sysconfig.get_config_var('Py_GIL_DISABLED') == 1,
    'executable': sys.executable,
    'prefix': sys.prefix,
}))";

/// What a Python says of itself.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Answer {
    /// `CPython`, `PyPy`.
    pub(super) implementation: String,
    pub(super) version: (u32, u32, u32),
    /// Whether its threads take turns.
    pub(super) has_gil: bool,
    /// Whether it was built so that they need not. Who starts it can turn the GIL on all the same.
    pub(super) is_free_threaded: bool,
    pub(super) executable: PathBuf,
    /// The folder of its packages, which tells a virtual environment from the Python that it uses.
    pub(super) prefix: PathBuf,
}

/// Asks a Python what it is.
///
/// The answer may stand below what its installation prints by itself.
pub(super) fn ask(path: &Path, longest: Duration) -> Result<Answer> {
    let printed = process::printed(Command::new(path).args(["-c", QUESTION]), longest)?;
    let last = printed.trim_end().lines().next_back().unwrap_or_default();
    let mut answer: Answer =
        serde_json::from_str(last).ok().context("it does not answer as a Python does")?;
    let (major, minor, _) = answer.version;
    if (major, minor) < OLDEST {
        let (oldest, old) = OLDEST;
        bail!("it is Python {major}.{minor}, and {oldest}.{old} or later is needed");
    }
    if answer.executable == Path::new("") {
        path.clone_into(&mut answer.executable);
    }
    Ok(answer)
}

impl Answer {
    /// Whether both are one Python under two names.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let whole = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let place = |it: &Self| (whole(&it.executable), whole(&it.prefix));
        place(self) == place(other)
    }

    /// CPython first, and older ones before newer ones.
    pub(super) fn order(&self) -> impl Ord + use<> {
        let is_other = self.implementation != "CPython";
        (is_other, self.implementation.clone(), self.version, self.is_free_threaded)
    }
}
