//! Two runs of one command: where they differ in what counts.

use std::collections::BTreeSet;

use regex_lite::Regex;

/// Where two runs of a command differ.
pub(crate) struct Difference {
    /// The line of the recorded run.
    pub(crate) line: usize,
    pub(crate) what: String,
}

/// Compares two runs of a command, but for what no two runs have in common: durations (within
/// reason), process ids, which worker got which task, and the order of lines from different threads.
///
/// Where the number of cores is another one, so is the number of workers: then no figure counts.
pub(crate) struct Comparison {
    masks: Vec<(Regex, &'static str)>,
    duration: Regex,
    same_cores: bool,
}

/// Lines between two blank ones.
type Paragraph = Vec<Line>;

struct Line {
    number: usize,
    /// What two runs have in common.
    text: String,
    /// Its durations, in seconds.
    durations: Vec<f64>,
}

impl Comparison {
    pub(crate) fn new(same_cores: bool) -> Self {
        let masks = [
            // Timelines: the label of a row counts, its bars do not. On a busy machine one thread may
            // do the work of two.
            (r"^  (thread|process) \d+ +[\[▪#].*$", ""),
            (r"^(  \S.*?) +[\[▪#].*$", "$1 [bars]"),
            (r"^  Time (→|->).*$", "  Time"),
            // How many tasks were in flight, digit under digit.
            (r"^  in flight +[\d ]+$", "  in flight [counts]"),
            (r"^ +[\d ]+$", ""),
            (r"^ +(\S+  )?\|[-─|]*$", "  $1|"),
            // Charts: which values a row or an axis stands for counts, its marks do not.
            (r"^( +[\d.]+)  [·●○◇△ ]*$", "$1 [marks]"),
            (r"^ +0 [\d. ]*$", " [ticks]"),
            (r"Amdahl's law, .* % serial", "Amdahl's law, # % serial"),
            (r"^On this machine (use|no number of workers) .*$", "On this machine use # workers"),
            (r"^By Amdahl's law, .*$", "By Amdahl's law, #"),
            (r"^(rayon, a task|a thread|a process) an item: .*$", "$1 an item: #"),
            // Where figures come from.
            (r"^Machine: .*$", "Machine: #"),
            (r"commit [0-9a-f]+( with changes)?, \S+Z", "commit #"),
            (r"^(Written to|Report:) .*$", "$1 #"),
            (r"\S+/data/", "#/data/"),
            // Durations, and what is computed from them.
            (r"\d[\d.]* (seconds|ms|µs|ns|s)\b", "# s"),
            // What a race decides.
            (r"says [\d,]+: .* lost, .* %", "says #: # lost"),
            (r"\d[\d.]*(×|x| times)", "# times"),
            (r"^`[a-z-]+` (took|was the fastest).*$", "`#` took"),
            (r"^It (had .* in flight at once|did one task at a time)\.$", "It had #"),
            (r"^Warning: this machine was busy\. .*$", ""),
            // Which version is the fastest, and what lies within its spread.
            (r"^No difference that these runs can show: .*$", ""),
            (r"^│ (waits|computes) .*$", "│ $1 #"),
            (r"^│  +┆.*$", ""),
            (r" [✓≈]? *┆", " ┆"),
            (r"\d[\d.]* (KiB|MiB|GiB)", "# MiB"),
            // How many tasks meet at one instant is chance where they are many, or of unequal length.
            (r"┆ +\d[\d,]{2,} ", "┆ # "),
            (r"^(│ (pipeline|both-own-pools|a-thread-a-model|processes) .*)┆ +\d+ │$", "$1┆ # │"),
            // Processes, and which of them did how much.
            (r"^Process \d+ .*\d.*$", "Process # did its part"),
            (r"[Pp]rocess \d+", "process #"),
            // The width of a table follows its figures.
            (r"[─═-]{2,}", "─"),
            (r" +", " "),
        ];
        let regex = |pattern| Regex::new(pattern).expect("the pattern is right");
        Self {
            masks: masks.map(|(pattern, mask)| (regex(pattern), mask)).to_vec(),
            duration: regex(r"(\d+\.?\d*) (seconds|ms|s)\b"),
            same_cores,
        }
    }

    /// The first difference, if there is one that counts.
    pub(crate) fn difference(&self, recorded: &str, now: &str) -> Option<Difference> {
        let (recorded, now) = (self.paragraphs(recorded), self.paragraphs(now));
        for (index, paragraph) in recorded.iter().enumerate() {
            let Some(other) = now.get(index) else {
                let Line { number, text, .. } = &paragraph[0];
                return Some(Difference {
                    line: *number,
                    what: format!("`{text}` is missing now"),
                });
            };
            let difference = different_lines(paragraph, other)
                .or_else(|| self.other_durations(paragraph, other));
            if difference.is_some() {
                return difference;
            }
        }
        let line = recorded.last()?.last()?.number;
        let new = &now.get(recorded.len())?[0].text;
        Some(Difference { line, what: format!("`{new}` is new") })
    }

    /// A duration that changed by more than a busy machine explains.
    fn other_durations(&self, recorded: &Paragraph, now: &Paragraph) -> Option<Difference> {
        let is_other = |a: f64, b: f64| (a - b).abs() > 0.5 && a.max(b) > 3.0 * a.min(b);
        recorded.iter().zip(now).filter(|_| self.same_cores).find_map(|(line, other)| {
            let mut pairs = line.durations.iter().zip(&other.durations);
            let (before, after) = pairs.find(|(before, after)| is_other(**before, **after))?;
            let what = format!("`{}`: {before} s is now {after} s", line.text);
            Some(Difference { line: line.number, what })
        })
    }

    fn paragraphs(&self, text: &str) -> Vec<Paragraph> {
        let mut paragraphs = vec![Paragraph::new()];
        for (number, line) in (1..).zip(text.lines()) {
            let (text, durations) = (self.masked(line), self.durations(line));
            if line.trim().is_empty() {
                paragraphs.push(Paragraph::new());
            } else if let Some(paragraph) = paragraphs.last_mut()
                && !text.is_empty()
            {
                paragraph.push(Line { number, text, durations });
            }
        }
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        for paragraph in &mut paragraphs {
            // Threads tell their story under the name of their version; one alone keeps its order.
            let head = &paragraph[0].text;
            if head.starts_with("===") && !head.contains("=== sequential") {
                paragraph.sort_by(|a, b| a.text.cmp(&b.text));
            }
            if !self.same_cores {
                let mut seen = BTreeSet::new();
                paragraph.retain(|line| seen.insert(line.text.clone()));
            }
        }
        paragraphs
    }

    fn durations(&self, line: &str) -> Vec<f64> {
        let in_seconds = |unit: &str| if unit == "ms" { 1e-3 } else { 1.0 };
        let durations = self.duration.captures_iter(line);
        durations.filter_map(|it| Some(it[1].parse::<f64>().ok()? * in_seconds(&it[2]))).collect()
    }

    fn masked(&self, line: &str) -> String {
        let mut line = line.to_owned();
        for (pattern, mask) in &self.masks {
            line = pattern.replace_all(&line, *mask).into_owned();
        }
        if !self.same_cores {
            line = line.replace(|letter: char| letter.is_ascii_digit(), "#");
        }
        line.trim_end().to_owned()
    }
}

/// The first line that one of two paragraphs has and the other lacks.
fn different_lines(recorded: &Paragraph, now: &Paragraph) -> Option<Difference> {
    let lacks = |paragraph: &Paragraph, text: &str| paragraph.iter().all(|it| it.text != text);
    let gone = recorded.iter().find(|line| lacks(now, &line.text));
    let new = now.iter().find(|line| lacks(recorded, &line.text));
    let line = gone.unwrap_or(&recorded[0]).number;
    let what = match (gone, new) {
        (Some(gone), Some(new)) => format!("`{}` is now `{}`", gone.text, new.text),
        (Some(gone), None) => format!("`{}` is missing now", gone.text),
        (None, Some(new)) => format!("`{}` is new", new.text),
        (None, None) => {
            let texts = |paragraph: &Paragraph| -> Vec<String> {
                paragraph.iter().map(|line| line.text.clone()).collect()
            };
            if texts(recorded) == texts(now) {
                return None;
            }
            "its lines come in another order, or more often".to_owned()
        }
    };
    Some(Difference { line, what })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What differs, as a line and words.
    fn difference(recorded: &str, now: &str) -> Option<(usize, String)> {
        let found = Comparison::new(true).difference(recorded, now);
        found.map(|Difference { line, what }| (line, what))
    }

    #[test]
    fn durations_process_ids_and_bars_may_differ() {
        for (recorded, now) in [
            ("Total time taken: 6.0 seconds", "Total time taken: 6.01 seconds"),
            ("│ threads ┆  0.4 s ┆ 5.0× ┆ 5 │", "│ threads ┆ 0.41 s ┆ 4.9× ┆ 5 │"),
            ("Process 360 counted 8 jobs.", "Process 9 counted 7 jobs."),
            ("  main       [file_1.csv][──]", "  main       [file_1.csv]  [─]"),
            ("`threads` took 0.9 s instead of 2.0 s", "`processes` took 0.8 s instead of 2.0 s"),
        ] {
            assert_eq!(difference(recorded, now), None, "{recorded}");
        }
    }

    #[test]
    fn answers_names_and_counts_may_not() {
        for (recorded, now) in [
            ("664,579 primes below 10,000,000.", "664,580 primes below 10,000,000."),
            ("│ threads ┆  0.4 s ┆ 5.0× ┆ 5 │", "│ threads ┆ 0.41 s ┆ 4.9× ┆ 4 │"),
            ("  main       [file_1.csv]", "  thread 1   [file_1.csv]"),
            ("The server saw 5 requests.", "The server saw 6 requests."),
        ] {
            assert!(difference(recorded, now).is_some(), "{recorded}");
        }
    }

    #[test]
    fn lines_of_different_threads_may_come_in_any_order_and_those_of_one_thread_not() {
        let threads = "=== threads (predicted: 2.0 s) ===\nStart a\nStart b\n";
        assert_eq!(
            difference(threads, &threads.replace("Start a\nStart b", "Start b\nStart a")),
            None
        );
        let one = threads.replace("threads", "sequential");
        assert!(difference(&one, &one.replace("Start a\nStart b", "Start b\nStart a")).is_some());
    }

    #[test]
    fn lines_that_no_threads_print_keep_their_order() {
        let table = "│ sequential ┆ 2.0 s │\n│ threads ┆ 0.4 s │";
        assert!(difference(table, "│ threads ┆ 0.4 s │\n│ sequential ┆ 2.0 s │").is_some());
    }

    #[test]
    fn a_duration_of_another_size_is_a_difference() {
        let predicted = "=== threads (predicted: 2.0 s) ===";
        assert_eq!(difference(predicted, "=== threads (predicted: 2.4 s) ==="), None);
        let (_, what) = difference(predicted, "=== threads (predicted: 200 ms) ===").unwrap();
        assert!(what.contains("2 s is now 0.2 s"), "{what}");
    }

    #[test]
    fn what_is_missing_or_new_is_named_with_its_line() {
        let (line, what) = difference("one\n\ntwo\nthree", "one\n\ntwo").unwrap();
        assert_eq!((line, what.as_str()), (4, "`three` is missing now"));
        let (line, what) = difference("one", "one\n\nmore").unwrap();
        assert_eq!((line, what.as_str()), (1, "`more` is new"));
    }

    #[test]
    fn on_other_cores_no_figure_counts() {
        let recorded = "thread 1 [─]\nthread 2 [─]\nat once: 2";
        let now = "thread 1 [─]\nthread 2 [─]\nthread 3 [─]\nat once: 3";
        assert!(Comparison::new(false).difference(recorded, now).is_none());
        assert!(Comparison::new(true).difference(recorded, now).is_some());
    }
}
