//! The same in a terminal: files are saved in every way, and keys are pressed.

use std::{
    io::{Read, Write},
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
        let command = format!("exec {} learn", path_of("xtask").display());
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--command", &command, "/dev/null"]);
        script.env("SHELL", "/bin/sh").env("LC_ALL", "C.UTF-8").env("COLUMNS", "80");
        script.envs(building()).current_dir(workshop.copy.path());
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

    /// Waits until all of this stands there, and forgets it.
    fn expect(&self, said: &[&str]) {
        let is_there = || said.iter().all(|said| self.shown.lock().unwrap().contains(said));
        wait_until(&format!("{said:?}"), is_there);
        self.shown.lock().unwrap().clear();
    }
}

/// As editors do that never leave half a file.
fn save_by_renaming(file: &Path, text: &str) {
    let new = file.with_extension("new~");
    fs::write(&new, text).unwrap();
    fs::rename(new, file).unwrap();
}

#[test]
fn what_is_saved_is_checked_and_keys_help() {
    if !crate::has_script() {
        return;
    }
    let workshop = Workshop::open();
    let copy = workshop.copy.path();
    // So that nobody waits for it below.
    workshop.learn(&["--check", "01_first_large"]).assert().code(1);
    let mut terminal = Terminal::open(&workshop);
    terminal.expect(&["exercises/01_first_large.rs", "h hint"]);
    terminal.press("h");
    terminal.expect(&["Hint 1 of 3"]);
    terminal.press("e");
    terminal.expect(&["none left behind", "chapter 01"]);
    terminal.press("x");
    terminal.expect(&["q quit"]);

    let file = handed_out(copy, "02_all_at_once");
    let before = start_file(copy, "02_all_at_once");
    save_by_renaming(&file, &(before + "// Mine.\n"));
    terminal.expect(&["Checking exercises/02_all_at_once.rs", "You join", "q quit"]);
    fs::write(&file, "fn (").unwrap();
    terminal.expect(&["does not compile yet", "q quit"]);
    solve(copy, "02_all_at_once");
    terminal.expect(&["Solved.", "Press n", "q quit"]);

    fs::remove_file(&file).unwrap();
    terminal.expect(&["02_all_at_once.rs was gone", "You join", "q quit"]);

    solve(copy, "01_price_once");
    solve(copy, "02_few_workers");
    terminal.expect(&["exercises/01_price_once.rs", "exercises/02_few_workers.rs"]);
    terminal.press("l");
    terminal.expect(&["3 of "]);
    terminal.press("r");
    terminal.expect(&["Press r once more"]);
    terminal.press("r");
    terminal.expect(&["02_few_workers.rs is as it was handed out"]);
    terminal.press("n");
    terminal.expect(&["exercises/03_keep_connections.rs"]);
    terminal.press("q");
    assert!(terminal.running.wait().unwrap().success());
}

#[test]
fn ctrl_c_ends_it_as_q_does() {
    if !crate::has_script() {
        return;
    }
    let workshop = Workshop::open();
    let mut terminal = Terminal::open(&workshop);
    terminal.expect(&["q quit"]);
    terminal.press("\x03");
    assert!(terminal.running.wait().unwrap().success());
}
