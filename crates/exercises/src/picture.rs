//! Questions about a picture. It stands in the file that is handed out, and is a recorded run of chapter 13 without its
//! name: `cargo xtask book --record` draws it, of the version that the solution names. Nothing is run.

use crate::{
    diagnosis::Diagnosis,
    guard,
    verdict::{Aspect, Line, Verdict},
};

/// What there is to say of an answer.
pub(crate) enum Reply {
    /// It is none yet.
    Open,
    /// The picture shows that: by what.
    Right(&'static str),
    /// It shows something else: what speaks against the answer.
    Wrong(&'static str),
}

/// Prints a reply, and ends the program with 1 when the answer is not right yet.
pub(crate) fn check(reply: Reply) {
    let (diagnosis, why, words) = match reply {
        Reply::Open => {
            let diagnosis = Diagnosis::NotAnswered;
            (diagnosis, "there is no answer yet", diagnosis.words().to_owned())
        }
        Reply::Right(words) => {
            (Diagnosis::Passed, "the picture shows that", format!("Solved. {words}"))
        }
        Reply::Wrong(words) => {
            (Diagnosis::Misread, "the picture shows something else", words.to_owned())
        }
    };
    let passed = diagnosis == Diagnosis::Passed;
    let line = Line { aspect: Aspect::Right, passed: Some(passed), why: why.to_owned() };
    guard::report(&Verdict { passed, lines: vec![line], diagnosis, words, run: None });
}
