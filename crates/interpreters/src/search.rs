//! Where Pythons lie: on the `PATH`, under any version, and on Windows where its launcher knows them.

use std::{collections::BTreeSet, env, fs, path::PathBuf, process::Command, time::Duration};

use regex_lite::Regex;

use crate::process::printed;

/// Everything that is called as a Python is. It may be one under several names, or none at all.
pub(super) fn candidates(longest: Duration) -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    // Some folders are a link to another one that is on the PATH as well.
    let mut seen = BTreeSet::new();
    let folders = env::split_paths(&path).filter_map(|folder| fs::canonicalize(folder).ok());
    let folders = folders.filter(|folder| seen.insert(folder.clone()));
    let mut candidates: Vec<PathBuf> = folders.flat_map(pythons_in).collect();
    if cfg!(windows) {
        candidates.extend(known_to(&mut Command::new("py"), longest));
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

/// What the launcher of Windows lists: the `py` of python.org, in its older and its newer form.
fn known_to(launcher: &mut Command, longest: Duration) -> Vec<PathBuf> {
    let listed = printed(launcher.arg("-0p"), longest).unwrap_or_default();
    listed.lines().filter_map(path_in).collect()
}

/// The path in a line such as ` -V:3.14t *        C:\Users\Me\Python314\python3.14t.exe`. A star marks the
/// Python that the launcher would start; older launchers have it at the end, below a line of their own:
/// `Installed Pythons found by C:\WINDOWS\py.exe Launcher for Windows`.
fn path_in(line: &str) -> Option<PathBuf> {
    let drive = line.find(":\\")?.checked_sub(1)?;
    let path = line[drive..].trim_end_matches(|end: char| end.is_whitespace() || end == '*');
    path.ends_with(".exe").then(|| PathBuf::from(path))
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

    /// Both forms, as their users show them. `py` is asked on Windows only, since elsewhere it may be anything;
    /// how it is asked is the same everywhere.
    #[cfg(unix)]
    #[test]
    fn every_launcher_is_asked_for_the_paths_that_it_knows() {
        let new = r"  *               C:\My Project\.venv\Scripts\python.exe
 -V:3.14t         C:\Program Files\Python314\python3.14t.exe
 -V:3.13[-64]     C:\Users\Me\AppData\Local\Python\pythoncore-3.13-64\python.exe
 -V:Astral/CPython3.12.5 C:\Users\Me\AppData\Roaming\uv\python\cpython-3.12.5\python.exe";
        let old = r"Installed Pythons found by C:\WINDOWS\py.exe Launcher for Windows
 -3.9-64        C:\Program Files\Python39\python.exe *
 -3.8-32        D:\Python38\python.exe
";
        let none = "No installed Pythons found!\n";
        let expected: [&[&str]; 3] = [
            &[
                r"C:\My Project\.venv\Scripts\python.exe",
                r"C:\Program Files\Python314\python3.14t.exe",
                r"C:\Users\Me\AppData\Local\Python\pythoncore-3.13-64\python.exe",
                r"C:\Users\Me\AppData\Roaming\uv\python\cpython-3.12.5\python.exe",
            ],
            &[r"C:\Program Files\Python39\python.exe", r"D:\Python38\python.exe"],
            &[],
        ];
        for (listed, expected) in [new, old, none].into_iter().zip(expected) {
            let mut launcher = Command::new("sh");
            // Its own arguments follow: the first is `$0`.
            launcher.args(["-c", r#"[ "$0" = -0p ] && printf %s "$LISTED""#]);
            launcher.env("LISTED", listed.replace('\n', "\r\n"));
            let found = known_to(&mut launcher, Duration::from_secs(60));
            assert_eq!(found, expected.iter().map(PathBuf::from).collect::<Vec<_>>());
        }
    }
}
