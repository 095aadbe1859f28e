//! One Python, asked what it is.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::process::printed;

/// The oldest that the scripts run on.
const OLDEST: (u32, u32) = (3, 9);

/// In words that every Python understands, however old it is.
const QUESTION: &str = "\
import json, platform, sys, sysconfig
print(json.dumps({
    'implementation': platform.python_implementation(),
    'version': sys.version_info[:3],
    'release': getattr(getattr(sys, 'implementation', None), 'version', sys.version_info)[:3],
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
    /// That of the language.
    pub(super) version: (u32, u32, u32),
    /// Its own, which is the same for CPython.
    pub(super) release: (u32, u32, u32),
    /// Whether its threads take turns.
    pub(super) has_gil: bool,
    /// Whether it was built so that they need not. Who starts it can turn the GIL on all the same.
    pub(super) is_free_threaded: bool,
    pub(super) executable: PathBuf,
    /// The folder of its packages, which tells a virtual environment from the Python that it uses.
    pub(super) prefix: PathBuf,
}

/// Asks a Python what it is.
pub(super) fn ask(path: &Path, longest: Duration) -> Result<Answer> {
    let mut answer = answer_in(&printed(Command::new(path).args(["-c", QUESTION]), longest)?)?;
    if answer.executable == Path::new("") {
        path.clone_into(&mut answer.executable);
    }
    Ok(answer)
}

/// The answer may stand below what its installation prints by itself.
fn answer_in(printed: &str) -> Result<Answer> {
    let last = printed.trim_end().lines().next_back().unwrap_or_default();
    let answer: Answer =
        serde_json::from_str(last).ok().context("it does not answer as a Python does")?;
    let (major, minor, _) = answer.version;
    if (major, minor) < OLDEST {
        let (oldest, old) = OLDEST;
        bail!("it is Python {major}.{minor}, and {oldest}.{old} or later is needed");
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

    /// This one, if it loads modules that were built for the stable interface of a version.
    pub(super) fn loads_modules(self, since: (u32, u32)) -> Result<Self> {
        let (major, minor, _) = self.version;
        if self.implementation != "CPython" {
            bail!("it is {}, and CPython is needed", self.implementation);
        }
        if (major, minor) < since {
            bail!("it is Python {major}.{minor}, and {}.{} or later is needed", since.0, since.1);
        }
        if self.is_free_threaded {
            bail!("it is a free-threaded build, which loads no module for the default one");
        }
        Ok(self)
    }

    /// CPython first, and older ones before newer ones.
    pub(super) fn order(&self) -> impl Ord + use<> {
        let is_other = self.implementation != "CPython";
        (is_other, self.implementation.clone(), self.version, self.is_free_threaded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What PyPy 7.3.11 of Debian 12 answers.
    const PYPY: &str = r#"{"implementation": "PyPy", "version": [3, 9, 16], "release": [7, 3, 11],
        "has_gil": true, "is_free_threaded": false, "executable": "/usr/bin/pypy3", "prefix": "/usr"}"#;

    #[test]
    fn an_answer_may_stand_below_other_words() {
        let printed = format!("Welcome to our cluster!\n{}\n", PYPY.replace('\n', ""));
        assert_eq!(answer_in(&printed).unwrap().implementation, "PyPy");
    }

    #[test]
    fn modules_are_loaded_by_cpython_since_their_version_in_its_default_build() {
        let cpython = || Answer {
            implementation: "CPython".to_owned(),
            version: (3, 11, 7),
            ..answer_in(&PYPY.replace('\n', "")).unwrap()
        };
        assert!(cpython().loads_modules((3, 11)).is_ok());
        let refused = |answer: Answer| answer.loads_modules((3, 11)).unwrap_err().to_string();
        let old = Answer { version: (3, 10, 14), ..cpython() };
        assert_eq!(refused(old), "it is Python 3.10, and 3.11 or later is needed");
        // Also with its GIL turned on.
        let free_threaded = Answer { is_free_threaded: true, ..cpython() };
        assert!(refused(free_threaded).starts_with("it is a free-threaded build"));
        let pypy = Answer { implementation: "PyPy".to_owned(), ..cpython() };
        assert_eq!(refused(pypy), "it is PyPy, and CPython is needed");
    }

    #[test]
    fn pypy_has_a_version_of_its_own_and_a_gil() {
        let answer = answer_in(&PYPY.replace('\n', "")).unwrap();
        assert_eq!((answer.version, answer.release), ((3, 9, 16), (7, 3, 11)));
        assert!(answer.has_gil && !answer.is_free_threaded, "{answer:?}");
    }
}
