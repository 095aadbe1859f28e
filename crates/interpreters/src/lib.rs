//! The Pythons of this machine: those that are found, or asked for, each asked once what it is.
//!
//! [`interpreters`] has all that run scripts, and [`for_modules`] the one that loads a module.

#![warn(missing_docs)]

use std::{
    fmt,
    path::{Path, PathBuf},
    slice,
    time::Duration,
};

use serde::{Deserialize, Serialize};

mod ask;
mod names;
mod process;
mod search;

use ask::{Answer, ask};
pub use process::printed;

/// So long a Python may take to answer. On some machines it is slow to start for the first time.
pub const LONGEST: Duration = Duration::from_secs(30);

/// All that were found or asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Interpreters {
    /// Those that can run the scripts, each once, however many names it has.
    pub usable: Vec<Interpreter>,
    /// The others.
    pub unusable: Vec<Unusable>,
}

/// One that can run the scripts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Interpreter {
    /// What its rows are called: `CPython 3.13 free-threaded`.
    pub language: String,
    /// The program itself, also where what was asked only starts it.
    pub path: PathBuf,
}

/// One that cannot.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unusable {
    /// What was started.
    pub path: PathBuf,
    /// Such as `it is Python 2.7, and 3.9 or later is needed`.
    pub why: String,
    /// Whether it was named: then this is a failure. What is merely found may be anything.
    pub was_asked_for: bool,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.why)
    }
}

/// Those with these paths, in their order. An empty path stands for all that are found, which are in
/// order of their versions. One that does not answer within the time is unusable.
pub fn interpreters(paths: &[PathBuf], longest: Duration) -> Interpreters {
    let (mut usable, mut unusable): (Vec<Answer>, _) = (Vec::new(), Vec::new());
    for path in paths {
        let was_asked_for = path != Path::new("");
        let candidates =
            if was_asked_for { vec![path.clone()] } else { search::candidates(longest) };
        let mut answers = Vec::new();
        for path in candidates {
            match ask(&path, longest) {
                Ok(answer) => answers.push(answer),
                Err(why) => {
                    let why = format!("{why:#}");
                    unusable.push(Unusable { path, why, was_asked_for });
                }
            }
        }
        if !was_asked_for {
            answers.sort_by_key(Answer::order);
        }
        for answer in answers {
            if usable.iter().all(|other| !other.is_same(&answer)) {
                usable.push(answer);
            }
        }
    }
    let languages = names::names(&usable).into_iter();
    let paths = usable.into_iter().map(|answer| answer.executable);
    let usable = languages.zip(paths).map(|(language, path)| Interpreter { language, path });
    Interpreters { usable: usable.collect(), unusable }
}

/// The Python that is to load a module which was built for the stable interface of this version, `abi3`:
/// the one with this path; or else what `python3` or `python` starts, and failing these the newest that
/// is found.
///
/// # Errors
/// Those that were found, each with the reason why it does not load such a module.
pub fn for_modules(
    since: (u32, u32),
    path: Option<&Path>,
    longest: Duration,
) -> Result<Interpreter, Vec<Unusable>> {
    let was_asked_for = path.is_some();
    let fitting = |path: &Path| ask(path, longest).and_then(|answer| answer.loads_modules(since));
    let usual = ["python3", "python"].iter().filter(|_| !was_asked_for);
    let usual = usual.filter_map(|name| fitting(Path::new(name)).ok());
    let mut fit: Vec<Answer> = usual.take(1).collect();
    let mut unusable = Vec::new();
    if fit.is_empty() {
        let asked_for = path.map(|path| vec![path.to_owned()]);
        for path in asked_for.unwrap_or_else(|| search::candidates(longest)) {
            match fitting(&path) {
                Ok(answer) => fit.push(answer),
                Err(why) => {
                    let why = format!("{why:#}");
                    unusable.push(Unusable { path, why, was_asked_for });
                }
            }
        }
    }
    let Some(newest) = fit.into_iter().max_by_key(Answer::order) else {
        return Err(unusable);
    };
    let language = names::names(slice::from_ref(&newest)).remove(0);
    Ok(Interpreter { language, path: newest.executable })
}
