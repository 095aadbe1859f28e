//! Two runs of one command: where they differ in what they print.
//!
//! Both print the figures of the recorded run, so that every character counts, except for what a
//! chapter says is chance, and for the order of lines from different threads.

use std::collections::BTreeSet;

use regex_lite::Regex;

/// Where two runs of a command differ.
pub(super) struct Difference {
    /// The line of the recorded run.
    pub(super) line: usize,
    pub(super) what: String,
}

/// A line that no two runs have in common, in all its forms; each `#` stands for a number with its unit.
pub(super) struct Mask {
    text: String,
    forms: Vec<Regex>,
}

impl Mask {
    pub(super) fn new(forms: &[String]) -> Self {
        const NUMBER: &str = r"\d[\d,.]*(?: (?:ns|µs|ms|s|KiB|MiB|GiB)\b)?";
        let pattern = |form: &String| {
            let words: Vec<String> = form.split('#').map(regex_lite::escape).collect();
            let pattern = Regex::new(&format!("^{}$", words.join(NUMBER)));
            pattern.expect("words and numbers are a pattern")
        };
        Self { text: forms.join(" / "), forms: forms.iter().map(pattern).collect() }
    }

    fn hides(&self, line: &str) -> bool {
        self.forms.iter().any(|form| form.is_match(line))
    }

    /// Whether it hides anything in what a command printed.
    pub(super) fn is_in(&self, text: &str) -> bool {
        text.lines().any(|line| self.hides(line))
    }
}

/// Compares two runs of a command of one chapter.
pub(super) struct Comparison {
    pub(super) masks: Vec<Mask>,
    /// Where the number of cores differs, so does the number of workers: then no figure counts.
    pub(super) same_cores: bool,
}

struct Line {
    number: usize,
    text: String,
}

impl Comparison {
    /// The first difference, if there is one that counts.
    pub(super) fn difference(&self, recorded: &str, now: &str) -> Option<Difference> {
        let (recorded, now) = (self.lines(recorded), self.lines(now));
        let text = |lines: &[Line], index: usize| lines.get(index).map(|line| line.text.clone());
        let is_same = |index: &usize| text(&recorded, *index) == text(&now, *index);
        let first = (0..recorded.len().max(now.len())).find(|index| !is_same(index))?;
        let line = recorded.get(first).or(recorded.last()).map_or(1, |line| line.number);
        let what = match (text(&recorded, first), text(&now, first)) {
            (Some(was), None) => format!("`{was}` is missing now"),
            (Some(was), now) if now == text(&recorded, first + 1) => {
                format!("`{was}` is missing now")
            }
            (Some(was), Some(is)) if text(&now, first + 1).as_ref() != Some(&was) => {
                format!("`{was}` is now `{is}`")
            }
            (_, is) => format!("`{}` is new", is.unwrap_or_default()),
        };
        Some(Difference { line, what })
    }

    /// The lines of a run, as far as they count.
    fn lines(&self, text: &str) -> Vec<Line> {
        let mut counts_tasks = false;
        let lines = (1..).zip(text.lines()).map(|(number, line)| {
            // Not all of the tasks from which these rows are drawn are recorded, so only the number of
            // rows counts.
            let is_count = line.bytes().all(|it| matches!(it, b' ' | b'0'..=b'9'));
            counts_tasks = line == "  in flight"
                || line.starts_with("  in flight ")
                || (counts_tasks && is_count && !line.is_empty());
            let text = if counts_tasks { "  in flight".to_owned() } else { self.masked(line) };
            Line { number, text }
        });
        let mut lines: Vec<Line> = lines.collect();
        // Threads print their lines under the name of their version, in any order; a single thread
        // keeps its order.
        for story in lines.split_mut(|line| line.text.is_empty()) {
            let name = story.first().map_or("", |line| &line.text);
            if name.starts_with("===") && !name.contains("=== sequential") {
                story[1..].sort_by(|a, b| a.text.cmp(&b.text));
            }
        }
        if !self.same_cores {
            // More workers say the same more often.
            let mut seen = BTreeSet::new();
            lines.retain(|line| line.text.is_empty() || seen.insert(line.text.clone()));
        }
        lines
    }

    fn masked(&self, line: &str) -> String {
        let mask = self.masks.iter().find(|mask| mask.hides(line));
        let line = mask.map_or(line, |mask| &mask.text).trim_end();
        match self.same_cores {
            true => line.to_owned(),
            false => without_numbers(line),
        }
    }
}

/// A line with a `#` for each number in it.
fn without_numbers(line: &str) -> String {
    let number = Regex::new(r"\d[\d,.]*").expect("the pattern is right");
    number.replace_all(line, "#").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What differs, as a line and words.
    fn difference(recorded: &str, now: &str) -> Option<(usize, String)> {
        let forms = [&["Process # starts.", "No process starts."][..], &["  a thread  #"]];
        let mask =
            |forms: &[&str]| Mask::new(&forms.iter().map(ToString::to_string).collect::<Vec<_>>());
        let masks = forms.map(mask).into();
        let found = Comparison { masks, same_cores: true }.difference(recorded, now);
        found.map(|Difference { line, what }| (line, what))
    }

    #[test]
    fn only_the_numbers_and_the_form_of_a_masked_line_may_differ() {
        assert_eq!(difference("Process 360 starts.", "Process 9 starts."), None);
        assert_eq!(difference("Process 360 starts.", "No process starts."), None);
        assert_eq!(difference("  a thread  53 µs", "  a thread  1.5 ms"), None);
        for (recorded, now) in [
            ("Process 360 starts.", "Process 9 stops."),
            ("Process 360 starts.", "Process 9 starts. Again."),
            ("  a thread  53 µs", "  a thread  53 µm"),
            ("  a thread  53 µs", "  a task  53 µs"),
            ("664,579 primes below 10,000,000.", "664,580 primes below 10,000,000."),
            ("│ threads ┆  0.4 s ┆ 5.0× ┆ 5 │", "│ threads ┆  0.4 s ┆ 4.9× ┆ 5 │"),
            ("  main       [file_1.csv]", "  main        [file_1.csv]"),
        ] {
            assert!(difference(recorded, now).is_some(), "{recorded}");
        }
    }

    #[test]
    fn of_tasks_in_flight_only_the_rows_count() {
        let rows = "  in flight  1222\n             5025\n             00\n\n";
        let others = "  in flight  1111\n             9876\n             1\n\n";
        assert_eq!(difference(rows, others), None);
        assert!(difference(rows, "  in flight  12\n             50\n\n").is_some());
        let ticks = "           0       10\n";
        assert!(difference(&format!("{rows}{ticks}"), &format!("{others}  0   20\n")).is_some());
    }

    #[test]
    fn lines_of_different_threads_may_come_in_any_order_and_those_of_one_thread_not() {
        let threads = "=== threads (predicted: 2.0 s) ===\nStart a\nStart b\n\nDone\nBye";
        let swapped = threads.replace("Start a\nStart b", "Start b\nStart a");
        assert_eq!(difference(threads, &swapped), None);
        assert!(difference(threads, &threads.replace("Done\nBye", "Bye\nDone")).is_some());
        let one = threads.replace("threads", "sequential");
        assert!(difference(&one, &swapped.replace("threads", "sequential")).is_some());
    }

    #[test]
    fn what_is_missing_or_new_is_named_with_its_line() {
        for (recorded, now, line, what) in [
            ("one\n\ntwo\nthree", "one\n\ntwo", 4, "`three` is missing now"),
            ("one\ntwo\nthree", "one\nthree", 2, "`two` is missing now"),
            ("one\n\nthree", "one\nthree", 2, "`` is missing now"),
            ("one\nthree", "one\ntwo\nthree", 2, "`two` is new"),
            ("one", "one\nmore", 1, "`more` is new"),
            ("one\ntwo", "one\n2", 2, "`two` is now `2`"),
        ] {
            assert_eq!(difference(recorded, now), Some((line, what.to_owned())), "{now:?}");
        }
    }

    #[test]
    fn on_other_cores_words_count_and_no_figure_does() {
        let recorded = "=== processes ===\nProcess 1 starts.\n2 workers: 1.0 s";
        let now = "=== processes ===\nProcess 1 starts.\nProcess 2 starts.\n16 workers: 0.51 s";
        let compare = |same_cores, now: &str| {
            let comparison = Comparison { masks: Vec::new(), same_cores };
            comparison.difference(recorded, now).is_none()
        };
        assert!(compare(false, now));
        assert!(!compare(false, &now.replace("workers", "threads")));
        assert!(!compare(true, now));
    }
}
