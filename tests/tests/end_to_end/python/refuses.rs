//! What Python refuses, and its mends: each file does what the comments below its code say, with every
//! Python that is found.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use end_to_end::{limited, skip, workspace};

use super::found::pythons;
use crate::{in_one_line, texts};

/// What a file says of itself: `# Python 3.14 prints: 2`, `# Every Python ends with: TypeError`.
#[derive(Debug)]
struct Claim {
    /// `Every Python`, or `Python 3.11 and 3.13t`.
    pythons: String,
    says: Says,
    /// In this order; where something between them differs from run to run, the file has a `…`.
    parts: Vec<String>,
}

/// Where it says so.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Says {
    /// On stdout, and all is well.
    Prints,
    /// On stderr, and goes on.
    Warns,
    /// On stderr, and fails.
    EndsWith,
}

const VERBS: [(&str, Says); 6] = [
    (" prints: ", Says::Prints),
    (" print: ", Says::Prints),
    (" warns: ", Says::Warns),
    (" warn: ", Says::Warns),
    (" ends with: ", Says::EndsWith),
    (" end with: ", Says::EndsWith),
];

impl Claim {
    fn parse(line: &str) -> Option<Self> {
        let comment = line.strip_prefix("# ")?;
        let mut claims =
            VERBS.iter().filter_map(|(verb, says)| Some((comment.split_once(verb)?, *says)));
        let ((pythons, text), says) = claims.next()?;
        let parts = text.split('…').map(|part| part.trim().to_owned()).collect();
        let is_claim = pythons.contains("Python");
        is_claim.then(|| Self { pythons: pythons.to_owned(), says, parts })
    }

    /// Those of a file. A claim goes on in lines that are set in.
    fn all(file: &Path) -> Vec<Self> {
        let text = fs::read_to_string(file).unwrap().replace("\n#     ", " ");
        text.lines().filter_map(Self::parse).collect()
    }

    /// What only some versions do was looked at on Linux: elsewhere they start processes differently.
    fn is_about(&self, version: &str) -> bool {
        let is_named = || self.pythons.split([' ', ',']).any(|word| word == version);
        self.pythons == "Every Python" || cfg!(target_os = "linux") && is_named()
    }

    /// The first part that is not in a text, or not where it should be.
    fn missing_in(&self, text: &str) -> Option<&str> {
        let text = in_one_line(text);
        let mut rest = text.as_str();
        self.parts.iter().map(String::as_str).find(|part| match rest.split_once(part) {
            Some((_, after)) => {
                rest = after;
                false
            }
            None => true,
        })
    }
}

/// The files on which the page shows what is refused, or its mend.
fn files(ending: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(workspace().join("chapters/python/refuses")).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let is_one = |file: &PathBuf| file.to_str().is_some_and(|name| name.ends_with(ending));
    files.filter(is_one).collect()
}

/// `3.11`, `3.13t`; `None` of other Pythons than CPython, which have messages of their own.
fn version(python: &Path) -> Option<String> {
    const QUESTION: &str = "import sys; \
        has_gil = getattr(sys, '_is_gil_enabled', lambda: True)(); \
        print(sys.implementation.name, '%d.%d' % sys.version_info[:2] + 't' * (not has_gil))";
    let answer = Command::new(python).args(["-c", QUESTION]).output().ok()?;
    Some(texts(&answer).0.trim().strip_prefix("cpython ")?.to_owned())
}

/// Runs a file. Where it lacks something, this is the reason.
fn check(python: &Path, version: &str, file: &Path) -> Result<(), String> {
    let output = limited(Command::new(python)).arg(file).output().unwrap();
    let (stdout, stderr) = texts(&output);
    if let Some(lacking) = stderr.strip_prefix("Skipped: ") {
        return Err(lacking.trim().to_owned());
    }
    let claims = Claim::all(file);
    for claim in claims.iter().filter(|claim| claim.is_about(version)) {
        let said = if claim.says == Says::Prints { &stdout } else { &stderr };
        let context = format!("{} with {version}\n{stdout}\n{stderr}", file.display());
        let is_well = claim.says != Says::EndsWith;
        assert_eq!(output.status.success(), is_well, "{}: {context}", output.status);
        if let Some(part) = claim.missing_in(said) {
            panic!("`{part}` is missing: {context}");
        }
    }
    Ok(())
}

#[test]
fn each_refusal_and_its_mend_do_what_is_written_below_them() {
    let mut pythons = pythons();
    // It has NumPy.
    let of_the_peers = workspace().join("target/peers/bin/python");
    if of_the_peers.exists() {
        pythons.push(&of_the_peers);
    }
    let files = [files("_broken.py"), files("_mended.py")].concat();
    let run = |python: &Path, file: &PathBuf| Some(check(python, &version(python)?, file));
    // Several at once, with all Pythons: some of them only wait.
    for files in files.chunks(4) {
        thread::scope(|scope| {
            let start = |file| -> Vec<_> {
                pythons.iter().map(|python| scope.spawn(move || run(python, file))).collect()
            };
            for runs in files.iter().map(start).collect::<Vec<_>>() {
                let results = runs.into_iter().filter_map(|run| run.join().unwrap());
                skip_if_all_lack_something(&results.collect::<Vec<_>>());
            }
        });
    }
}

/// Says so where no Python had what a file needs.
fn skip_if_all_lack_something(results: &[Result<(), String>]) {
    if let Some(Err(lacking)) = results.first().filter(|_| results.iter().all(Result::is_err)) {
        let need = if lacking.contains("numpy") { "peers" } else { "fork" };
        skip(need, lacking);
    }
}

#[test]
fn each_refusal_has_a_mend_and_says_what_it_does() {
    let broken = files("_broken.py");
    assert!(!broken.is_empty());
    for broken in broken {
        let mended = broken.to_str().unwrap().replace("_broken.py", "_mended.py");
        let is_for_every_python = |claim: &Claim| claim.pythons == "Every Python";
        assert!(!Claim::all(&broken).is_empty(), "{}", broken.display());
        let claims = Claim::all(Path::new(&mended));
        assert!(claims.iter().any(is_for_every_python), "{mended}: {claims:?}");
    }
}

/// They are read on telephones, too.
#[test]
fn what_pages_on_python_show_is_narrow_and_short() {
    for folder in ["recipes", "refuses"] {
        for file in fs::read_dir(workspace().join("chapters/python").join(folder)).unwrap() {
            let file = file.unwrap().path();
            let Ok(text) = fs::read_to_string(&file) else { continue };
            for shown in text.split("# ANCHOR: ").skip(1) {
                let shown: Vec<&str> =
                    shown.split("# ANCHOR_END").next().unwrap().lines().skip(1).collect();
                assert!(shown.len() <= 30, "{}: {} lines", file.display(), shown.len());
                let wide = shown.iter().find(|line| line.chars().count() > 80);
                assert_eq!(wide, None, "{}", file.display());
            }
        }
    }
}
