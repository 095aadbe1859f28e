//! What is shown of exercises: the list, hints, solutions.

use anyhow::{Result, bail};
use stopwatch::{println, timeline::Canvas};
use textwrap::{Options, WordSplitter};

use super::{
    catalogue::{Catalogue, Exercise},
    desk,
    progress::Progress,
};
use crate::report::table::wrapped;

/// What each line of a verdict means.
const LINES: [(&str, &str); 5] = [
    (
        "right",
        "the answers are those of a right way of doing it, also of nothing, and of sizes that \
        nobody can share out evenly",
    ),
    ("overlapped", "as many tasks are in flight at once as the exercise asks for"),
    ("fast", "it takes about as long as a right way does on this machine, now"),
    ("none left behind", "when the function ends, nothing goes on: no task, no connection"),
    ("gentle", "no more tasks, threads, connections or memory than the exercise allows"),
];

pub(super) fn list(catalogue: &Catalogue, progress: &Progress) {
    let canvas = Canvas::of_terminal(false);
    let longest = catalogue.exercises.iter().map(|it| it.name.len()).max().unwrap_or(0);
    for exercise in &catalogue.exercises {
        let mark = if progress.is_solved(exercise) { "solved" } else { "" };
        let line = format!("{mark:6}  {:longest$}  {}", exercise.name, exercise.goal);
        println!("{}", shorten(&line, canvas));
    }
    let solved = catalogue.exercises.iter().filter(|it| progress.is_solved(it)).count();
    println!("\n{solved} of {} are solved.", catalogue.exercises.len());
}

/// As much of a line as fits: a long list of lines that are shortened is easier to look through than one that is twice
/// as long.
fn shorten(line: &str, canvas: Canvas) -> String {
    let ellipsis = if canvas.ascii { ".." } else { "…" };
    match line.chars().count() > canvas.width {
        true => {
            let whole: String =
                line.chars().take(canvas.width - ellipsis.chars().count()).collect();
            format!("{}{ellipsis}", whole.trim_end())
        }
        false => line.to_owned(),
    }
}

/// What to do without a terminal.
pub(super) fn next(catalogue: &Catalogue, progress: &Progress) {
    if let Some(next) = progress.next(catalogue) {
        println!("The next one is in {}. When you have changed it, type:", desk::shown(next));
        println!("cargo xtask learn --check {}", next.name);
    }
}

pub(super) fn explain(exercise: &Exercise) {
    println!("{}\n", wrapped(&exercise.goal));
    for (line, meaning) in LINES {
        println!("{}", beside(&format!("  {line:16}"), meaning));
    }
    println!("\nWhat it needs stands in chapter {} of the guide.", &exercise.name[..2]);
}

pub(super) fn hint(exercise: &Exercise, progress: &mut Progress) -> Result<()> {
    let hints = exercise.hints()?;
    let number = progress.next_hint(exercise, hints.len())?;
    let hint = hints[number].replace('\n', " ");
    println!("Hint {} of {}:\n{}", number + 1, hints.len(), wrapped(&hint));
    Ok(())
}

pub(super) fn solution(exercise: &Exercise, progress: &mut Progress) -> Result<()> {
    if !progress.may_see_solution(exercise)? {
        bail!("{} is not solved yet\nAsk once more, and you will see it.", exercise.name);
    }
    println!("{}", exercise.solution()?.trim_end());
    Ok(())
}

/// A text in lines that fit beside a title.
fn beside(title: &str, text: &str) -> String {
    let title = format!("{title}  ");
    let below = " ".repeat(title.len());
    let options = Options::new(Canvas::of_terminal(false).width)
        .initial_indent(&title)
        .subsequent_indent(&below)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}
