//! `cargo xtask learn` in a terminal: checks each file as soon as it is saved, and takes keys.

use std::mem;

use anyhow::Result;
use stopwatch::println;

use super::{
    catalogue::{Catalogue, Exercise},
    desk::{self, Desk},
    keys::{Key, Keys},
    pages,
    progress::Progress,
    tried,
    watch::Watch,
};
use crate::report::table::wrapped;

const KEYS: &str = "h hint   e explain   s solution   r reset   n next   l list   q quit";

pub(super) struct Session<'l> {
    catalogue: &'l Catalogue,
    desk: &'l Desk,
    progress: &'l mut Progress,
    watch: Watch,
    /// The place of the exercise at hand.
    at: usize,
    /// Whether the last key was `r`: the second one in a row loses what the reader has written.
    has_pressed_reset: bool,
}

/// What the reader has done.
enum Event {
    Saved,
    Pressed(Key),
}

impl<'l> Session<'l> {
    pub(super) fn new(
        catalogue: &'l Catalogue,
        desk: &'l Desk,
        progress: &'l mut Progress,
    ) -> Self {
        let watch = Watch::new(catalogue.exercises.iter().map(|it| desk.file(it)).collect());
        let mut session =
            Self { catalogue, desk, progress, watch, at: 0, has_pressed_reset: false };
        session.at = session.next_from(0).unwrap_or(0);
        session
    }

    /// Goes on until the reader quits.
    pub(super) fn run(mut self) -> Result<()> {
        println!("Change the file in your editor, and save it: it is checked at once.\n");
        self.introduce();
        loop {
            let event = self.wait()?;
            println!();
            let pressed_reset_before = mem::take(&mut self.has_pressed_reset);
            match event {
                Event::Saved => self.check_saved()?,
                Event::Pressed(Key::End | Key::Letter('q')) => break,
                Event::Pressed(Key::Letter('h')) => pages::hint(self.exercise(), self.progress)?,
                Event::Pressed(Key::Letter('e')) => pages::explain(self.exercise()),
                Event::Pressed(Key::Letter('s')) => {
                    // A refusal says what to do.
                    if let Err(refused) = pages::solution(self.exercise(), self.progress) {
                        println!("{refused}");
                    }
                }
                Event::Pressed(Key::Letter('r')) if pressed_reset_before => {
                    self.desk.hand_out(self.exercise())?;
                    self.watch.look_away(self.at);
                    println!("{} is as it was handed out.", desk::shown(self.exercise()));
                }
                Event::Pressed(Key::Letter('r')) => {
                    self.has_pressed_reset = true;
                    println!("Press r once more to lose what you have written.");
                }
                Event::Pressed(Key::Letter('n')) => {
                    self.at = self.next_from(self.at + 1).unwrap_or(self.at);
                    self.introduce();
                }
                Event::Pressed(Key::Letter('l')) => pages::list(self.catalogue, self.progress),
                Event::Pressed(_) => println!("{KEYS}"),
            }
        }
        Ok(())
    }

    fn exercise(&self) -> &'l Exercise {
        &self.catalogue.exercises[self.at]
    }

    /// Waits for a key, or for a file that has changed. Only meanwhile the terminal is ours: while something runs,
    /// Ctrl-C ends it, and us.
    fn wait(&self) -> Result<Event> {
        let mut keys = Keys::new()?;
        loop {
            match keys.next()? {
                Some(key) => return Ok(Event::Pressed(key)),
                None if self.watch.has_changed() => return Ok(Event::Saved),
                None => {}
            }
        }
    }

    /// Checks what was saved: of several files at once each, and then goes on with the last. What was deleted is
    /// handed out again.
    fn check_saved(&mut self) -> Result<()> {
        let changed = self.watch.changed();
        let is_gone = |at: &usize| !self.desk.file(&self.catalogue.exercises[*at]).exists();
        let (gone, saved): (Vec<usize>, Vec<usize>) = changed.into_iter().partition(is_gone);
        if !gone.is_empty() {
            self.desk.set_up(self.catalogue)?;
        }
        for at in gone {
            self.watch.look_away(at);
            let shown = desk::shown(&self.catalogue.exercises[at]);
            println!("{shown} was gone. Here it is as it was handed out.");
        }
        for at in saved {
            self.at = at;
            self.check()?;
            println!();
        }
        println!("{KEYS}");
        Ok(())
    }

    fn check(&mut self) -> Result<()> {
        let exercise = self.exercise();
        println!("Checking {} …", desk::shown(exercise));
        let programs = tried::build(self.desk, &[exercise])?;
        let passed = tried::run(exercise, &programs)?;
        self.progress.note(exercise, passed)?;
        if passed {
            println!("\nPress n for the next one, or s to see a solution beside yours.");
        }
        Ok(())
    }

    /// The place of the first exercise from here on, and then from the beginning, that is not solved.
    fn next_from(&self, at: usize) -> Option<usize> {
        let all = self.catalogue.exercises.len();
        let places = (0..all).map(|step| (at + step) % all);
        places.into_iter().find(|at| !self.progress.is_solved(&self.catalogue.exercises[*at]))
    }

    fn introduce(&self) {
        let exercise = self.exercise();
        if self.next_from(0).is_none() {
            println!("All exercises are solved.\n");
        }
        println!("{}\n{}\n\n{KEYS}", desk::shown(exercise), wrapped(&exercise.goal));
    }
}
