//! What is said of an attempt: five lines, the timeline, and one diagnosis.

use serde::{Deserialize, Serialize};
use stopwatch::{
    Run, println, text,
    timeline::{self, Canvas, Rows},
};

use crate::diagnosis::Diagnosis;

/// What the checker found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the exercise is solved.
    pub passed: bool,
    /// The five lines, in their order; of an answer to a question the first alone.
    pub lines: Vec<Line>,
    /// What to mend first.
    pub diagnosis: Diagnosis,
    /// The diagnosis in words.
    pub words: String,
    /// The run that is drawn, if there was one.
    pub run: Option<Run>,
}

/// One of the five lines.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    /// What it is about.
    pub aspect: Aspect,
    /// Whether it is good; `None` where nobody can say.
    pub passed: Option<bool>,
    /// Why, in a few words.
    pub why: String,
}

pub(crate) const NOBODY_CAN_SAY: &str = "nobody can say";

/// What is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// The answer is that of the right way.
    Right,
    /// So many tasks were in flight at once as there have to be.
    Overlapped,
    /// It takes about as long as the right way.
    Fast,
    /// Nothing goes on when the function has ended.
    NoneLeftBehind,
    /// No more threads, connections or tasks than there may be.
    Gentle,
}

impl Aspect {
    pub(crate) const ALL: [Self; 5] =
        [Self::Right, Self::Overlapped, Self::Fast, Self::NoneLeftBehind, Self::Gentle];

    fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Overlapped => "overlapped",
            Self::Fast => "fast",
            Self::NoneLeftBehind => "none left behind",
            Self::Gentle => "gentle",
        }
    }
}

impl Verdict {
    /// Of an attempt of which nothing was seen but how its process ended.
    pub(crate) fn unseen(diagnosis: Diagnosis, words: String) -> Self {
        let line = |aspect| Line { aspect, passed: None, why: NOBODY_CAN_SAY.to_owned() };
        let lines = Aspect::ALL.map(line).to_vec();
        Self { passed: false, lines, diagnosis, words, run: None }
    }

    /// Prints it.
    pub(crate) fn print(&self) {
        let canvas = Canvas::of_terminal(false);
        println!();
        for line in &self.lines {
            let mark = match (line.passed, canvas.ascii) {
                (Some(true), false) => "✓",
                (Some(false), false) => "✗",
                (Some(true), true) => "yes",
                (Some(false), true) => "NO",
                (None, _) => "?",
            };
            let width = if canvas.ascii { 3 } else { 1 };
            println!("  {mark:width$}  {:16}  {}", line.aspect.name(), text::sentence(&line.why));
        }
        println!();
        if let Some(run) = self.run.as_ref().filter(|run| !run.tasks.is_empty()) {
            println!("{}", timeline::draw(std::slice::from_ref(run), Rows::Lanes, canvas));
        }
        println!("{}", wrapped(&text::sentence(&self.words), canvas.width));
    }
}

/// In lines that fit.
fn wrapped(words: &str, width: usize) -> String {
    let mut lines = String::new();
    let mut column = 0;
    for word in words.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            lines.push('\n');
            column = 0;
        } else if column > 0 {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        column += length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_none_is_lost() {
        let words = "one two three four";
        assert_eq!(wrapped(words, 9), "one two\nthree\nfour");
        assert_eq!(wrapped(words, 80), words);
        assert_eq!(wrapped("longer", 3), "longer");
    }
}
