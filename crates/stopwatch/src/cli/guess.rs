//! Guesses: how long a reader expects a version to take, typed as a flag or at the terminal.

use std::io::{self, BufRead, IsTerminal};

use clap::error::{Error, ErrorKind};

use super::{flags::OutputArgs, isolated};
use crate::{draw::text, eprint_text, eprintln};

const EXPECTED: &str = "expected a time of at most a day, such as 2, 0.5, 2 s or 400 ms";

/// The value of `--guess`: how long the versions take, in seconds and in their order. A version without
/// a guess has `None`; where there is none at all, the reader is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guesses(Vec<Option<f64>>);

/// Parses the value of `--guess`, such as `10,2,,6`: for clap's `value_parser`.
pub(super) fn guesses(value: &str) -> Result<Guesses, String> {
    if value.is_empty() {
        return Ok(Guesses::default());
    }
    let guess = |typed: &str| (!typed.trim().is_empty()).then(|| seconds(typed)).transpose();
    value.split(',').map(guess).collect::<Result<_, _>>().map(Guesses)
}

/// Parses a time as people type it, in seconds where it has no unit.
fn seconds(typed: &str) -> Result<f64, String> {
    const LONGEST_S: f64 = 24.0 * 3600.0;
    let typed = typed.trim();
    let unit_at = typed.find(char::is_alphabetic).unwrap_or(typed.len());
    let (number, unit) = typed.split_at(unit_at);
    let unit_s = match unit {
        "" | "s" | "sec" | "second" | "seconds" => 1.0,
        "ms" => 1e-3,
        "us" | "µs" | "μs" => 1e-6,
        "min" | "minute" | "minutes" => 60.0,
        _ => return Err(EXPECTED.to_owned()),
    };
    let seconds = number.trim_end().parse::<f64>().ok().map(|number| number * unit_s);
    seconds.filter(|it| *it > 0.0 && *it <= LONGEST_S).ok_or_else(|| EXPECTED.to_owned())
}

/// Refuses more guesses than there are versions, and refuses to ask where nobody can answer.
pub(super) fn refuse(guesses: &Guesses, versions: &[&str]) -> Result<(), Error> {
    let conflict = |message| Err(Error::raw(ErrorKind::ArgumentConflict, message));
    let (given, wanted) = (guesses.0.len(), versions.len());
    if given > wanted {
        let wanted = text::counted(wanted as u64, "version");
        let versions = versions.join(", ");
        return conflict(format!("--guess has {given} guesses for {wanted}: {versions}\n"));
    }
    if given == 0 && !isolated::is_one() && !io::stdin().is_terminal() {
        return conflict(
            "--guess asks at the terminal, and stdin is not one: give the guesses, as in --guess 10,2\n"
                .to_owned(),
        );
    }
    Ok(())
}

/// The reader who guesses while a lesson runs.
pub(crate) struct Reader {
    given: Option<Vec<(String, Option<f64>)>>,
    asks: bool,
}

impl Reader {
    /// Takes the guesses that were typed as a flag for these versions; in the process of one version
    /// nobody guesses again.
    pub(crate) fn new(output: &OutputArgs, versions: &[&str]) -> Self {
        let guesses = output.guess.as_ref().filter(|_| !isolated::is_one());
        let asks = guesses.is_some_and(|guesses| guesses.0.is_empty());
        let given = guesses.map(|Guesses(guesses)| {
            let versions = versions.iter().map(|version| (*version).to_owned());
            versions.zip(guesses.iter().copied()).collect()
        });
        Self { given, asks }
    }

    /// How long the version will take, in seconds, if there is a guess. The reader is asked once.
    pub(crate) fn guess_s(&mut self, version: &str) -> Option<f64> {
        let given = self.given.as_mut()?;
        if let Some((_, guess_s)) = given.iter().find(|(name, _)| name == version) {
            return *guess_s;
        }
        if !self.asks {
            return None;
        }
        let guess_s = match ask(version, &mut io::stdin().lock()) {
            Answer::Guess(guess_s) => Some(guess_s),
            Answer::None => None,
            Answer::NobodyIsThere => {
                self.asks = false;
                None
            }
        };
        given.push((version.to_owned(), guess_s));
        guess_s
    }
}

#[derive(Debug, PartialEq)]
enum Answer {
    Guess(f64),
    None,
    NobodyIsThere,
}

/// Asks until the answer is a time, or empty; but not for ever.
fn ask(version: &str, answers: &mut impl BufRead) -> Answer {
    const TRIES: usize = 5;
    eprintln!();
    for _ in 0..TRIES {
        eprint_text(format_args!("`{version}`: how many seconds? (Enter: no guess) "));
        let mut line = String::new();
        match answers.read_line(&mut line) {
            Ok(0) | Err(_) => {
                eprintln!();
                return Answer::NobodyIsThere;
            }
            Ok(_) if line.trim().is_empty() => return Answer::None,
            Ok(_) => {}
        }
        // Half of the world writes 0,5.
        match seconds(&line.replace(',', ".")) {
            Ok(guess_s) => return Answer::Guess(guess_s),
            Err(expected) => eprintln!("{}", text::sentence(&expected)),
        }
    }
    Answer::None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_understood_as_people_type_it() {
        for typed in ["2", "2s", "2 s", " 2.0 ", "2000ms", "2000 ms", "+2", "2 seconds"] {
            assert_eq!(seconds(typed), Ok(2.0), "{typed}");
        }
        assert_eq!(seconds("1 min"), Ok(60.0));
        for wrong in ["-1", "0", "abc", "", "2 h", "1e9", "NaN", "inf", "2 2", "ms", "--", "2s2"] {
            assert!(seconds(wrong).unwrap_err().contains("such as 2, 0.5"), "{wrong}");
        }
    }

    #[test]
    fn guesses_stand_in_the_order_of_the_versions_and_may_be_left_out() {
        assert_eq!(guesses("10, 2s,,6"), Ok(Guesses(vec![Some(10.0), Some(2.0), None, Some(6.0)])));
        assert_eq!(guesses(""), Ok(Guesses::default()));
        assert!(guesses("10,abc").is_err());
    }

    #[test]
    fn more_guesses_than_versions_are_refused_with_the_versions() {
        let refused = refuse(&guesses("10,2,2").unwrap(), &["sequential", "threads"]).unwrap_err();
        assert!(refused.to_string().contains("3 guesses for 2 versions: sequential, threads"));
        assert_eq!(refused.exit_code(), 2);
        assert!(refuse(&guesses("10").unwrap(), &["sequential", "threads"]).is_ok());
    }

    #[test]
    fn what_is_no_time_is_asked_for_again_but_not_for_ever() {
        let answer = |typed: &str| ask("threads", &mut typed.as_bytes());
        assert_eq!(answer("2 s\n10\n"), Answer::Guess(2.0));
        assert_eq!(answer("abc\n-1\n0,5\n"), Answer::Guess(0.5));
        assert_eq!(answer("\n10\n"), Answer::None);
        assert_eq!(answer(""), Answer::NobodyIsThere);
        assert_eq!(answer("abc"), Answer::NobodyIsThere);
        assert_eq!(answer(&"abc\n".repeat(100)), Answer::None);
    }

    #[test]
    fn a_guess_that_was_given_is_that_of_its_version_in_every_round() {
        let output = OutputArgs { guess: guesses("10,2").ok(), ..OutputArgs::default() };
        let mut reader = Reader::new(&output, &["sequential", "threads", "pool"]);
        let guesses = ["threads", "sequential", "threads", "pool"].map(|it| reader.guess_s(it));
        assert_eq!(guesses, [Some(2.0), Some(10.0), Some(2.0), None]);
        assert_eq!(Reader::new(&OutputArgs::default(), &["threads"]).guess_s("threads"), None);
    }
}
