//! What is shown of exercises: the list, hints, solutions.

use anyhow::{Result, bail};
use stopwatch::println;

use super::{
    catalogue::{Catalogue, Exercise},
    desk,
    progress::Progress,
};

pub(super) fn list(catalogue: &Catalogue, progress: &Progress) {
    for exercise in &catalogue.exercises {
        let mark = if progress.is_solved(exercise) { "solved" } else { "" };
        println!("  {:22} {mark:6}  {}", exercise.name, exercise.goal);
    }
    let solved = catalogue.exercises.iter().filter(|it| progress.is_solved(it)).count();
    println!("\n{solved} of {} are solved.", catalogue.exercises.len());
    if let Some(next) = progress.next(catalogue) {
        println!("The next one is in {}. When you have changed it, type:", desk::shown(next));
        println!("cargo xtask learn --check {}", next.name);
    }
}

pub(super) fn hint(exercise: &Exercise, progress: &mut Progress) -> Result<()> {
    let hints = exercise.hints()?;
    let number = progress.next_hint(exercise, hints.len())?;
    println!("Hint {} of {}:\n{}", number + 1, hints.len(), hints[number]);
    Ok(())
}

pub(super) fn solution(exercise: &Exercise, progress: &mut Progress) -> Result<()> {
    if !progress.may_see_solution(exercise)? {
        bail!("{} is not solved yet\nAsk once more, and you will see it.", exercise.name);
    }
    println!("{}", exercise.solution()?.trim_end());
    Ok(())
}
