//! `cargo xtask learn`: hands out the exercises, checks what the reader makes of them, and keeps what is solved.

mod catalogue;
mod desk;
mod keys;
mod pages;
mod progress;
mod session;
mod tried;
mod watch;

use std::io::{self, IsTerminal};

use anyhow::{Result, bail};

use stopwatch::println;

use crate::chapters::Workspace;
use catalogue::{Catalogue, Exercise};
use desk::Desk;
use progress::Progress;
use session::Session;

#[derive(clap::Args)]
#[group(multiple = false)]
pub(crate) struct LearnArgs {
    /// List the exercises, and which of them are solved
    #[arg(long)]
    list: bool,

    /// Check an exercise, or all
    #[arg(long, value_name = "NAME", num_args = 0..=1)]
    check: Option<Option<String>>,

    /// Show a hint; the next one each time, of three
    #[arg(long, value_name = "NAME")]
    hint: Option<String>,

    /// Put an exercise back to how it was handed out
    #[arg(long, value_name = "NAME")]
    reset: Option<String>,

    /// Show a solution, once yours passes, or when asked for twice
    #[arg(long, value_name = "NAME")]
    solution: Option<String>,
}

pub(crate) fn learn(args: &LearnArgs) -> Result<()> {
    let workspace = Workspace::read()?;
    let catalogue = Catalogue::read(&workspace.root)?;
    let mut progress = Progress::read(&workspace.target)?;
    let desk = Desk::new(&workspace);
    desk.set_up(&catalogue)?;
    match args {
        LearnArgs { hint: Some(name), .. } => pages::hint(catalogue.find(name)?, &mut progress),
        LearnArgs { solution: Some(name), .. } => {
            pages::solution(catalogue.find(name)?, &mut progress)
        }
        LearnArgs { reset: Some(name), .. } => {
            let exercise = catalogue.find(name)?;
            desk.hand_out(exercise)?;
            println!("{} is as it was handed out.", desk::shown(exercise));
            Ok(())
        }
        LearnArgs { check: Some(Some(name)), .. } => {
            check(&[catalogue.find(name)?], &desk, &mut progress)
        }
        LearnArgs { check: Some(None), .. } => {
            check(&catalogue.exercises.iter().collect::<Vec<_>>(), &desk, &mut progress)
        }
        LearnArgs { list: false, .. }
            if io::stdin().is_terminal() && io::stdout().is_terminal() =>
        {
            Session::new(&catalogue, &desk, &mut progress).run()
        }
        LearnArgs { .. } => {
            pages::list(&catalogue, &progress);
            pages::next(&catalogue, &progress);
            Ok(())
        }
    }
}

fn check(exercises: &[&Exercise], desk: &Desk, progress: &mut Progress) -> Result<()> {
    let mut failed = Vec::new();
    let programs = tried::build(desk, exercises)?;
    for exercise in exercises {
        if exercises.len() > 1 {
            println!("\n{}", exercise.name);
        }
        let passed = tried::run(exercise, &programs)?;
        progress.note(exercise, passed)?;
        if !passed {
            failed.push(exercise.name.as_str());
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!("not solved yet: {}", failed.join(", "))
}
