//! The Pythons of this machine, one of each kind for which the scripts behave differently.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use crate::texts;

/// The machine's own Python.
pub(crate) const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// Whether there is a Python that is new enough.
pub(crate) fn has_python() -> bool {
    let is_new = Command::new(PYTHON)
        .args(["-c", "import sys; sys.exit(sys.version_info < (3, 9))"])
        .status()
        .is_ok_and(|status| status.success());
    if !is_new {
        end_to_end::skip("python", "there is no Python 3.9 or later");
    }
    is_new
}

/// Prints nothing for a Python that is too old.
const KIND: &str = "import sys; \
    has_gil = getattr(sys, '_is_gil_enabled', lambda: True)(); \
    sys.version_info < (3, 9) or print(sys.version_info >= (3, 14), sys.implementation.name, has_gil)";

/// The kinds differ in sub-interpreters, which exist since 3.14, in whether threads take turns, and in who made
/// them: CPython or PyPy. The machine's own Python is there, if it is new enough, and others as far as they are
/// found in `PATH` or in the variable `PYTHONS`, which names programs.
static PYTHONS: LazyLock<BTreeMap<String, PathBuf>> = LazyLock::new(|| {
    let own = PathBuf::from(PYTHON);
    let named = env::var_os("PYTHONS").unwrap_or_default();
    let named: Vec<PathBuf> = env::split_paths(&named).collect();
    let mut pythons = BTreeMap::new();
    for python in [vec![own], named, on_path()].concat() {
        let output = Command::new(&python).args(["-c", KIND]).output();
        let kind = output.map(|output| texts(&output).0).unwrap_or_default();
        if !kind.is_empty() {
            pythons.entry(kind).or_insert(python);
        }
    }
    pythons
});

/// A Python whose threads compute at the same time.
#[cfg(target_os = "linux")]
pub(crate) fn free_threaded() -> Option<&'static Path> {
    let mut found = PYTHONS.iter().filter(|(kind, _)| has_no_gil(kind));
    let python = found.next().map(|(_, python)| python.as_path());
    if python.is_none() {
        end_to_end::skip("free-threaded-python", "each Python has a GIL");
    }
    python
}

fn has_no_gil(kind: &str) -> bool {
    kind.trim().ends_with("False")
}

/// One Python of each kind.
pub(crate) fn pythons() -> Vec<&'static Path> {
    let has = |kind: fn(&str) -> bool| PYTHONS.keys().any(|it| kind(it.trim()));
    if !has(|_| true) {
        end_to_end::skip("python", "there is no Python 3.9 or later");
        return Vec::new();
    }
    if !has(|kind| kind.starts_with("True")) {
        end_to_end::skip("sub-interpreters", "there is no CPython 3.14 or later");
    }
    if !has(has_no_gil) {
        end_to_end::skip("free-threaded-python", "each Python has a GIL");
    }
    PYTHONS.values().map(PathBuf::as_path).collect()
}

/// Programs such as `python3.14`, `python3.13t` and `pypy3`.
fn on_path() -> Vec<PathBuf> {
    let is_python = |file: &PathBuf| {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let name = name.trim_end_matches(env::consts::EXE_SUFFIX);
        let version = name.strip_prefix("python3.");
        name == "pypy3"
            || version.is_some_and(|version| version.trim_end_matches('t').parse::<u32>().is_ok())
    };
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).filter_map(|folder| fs::read_dir(folder).ok());
    let files = folders.flatten().filter_map(|file| Some(file.ok()?.path()));
    files.filter(is_python).collect()
}
