//! Mistake: every line is printed by itself, under the one lock of a slow
//! terminal. Mended: each thread collects its lines, and prints them at once.
//! In Python: `print(line, flush=True)` in every thread, for each item.

use std::{sync::Mutex, thread, time::Duration};

use crate::work::{download, in_threads};

/// Each thread downloads so many pages.
pub(crate) const PAGES: u32 = 5;

// ANCHOR: mistake
/// Wrong: after each page everybody waits for a turn at the terminal.
pub fn mistake(threads: usize, wait: Duration) -> u64 {
    let terminal = Mutex::new(0);
    in_threads(0..threads, |_| {
        for page in 1..=PAGES {
            download(&format!("page {page}"), wait);
            print(&terminal, 1, wait);
        }
        0
    });
    terminal.into_inner().expect("a thread panicked")
}
// ANCHOR_END: mistake

// ANCHOR: mended
/// Each thread waits once for its turn.
pub fn mended(threads: usize, wait: Duration) -> u64 {
    let terminal = Mutex::new(0);
    in_threads(0..threads, |_| {
        let mut lines = 0;
        for page in 1..=PAGES {
            download(&format!("page {page}"), wait);
            lines += 1;
        }
        print(&terminal, lines, wait);
        0
    });
    terminal.into_inner().expect("a thread panicked")
}

/// A terminal takes its time for whatever it is sent, be it one line or many.
fn print(terminal: &Mutex<u64>, lines: u64, wait: Duration) {
    let mut printed = terminal.lock().expect("a thread panicked");
    thread::sleep(wait);
    *printed += lines;
}
// ANCHOR_END: mended

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::look;

    const WAIT: Duration = Duration::from_millis(20);

    #[test]
    fn every_line_waits_for_its_turn() {
        let (run, lines) = look(|| mistake(4, WAIT));
        assert_eq!((run.tasks.len(), run.workers, lines), (20, 4, 20));
        // A page, and then the lines of all pages, one after the other.
        assert!(run.wall_s >= Some((WAIT * 21).as_secs_f64()), "{run:?}");
    }

    #[test]
    fn mended_each_thread_waits_once() {
        let (run, lines) = look(|| mended(4, WAIT));
        assert_eq!((run.tasks.len(), run.workers, lines), (20, 4, 20));
        assert!(run.wall_s >= Some((WAIT * 9).as_secs_f64()), "{run:?}");
    }
}
