//! The same in a terminal: files are saved in every way, and keys are pressed.

use std::{
    io::{Read, Write},
    mem,
    process::{Command, Stdio},
    sync::Arc,
    thread,
};

use end_to_end::{Running, path_of, start};

use super::*;
use crate::wait_until;

/// `cargo xtask learn` in a terminal, and what has stood there since it was looked at last.
struct Terminal {
    running: Running,
    shown: Arc<Mutex<String>>,
}

impl Terminal {
    fn open(workshop: &Workshop) -> Self {
        Self::running("", workshop)
    }

    /// After some words of the shell.
    fn running(first: &str, workshop: &Workshop) -> Self {
        let command = format!("{first} {} learn", path_of("xtask").display());
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--command", &command, "/dev/null"]);
        script.env("SHELL", "/bin/sh").env("LC_ALL", "C.UTF-8").env("COLUMNS", "80");
        script.envs(workshop.building()).current_dir(&workshop.copy);
        script.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut running = start(&mut script);
        let mut stdout = running.stdout.take().unwrap();
        let shown: Arc<Mutex<String>> = Arc::default();
        let written = Arc::clone(&shown);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = stdout.read(&mut bytes) {
                let text = String::from_utf8_lossy(&bytes[..count]).replace('\r', "");
                written.lock().unwrap().push_str(&text);
            }
        });
        Self { running, shown }
    }

    fn press(&mut self, key: &str) {
        let stdin = self.running.stdin.as_mut().unwrap();
        stdin.write_all(key.as_bytes()).and_then(|()| stdin.flush()).unwrap();
    }

    /// Waits until all of this stands there, and takes what stood there until then.
    fn expect(&self, said: &[&str]) -> String {
        let is_there = || said.iter().all(|said| self.shown.lock().unwrap().contains(said));
        wait_until(&format!("{said:?}"), is_there);
        mem::take(&mut self.shown.lock().unwrap())
    }

    /// Waits until it has ended, as it should.
    fn end(mut self) {
        assert!(self.running.wait().unwrap().success());
    }
}

/// As editors do that never leave half a file.
fn save_by_renaming(file: &Path, text: &str) {
    let new = file.with_extension("new~");
    fs::write(&new, text).unwrap();
    fs::rename(new, file).unwrap();
}

#[test]
fn what_is_saved_is_checked_in_every_way_that_editors_save() {
    if !crate::has_script() {
        return;
    }
    let workshop = Workshop::open();
    let copy = &workshop.copy;
    // So that nobody waits for it below.
    workshop.learn(&["--check", "01_first_large"]).assert().code(1);
    let mut terminal = Terminal::open(&workshop);
    terminal.expect(&["exercises/01_first_large.rs", "q quit"]);

    let file = handed_out(copy, "02_all_at_once");
    let before = start_file(copy, "02_all_at_once");
    save_by_renaming(&file, &(before + "// Mine.\n"));
    terminal.expect(&["Checking exercises/02_all_at_once.rs", "You join", "q quit"]);
    fs::write(&file, "fn (").unwrap();
    terminal.expect(&["unclosed", "does not compile yet", "q quit"]);
    // Nothing of it is lost.
    fs::write(&file, b"// \xff\n").unwrap();
    terminal.expect(&["does not compile yet", "q quit"]);
    assert_eq!(fs::read(&file).unwrap(), b"// \xff\n");
    solve(copy, "02_all_at_once");
    terminal.expect(&["Solved.", "Press n", "q quit"]);

    fs::remove_file(&file).unwrap();
    terminal.expect(&["02_all_at_once.rs was gone", "q quit"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), start_file(copy, "02_all_at_once"));

    solve(copy, "01_price_once");
    solve(copy, "02_few_workers");
    terminal.expect(&["exercises/01_price_once.rs", "exercises/02_few_workers.rs", "q quit"]);
    terminal.press("l");
    terminal.expect(&["3 of "]);
    terminal.press("n");
    terminal.expect(&["exercises/03_keep_connections.rs"]);
    terminal.press("q");
    terminal.end();
}

#[test]
fn every_key_does_what_is_said_of_it() {
    if !crate::has_script() {
        return;
    }
    let workshop = Workshop::open();
    let copy = &workshop.copy;
    let file = handed_out(copy, "01_first_large");
    let mut terminal = Terminal::open(&workshop);
    terminal.expect(&["exercises/01_first_large.rs", "q quit"]);
    for hint in ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 3 of 3"] {
        terminal.press("h");
        terminal.expect(&[hint]);
    }
    terminal.press("e");
    let explained = terminal.expect(&["none left behind", "chapter 01 of the guide."]);
    assert!(explained.lines().all(|line| line.chars().count() <= 80), "{explained}");
    terminal.press("s");
    terminal.expect(&["is not solved yet", "Ask once more"]);
    terminal.press("S");
    terminal.expect(&["return Some(file.name.clone())"]);
    terminal.press("n");
    terminal.expect(&["exercises/01_price_once.rs", "q quit"]);

    // Home, which ends in the letter of hints; a key that has no meaning; and Enter.
    for other in ["\x1b[H", "x", "\r"] {
        terminal.press(other);
        let said = terminal.expect(&["q quit"]);
        terminal.press("l");
        let said = said + &terminal.expect(&["0 of "]);
        assert!(!said.contains("Hint"), "{said}");
    }

    let file_2 = handed_out(copy, "01_price_once");
    terminal.press("r");
    terminal.expect(&["Press r once more"]);
    terminal.press("l");
    terminal.expect(&["0 of "]);
    fs::write(&file_2, "fn (").unwrap();
    terminal.expect(&["does not compile yet", "q quit"]);
    terminal.press("r");
    terminal.expect(&["Press r once more"]);
    terminal.press("r");
    terminal.expect(&["01_price_once.rs is as it was handed out"]);
    assert_eq!(fs::read_to_string(&file_2).unwrap(), start_file(copy, "01_price_once"));
    assert_eq!(fs::read_to_string(&file).unwrap(), start_file(copy, "01_first_large"));
    terminal.press("q");
    terminal.end();
}

/// However it ends.
#[test]
fn the_terminal_is_left_as_it_was() {
    if !crate::has_script() {
        return;
    }
    let workshop = Workshop::open();
    for key in ["q", "\x03", "\x04"] {
        let shell =
            "trap '[ \"$(stty -g)\" = \"$before\" ] && echo As before.' EXIT; before=$(stty -g);";
        let mut terminal = Terminal::running(shell, &workshop);
        terminal.expect(&["q quit"]);
        terminal.press(key);
        terminal.expect(&["As before."]);
        terminal.end();
    }
}

#[test]
fn ctrl_c_ends_a_check_as_well() {
    if !crate::has_script() {
        return;
    }
    let workshop = Workshop::open();
    // Whoever runs the tests may have turned Ctrl-C off.
    let mut terminal = Terminal::running("exec env --default-signal=INT", &workshop);
    terminal.expect(&["q quit"]);
    fs::write(handed_out(&workshop.copy, "01_price_once"), "fn main() { loop {} }").unwrap();
    terminal.expect(&["Checking"]);
    terminal.press("\x03");
    assert!(!terminal.running.wait().unwrap().success());
}

/// What is solved in one of them is not lost when something is noted in the other.
#[test]
fn two_at_once_check_what_is_saved_and_keep_what_is_solved() {
    if !crate::has_script() {
        return;
    }
    let workshop = Workshop::open();
    let copy = &workshop.copy;
    let mut terminals = [Terminal::open(&workshop), Terminal::open(&workshop)];
    for terminal in &terminals {
        terminal.expect(&["q quit"]);
    }
    solve(copy, "02_all_at_once");
    for terminal in &terminals {
        terminal.expect(&["Solved.", "q quit"]);
    }
    terminals[0].press("h");
    terminals[0].expect(&["Hint 1 of 3"]);
    workshop.learn(&["--hint", "01_first_large"]).assert().success();
    solve(copy, "01_first_large");
    for terminal in &terminals {
        terminal.expect(&["Solved.", "q quit"]);
    }
    for mut terminal in terminals {
        terminal.press("l");
        terminal.expect(&["2 of "]);
        terminal.press("q");
        terminal.end();
    }
    workshop.learn(&["--list"]).assert().success().stdout(contains("2 of "));
    workshop.learn(&["--hint", "01_first_large"]).assert().stdout(contains("Hint 2 of 3"));
}
