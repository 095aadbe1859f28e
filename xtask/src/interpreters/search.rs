//! Where Pythons lie: on the `PATH`, under any version, and on Windows where its launcher knows them.

use std::{collections::BTreeSet, env, fs, path::PathBuf, process::Command, time::Duration};

use regex_lite::Regex;

use crate::process;

/// Everything that is called as a Python is. It may be one under several names, or none at all.
pub(super) fn candidates(longest: Duration) -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    // Some folders are a link to another one that is on the PATH as well.
    let mut seen = BTreeSet::new();
    let folders = env::split_paths(&path).filter_map(|folder| fs::canonicalize(folder).ok());
    let folders = folders.filter(|folder| seen.insert(folder.clone()));
    let mut candidates: Vec<PathBuf> = folders.flat_map(pythons_in).collect();
    if cfg!(windows) {
        candidates.extend(known_to_the_launcher(longest));
    }
    candidates
}

fn pythons_in(folder: PathBuf) -> Vec<PathBuf> {
    let name = Regex::new(r"^(python|pypy)(\d+(\.\d+)?t?)?(\.exe)?$").expect("it is a pattern");
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let named =
        entries.filter(|entry| entry.file_name().to_str().is_some_and(|it| name.is_match(it)));
    let mut pythons: Vec<PathBuf> =
        named.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    pythons.sort();
    pythons
}

fn known_to_the_launcher(longest: Duration) -> Vec<PathBuf> {
    let listed = process::printed(Command::new("py").arg("-0p"), longest).unwrap_or_default();
    listed.lines().filter_map(path_in).collect()
}

/// The path in a line such as ` -V:3.14t *        C:\Users\Me\Python314\python3.14t.exe`.
fn path_in(line: &str) -> Option<PathBuf> {
    let drive = line.find(":\\")?.checked_sub(1)?;
    Some(PathBuf::from(line[drive..].trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_is_found_by_its_name_and_no_other_program() {
        let folder = tempfile::tempdir().unwrap();
        let pythons = ["pypy3.10", "python", "python2", "python3", "python3.14t", "python4.0"];
        let others = ["python3-config", "python3.11-gdb.py", "ipython", "pythonw", "python3.6m"];
        for name in pythons.iter().chain(&others) {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::create_dir(folder.path().join("python3.12")).unwrap();
        let found = pythons_in(folder.path().to_owned());
        assert_eq!(found, pythons.map(|name| folder.path().join(name)));
    }

    #[test]
    fn the_launcher_is_asked_for_paths_with_spaces() {
        let line = r" -V:3.14t *        C:\Program Files\Python314\python3.14t.exe";
        let path = r"C:\Program Files\Python314\python3.14t.exe";
        assert_eq!(path_in(line), Some(PathBuf::from(path)));
        assert_eq!(path_in("No installed Pythons found!"), None);
    }
}
