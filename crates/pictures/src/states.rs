//! What threads did, stretch by stretch: filled with the same marks as in the terminal, so that nobody
//! needs to tell colours apart.

use maud::{Markup, html};

use stopwatch::{
    Run, Task, text,
    timeline::{self, Mark, STATES, states_in},
};

use crate::{
    kinds,
    place::{key, percent},
    tables::{cell, header, scrolling},
};

/// The size of a mark, in pixels, and its place in a row.
const WIDTH: &str = "9";
const HEIGHT: &str = "20";
const TOP: &str = "3";

/// More rows of a table are not shown.
const MOST_LISTED: usize = 200;

/// What stretches and bars are filled with. It has to be on the page once, before them.
pub fn fills() -> Markup {
    html! {
        svg.fills width="0" height="0" aria-hidden="true" {
            (kinds::patterns())
            @for mark in STATES {
                pattern id=(id(mark)) y=(TOP) width=(WIDTH) height=(HEIGHT) patternUnits="userSpaceOnUse" {
                    rect width=(WIDTH) height=(HEIGHT) {}
                    @match mark.mark {
                        '█' => {}
                        '░' => @for (x, y) in [(2, 3), (6, 7), (2, 11), (6, 15), (2, 19)] {
                            circle cx=(x) cy=(y) r="1.3" {}
                        },
                        letter => text x="4.5" y="14" text-anchor="middle" { (letter) },
                    }
                }
            }
        }
    }
}

/// A state's name in the style sheet: `state-waiting-for-the-gil`.
fn id(mark: &Mark) -> String {
    let words = mark.name.split(|letter: char| !letter.is_alphanumeric());
    let words: Vec<String> = words.filter(|it| !it.is_empty()).map(str::to_lowercase).collect();
    format!("state-{}", words.join("-"))
}

fn fill(mark: &Mark) -> String {
    format!("fill: url(#{})", id(mark))
}

/// A time in which a thread did mostly one thing. An unknown state is not drawn.
pub(crate) fn stretch(chapter: &str, run: &Run, task: &Task, end_s: f64) -> Markup {
    let mark = STATES.iter().find(|mark| mark.name == task.name);
    let until_s = task.end_s.or(run.wall_s).unwrap_or(task.start_s).max(task.start_s);
    let length_s = until_s - task.start_s;
    html! {
        @if let Some(mark) = mark {
            rect.bar.state data-task=(key(chapter, run, task)) style=(fill(mark))
                x=(percent(task.start_s, end_s)) width=(percent(length_s, end_s)) y=(TOP) height=(HEIGHT) {
                title {
                    (mark.name) ", " (text::shown(&task.lane)) ": " (text::duration(length_s)) ", from "
                    (text::duration(task.start_s)) " to " (text::duration(until_s))
                }
            }
        }
    }
}

/// What the marks in these runs mean.
pub(crate) fn legend<'r>(runs: impl IntoIterator<Item = &'r Run>) -> Markup {
    let marks = states_in(runs);
    html! {
        @if !marks.is_empty() {
            ul.legend {
                @for mark in marks {
                    li { svg aria-hidden="true" { rect style=(fill(mark)) y=(TOP) width="100%" height=(HEIGHT) {} } (mark.name) }
                }
            }
        }
    }
}

/// How long each thread was in each state: what the timeline shows, in figures.
pub fn table(run: &Run) -> Markup {
    let marks = states_in([run]);
    let lanes = timeline::lanes(&run.tasks, usize::MAX).unwrap_or_default();
    let names = marks.iter().map(|mark| mark.name);
    let columns: Vec<&str> = std::iter::once("thread").chain(names).collect();
    let time_s = |tasks: &[&Task], mark: &Mark| -> f64 {
        let of_state = tasks.iter().filter(|task| task.name == mark.name);
        of_state.filter_map(|task| Some(task.end_s? - task.start_s)).sum()
    };
    let time = |time_s: f64| match time_s {
        0.0 => "–".to_owned(),
        time_s => text::duration(time_s),
    };
    let more = lanes.len().saturating_sub(MOST_LISTED);
    html! {
        (scrolling("What each thread did", html! {
            table.cards {
                caption {
                    "How long each thread was in each state."
                    @if more > 0 { " " (text::count(more as u64)) " more are not listed." }
                }
                (header(&columns, 1))
                tbody {
                    @for lane in lanes.iter().take(MOST_LISTED) {
                        tr {
                            th scope="row" { (text::shown(lane.name)) }
                            @for mark in &marks {
                                (cell(mark.name, time(time_s(&lane.tasks, mark))))
                            }
                        }
                    }
                }
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(name: &str) -> Run {
        let (name, lane) = (name.to_owned(), "1 job.py".to_owned());
        let task = Task { name, lane, start_s: 1.0, end_s: Some(3.0), cpu_s: None };
        Run { wall_s: Some(4.0), tasks: vec![task], ..Run::not_measured("job.py") }
    }

    #[test]
    fn each_state_has_a_fill_of_its_own_that_shows_its_mark() {
        let fills = fills().into_string();
        for mark in STATES {
            let id = format!("id=\"{}\"", id(mark));
            assert_eq!(fills.matches(&id).count(), 1, "{id}");
            let shows_letter = fills.contains(&format!(">{}</text>", mark.mark));
            assert!(shows_letter || ['█', '░'].contains(&mark.mark), "{}", mark.name);
        }
    }

    #[test]
    fn a_stretch_stands_where_it_was_and_is_told_on_hover() {
        let run = run("waiting for the GIL");
        let drawn = stretch("chapter", &run, &run.tasks[0], 4.0).into_string();
        assert!(drawn.contains("fill: url(#state-waiting-for-the-gil)"), "{drawn}");
        assert!(drawn.contains(r#"x="25.0000%" width="50.0000%""#), "{drawn}");
        assert!(
            drawn.contains(
                "<title>waiting for the GIL, 1 job.py: 2.0 s, from 1.0 s to 3.0 s</title>"
            ),
            "{drawn}"
        );
    }

    #[test]
    fn legend_and_table_name_what_is_there() {
        let run = run("network");
        let (legend, table) = (legend([&run]).into_string(), table(&run).into_string());
        assert!(legend.contains("network</li>") && !legend.contains("asleep"), "{legend}");
        assert!(
            table.contains("<td data-column=\"network\">2.0 s</td>") && table.contains("1 job.py"),
            "{table}"
        );
    }
}
