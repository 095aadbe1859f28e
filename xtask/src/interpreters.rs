//! The Pythons of this machine: those that are found, or asked for, each asked once what it is.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};

mod ask;
mod names;
mod search;

use ask::{Answer, ask};

/// So long a Python may take to answer. On some machines it is slow to start for the first time.
pub(crate) const LONGEST: Duration = Duration::from_secs(30);

/// All that were found or asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Interpreters {
    /// Those that can run the scripts, each once, however many names it has.
    pub(crate) usable: Vec<Interpreter>,
    /// The others.
    pub(crate) unusable: Vec<Unusable>,
}

/// One that can run the scripts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Interpreter {
    /// What its rows are called: `CPython 3.13 free-threaded`.
    pub(crate) language: String,
    /// The program itself, also where what was asked only starts it.
    pub(crate) path: PathBuf,
}

/// One that cannot.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Unusable {
    pub(crate) path: PathBuf,
    /// Such as `it is Python 2.7, and 3.9 or later is needed`.
    pub(crate) why: String,
    /// Whether it was named: then this is a failure. What is merely found may be anything.
    pub(crate) was_asked_for: bool,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.why)
    }
}

/// Those with these paths, in their order. An empty path stands for all that are found, which are in
/// order of their versions. One that does not answer within the time is unusable.
pub(crate) fn interpreters(paths: &[PathBuf], longest: Duration) -> Interpreters {
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
