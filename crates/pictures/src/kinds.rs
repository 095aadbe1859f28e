//! Kinds of tasks: a colour for each, and a pattern for who cannot tell colours apart.

use maud::{Markup, html};

use stopwatch::{Run, Task, text};

/// What the first kind is filled with is the colour of all bars, without a pattern.
const PLAIN: usize = 1;
/// For so many kinds there are colours and patterns.
pub const MOST_KINDS: usize = 4;

/// The number of a task's kind, from 1 on: the one with whose word its name begins.
pub(crate) fn kind(kinds: &[String], task: &Task) -> Option<usize> {
    let first = task.name.split(' ').next();
    let place = kinds.iter().take(MOST_KINDS).position(|kind| Some(kind.as_str()) == first);
    place.map(|place| place + 1)
}

/// What lies on a bar of this kind: its pattern, if it has one.
pub(crate) fn pattern(kind: Option<usize>, x: &str, width: &str) -> Markup {
    html! {
        @if let Some(kind) = kind.filter(|kind| *kind > PLAIN) {
            rect.pattern x=(x) width=(width) fill=(format!("url(#kind-{kind})")) {}
        }
    }
}

/// The patterns. They have to be on their page once, before the bars.
pub(crate) fn patterns() -> Markup {
    let lines = ["M-2 2l4 -4M0 8l8 -8M6 10l4 -4", "M4 0v8", "M0 4h8"];
    html! {
        @for (number, line) in (PLAIN + 1..).zip(lines) {
            pattern id=(format!("kind-{number}")) width="8" height="8" patternUnits="userSpaceOnUse" {
                path.pattern d=(line) {}
            }
        }
    }
}

/// The names of the kinds that are in these runs, each with its colour and pattern.
pub(crate) fn legend<'r>(kinds: &[String], runs: impl IntoIterator<Item = &'r Run>) -> Markup {
    let mut present = [false; MOST_KINDS];
    for task in runs.into_iter().flat_map(|run| &run.tasks) {
        if let Some(kind) = kind(kinds, task) {
            present[kind - 1] = true;
        }
    }
    let entries = (1..).zip(kinds).zip(present).filter(|(_, is_present)| *is_present);
    html! {
        @if present.contains(&true) {
            ul.legend {
                @for ((number, name), _) in entries {
                    li {
                        svg aria-hidden="true" {
                            rect.computed data-kind=(number) width="100%" {}
                            (pattern(Some(number), "0", "100%"))
                        }
                        (text::shown(name))
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_of_the_kind_with_whose_word_its_name_begins() {
        let kinds = ["fetch", "write"].map(str::to_owned);
        let task = |name: &str| {
            let (name, lane) = (name.to_owned(), "main".to_owned());
            Task { name, lane, start_s: 0.0, end_s: Some(1.0), cpu_s: None }
        };
        let found = ["fetch 7", "write", "writes", "compute 7"].map(|it| kind(&kinds, &task(it)));
        assert_eq!(found, [Some(1), Some(2), None, None]);
        let run = Run { tasks: vec![task("write 1")], ..Run::not_measured("pipeline") };
        let legend = legend(&kinds, [&run]).into_string();
        assert!(legend.contains("url(#kind-2)") && legend.contains("write</li>"), "{legend}");
        assert!(!legend.contains("fetch"), "{legend}");
    }

    #[test]
    fn every_kind_but_the_first_has_a_pattern() {
        let patterns = patterns().into_string();
        for kind in 1..=MOST_KINDS {
            let id = format!("id=\"kind-{kind}\"");
            assert_eq!(patterns.contains(&id), kind > PLAIN, "{kind}");
        }
    }
}
