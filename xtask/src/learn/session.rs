//! `cargo xtask learn` in a terminal: checks each file as soon as it is saved, and takes keys.
//!
//! It looks at what stands in the files, ten times a second: of thirty small files that costs nothing, and it is
//! the same for an editor that writes, one that writes another file and renames it, and a network drive.

use std::{collections::BTreeMap, fs, thread, time::Duration};

use anyhow::Result;
use stopwatch::println;

use super::{
    catalogue::{Catalogue, Exercise},
    desk::{self, Desk},
    keys::{Key, Keys},
    pages,
    progress::Progress,
    tried,
};

/// An editor that renames leaves no file for a moment, and one that writes half of one.
const MOMENT: Duration = Duration::from_millis(150);

const KEYS: &str = "h hint   e explain   s solution   r reset   n next   l list   q quit";

/// What each line of a verdict means.
const LINES: &str = "\
  right             the answers are those of a right way of doing it, also of nothing, and of sizes that
                    nobody can share out evenly
  overlapped        as many tasks are in flight at once as the exercise asks for
  fast              it takes about as long as a right way does on this machine, now
  none left behind  when the function ends, nothing goes on: no task, no connection
  gentle            no more tasks, threads or connections than the exercise allows";

pub(super) struct Session<'l> {
    catalogue: &'l Catalogue,
    desk: &'l Desk,
    progress: &'l mut Progress,
    /// The place of the exercise at hand.
    at: usize,
    /// What stood in each file when it was looked at last.
    seen: BTreeMap<String, String>,
    /// Whether the last key was `r`: the second one in a row loses what the reader has written.
    has_pressed_reset: bool,
}

impl<'l> Session<'l> {
    pub(super) fn new(
        catalogue: &'l Catalogue,
        desk: &'l Desk,
        progress: &'l mut Progress,
    ) -> Self {
        let (seen, has_pressed_reset) = (BTreeMap::new(), false);
        let mut session = Self { catalogue, desk, progress, at: 0, seen, has_pressed_reset };
        session.at = session.next_from(0).unwrap_or(0);
        session
    }

    /// Goes on until the reader quits.
    pub(super) fn run(mut self) -> Result<()> {
        println!("Change a file in exercises/, and save it: it is checked at once.\n");
        self.changed()?;
        let mut keys = Keys::new()?;
        self.introduce();
        loop {
            let Some(key) = self.wait(&mut keys) else { return Ok(()) };
            let pressed_reset_before = self.has_pressed_reset;
            self.has_pressed_reset = key == Some('r');
            match key {
                None => {
                    // While something runs, Ctrl-C ends it, and us.
                    drop(keys);
                    self.check_changed()?;
                    keys = Keys::new()?;
                }
                Some('h') => pages::hint(self.exercise(), self.progress)?,
                Some('e') => self.explain(),
                Some('s') => {
                    // A refusal says what to do.
                    if let Err(refused) = pages::solution(self.exercise(), self.progress) {
                        println!("{refused}");
                    }
                }
                Some('r') if pressed_reset_before => {
                    self.desk.hand_out(self.exercise())?;
                    self.changed()?;
                    self.has_pressed_reset = false;
                    println!("{} is as it was handed out.", desk::shown(self.exercise()));
                }
                Some('r') => println!("Press r once more to lose what you have written."),
                Some('n') => {
                    self.at = self.next_from(self.at + 1).unwrap_or(self.at);
                    self.introduce();
                }
                Some('l') => pages::list(self.catalogue, self.progress),
                Some('q') => return Ok(()),
                Some(_) => println!("{KEYS}"),
            }
        }
    }

    fn exercise(&self) -> &'l Exercise {
        &self.catalogue.exercises[self.at]
    }

    /// Waits for a key, or for a file that has changed: `None` at the end, `Some(None)` for a file.
    fn wait(&self, keys: &mut Keys) -> Option<Option<char>> {
        loop {
            match keys.next() {
                Key::Letter(letter) => return Some(Some(letter)),
                Key::End => return None,
                Key::None if self.has_changed() => return Some(None),
                Key::None => {}
            }
        }
    }

    fn has_changed(&self) -> bool {
        let is_other = |it: &Exercise| self.text(it).as_ref() != self.seen.get(&it.name);
        self.catalogue.exercises.iter().any(is_other)
    }

    fn text(&self, exercise: &Exercise) -> Option<String> {
        fs::read_to_string(self.desk.file(exercise)).ok()
    }

    /// The exercises whose files have changed since this was asked last. What was deleted is handed out again.
    fn changed(&mut self) -> Result<Vec<usize>> {
        let mut changed = Vec::new();
        for (at, exercise) in self.catalogue.exercises.iter().enumerate() {
            let text = self.text(exercise);
            if text.is_none() {
                self.desk.hand_out(exercise)?;
                println!("{} was gone. Here it is as it was handed out.", desk::shown(exercise));
            }
            let text = text.unwrap_or_else(|| exercise.start.clone());
            if self.seen.get(&exercise.name) != Some(&text) {
                self.seen.insert(exercise.name.clone(), text);
                changed.push(at);
            }
        }
        Ok(changed)
    }

    /// Checks what was saved: of several files at once each, and then goes on with the last.
    fn check_changed(&mut self) -> Result<()> {
        thread::sleep(MOMENT);
        for at in self.changed()? {
            self.at = at;
            let exercise = self.exercise();
            println!("\nChecking {} …", desk::shown(exercise));
            let programs = tried::build(self.desk, &[exercise])?;
            let passed = tried::run(exercise, &programs)?;
            self.progress.note(exercise, passed)?;
            if passed {
                println!("\nPress n for the next one.");
            }
            println!("\n{KEYS}");
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
        println!("{}\n{}\n\n{KEYS}", desk::shown(exercise), exercise.goal);
    }

    fn explain(&self) {
        let exercise = self.exercise();
        println!("{}\n\n{LINES}\n", exercise.goal);
        println!("What it needs stands in chapter {} of the guide.", &exercise.name[..2]);
    }
}
