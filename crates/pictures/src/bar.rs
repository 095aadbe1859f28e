//! The bar of one task.

use maud::{Markup, html};

use stopwatch::{Run, Task, text};

use crate::{
    kinds,
    place::{key, percent},
    timelines::Version,
};

/// One task, with its name in the bar where that fits on a wide screen.
pub(crate) fn bar(chapter: &str, version: &Version, task: &Task, end_s: f64) -> Markup {
    const ROW_PX: f64 = 560.0;
    const LETTER_PX: f64 = 7.0;
    /// A bar that is no wider is all edge.
    const SHORT_PX: f64 = 3.0;
    let Version { run, kinds, .. } = *version;
    let task_end_s = task.end_s.or(run.wall_s).unwrap_or(task.start_s).max(task.start_s);
    let length_s = task_end_s - task.start_s;
    let width_px = length_s / end_s * ROW_PX;
    let name = text::shown(&task.name);
    let fits = width_px > LETTER_PX * (name.chars().count() + 1) as f64;
    let short = width_px < SHORT_PX;
    let unfinished = task.end_s.is_none();
    let kind = kinds::kind(kinds, task);
    let (x, width) = (percent(task.start_s, end_s), percent(length_s, end_s));
    html! {
        rect.bar.short[short].unfinished[unfinished] data-task=(key(chapter, run, task))
            data-kind=[kind] x=(x) width=(width) {
            title { (in_words(task, task_end_s)) }
        }
        @if let Some(share) = task.computed_share().filter(|share| *share > 0.0) {
            rect.computed.short[short && share > 0.5] data-kind=[kind] x=(x)
                width=(percent(share * length_s, end_s)) {}
        }
        (kinds::pattern(kind, &x, &width))
        @if fits {
            text.name x=(percent(task.start_s + length_s / 2.0, end_s)) y="17" text-anchor="middle" {
                (name)
            }
        }
        @if unfinished {
            text.more x=(percent(task_end_s, end_s)) y="17" dx="-4" text-anchor="end" { ">" }
        }
    }
}

/// What there is to know of a bar: `file_1.csv, thread 2: 2.0 s, from 0.1 ms to 2.0 s, computed 0.2 ms`.
fn in_words(task: &Task, until_s: f64) -> String {
    let Task { name, lane, start_s, .. } = task;
    let length = text::duration(until_s - start_s);
    let place = format!("from {} to {}", text::duration(*start_s), text::duration(until_s));
    let computed = task.computed_share().and(task.cpu_s);
    let computed = computed.map(|cpu_s| format!(", computed {}", text::duration(cpu_s)));
    let unfinished = if task.end_s.is_none() { ", not finished" } else { "" };
    let (name, lane, computed) =
        (text::shown(name), text::shown(lane), computed.unwrap_or_default());
    format!("{name}, {lane}: {length}, {place}{computed}{unfinished}")
}

/// What the bars of these runs mean.
pub(crate) fn legend(kinds: &[String], runs: &[&Run]) -> Markup {
    let tasks: Vec<&Task> = runs.iter().flat_map(|run| &run.tasks).collect();
    let computed = tasks.iter().any(|task| task.cpu_s.is_some());
    let unfinished = tasks.iter().any(|task| task.end_s.is_none());
    let pale = |unfinished: bool| {
        html! { rect.bar.unfinished[unfinished] width="100%" {} }
    };
    let entry = |swatch: Markup, words: &str| {
        html! { li { svg aria-hidden="true" { (swatch) } (words) } }
    };
    html! {
        (kinds::legend(kinds, runs.iter().copied()))
        @if computed || unfinished {
            ul.legend {
                @if computed {
                    @let solid = html! { rect.computed width="100%" {} };
                    (entry(solid, "solid: the share of its time in which it computed"))
                    (entry(pale(false), "pale: the share in which it waited, or nobody can say"))
                }
                @if unfinished {
                    @let more = html! { (pale(true)) text.more x="100%" y="17" dx="-4" text-anchor="end" { ">" } };
                    (entry(more, "not finished when the version ended"))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use stopwatch::timeline::Rows;

    use super::*;

    fn task(cpu_s: Option<f64>, end_s: Option<f64>) -> Task {
        let (name, lane) = ("file".to_owned(), "thread 1".to_owned());
        Task { name, lane, start_s: 2.0, end_s, cpu_s }
    }

    fn version(run: &Run) -> Version<'_> {
        Version { run, rows: Rows::Lanes, wall_s: None, cores_busy: None, kinds: &[] }
    }

    fn drawn(task: &Task) -> String {
        let run = Run { wall_s: Some(8.0), ..Run::not_measured("threads") };
        bar("chapter", &version(&run), task, 8.0).into_string()
    }

    #[test]
    fn a_bar_is_solid_for_the_share_of_it_in_which_its_thread_computed() {
        let quarter = drawn(&task(Some(1.0), Some(6.0)));
        assert!(quarter.contains(r#"x="25.0000%" width="50.0000%""#), "{quarter}");
        assert!(quarter.contains(r#"class="computed" x="25.0000%" width="12.5000%""#), "{quarter}");
        assert!(!drawn(&task(None, Some(6.0))).contains("computed"));
    }

    #[test]
    fn a_bar_says_of_what_it_is_and_where_it_stands() {
        let whole = drawn(&task(Some(1.0), Some(6.0)));
        let words = "<title>file, thread 1: 4.0 s, from 2.0 s to 6.0 s, computed 1.0 s</title>";
        assert!(whole.contains(words), "{whole}");
        let open = drawn(&task(None, None));
        let words = "<title>file, thread 1: 6.0 s, from 2.0 s to 8.0 s, not finished</title>";
        assert!(open.contains(words) && open.contains(">&gt;</text>"), "{open}");
    }

    #[test]
    fn the_legend_explains_what_is_there_and_nothing_else() {
        let run = |task| Run { tasks: vec![task], ..Run::not_measured("threads") };
        let legend = |task| legend(&[], &[&run(task)]).into_string();
        assert_eq!(legend(task(None, Some(6.0))), "");
        assert!(!legend(task(Some(1.0), Some(6.0))).contains("not finished"));
        assert!(!legend(task(None, None)).contains("computed"));
    }
}
