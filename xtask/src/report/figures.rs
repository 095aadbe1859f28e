//! A chapter's timelines in figures, as HTML.

use maud::{Markup, html};

use pictures::{
    chart, states,
    tables::{cell, header, scrolling},
};
use stopwatch::{Chart, Run, Task, text};

use super::{ChapterSummary, table::Columns};

/// As many tasks as this are listed in the table beside a timeline.
const MOST_LISTED: usize = 200;

/// The versions of a chapter, in every language that it was run in.
pub(crate) fn versions(languages: &[ChapterSummary], columns: &Columns) -> Markup {
    html! {
        (scrolling(&format!("Versions of {}", languages[0].measured.chapter), html! {
            table.cards {
                caption { "The versions in figures." }
                (header(&columns.header(), columns.names()))
                tbody {
                    @for line in languages.iter().flat_map(|it| columns.lines(it)) {
                        (cells(columns, &line))
                    }
                }
            }
        }))
    }
}

/// A row of a table of versions.
pub(super) fn cells(columns: &Columns, cells: &[String]) -> Markup {
    let (names, figures) = cells.split_at(columns.names());
    let header = columns.header();
    let (_, columns) = header.split_at(names.len());
    html! {
        tr {
            th scope="row" { (text::shown(&names[0])) }
            @for name in &names[1..] { td.name { (text::shown(name)) } }
            @for (column, figure) in columns.iter().zip(figures) { (cell(column, figure)) }
        }
    }
}

/// Every task of every version as a table: what the timelines show, for who cannot see them.
pub(crate) fn tasks(chapter: &ChapterSummary) -> Markup {
    let title = chapter.measured.title();
    let runs = chapter.rows.iter().filter_map(|row| row.typical_run(chapter.measured));
    let runs: Vec<&Run> = runs.collect();
    let milliseconds = |seconds: f64| format!("{:.1} ms", seconds * 1e3);
    let all: usize = runs.iter().map(|run| run.tasks.len()).sum();
    // Of every version some.
    let listed = MOST_LISTED / runs.len().max(1);
    let tasks: Vec<(&str, &Task)> = runs
        .iter()
        .flat_map(|run| run.tasks.iter().take(listed).map(|task| (run.name.as_str(), task)))
        .collect();
    let more = all - tasks.len();
    html! {
        details {
            summary {
                "Every task of the timelines, as a table"
                @if !chapter.measured.is_rust() { " (" (text::shown(&chapter.measured.language)) ")" }
            }
            (scrolling(&format!("Tasks of {title}"), html! {
                table.cards {
                    caption {
                        "When each task started and ended, since its version began, and for how long its thread computed."
                        @if more > 0 { " " (text::count(more as u64)) " more stand in timings.json." }
                    }
                    (header(&["task", "version", "thread or process", "start", "end", "computed"], 1))
                    tbody {
                        @for (version, task) in &tasks {
                            tr {
                                th scope="row" { (text::shown(&task.name)) }
                                (cell("version", text::shown(version)))
                                (cell("thread or process", text::shown(&task.lane)))
                                (cell("start", milliseconds(task.start_s)))
                                (cell("end", task.end_s.map_or("not finished".to_owned(), milliseconds)))
                                (cell("computed", task.cpu_s.map_or("–".to_owned(), milliseconds)))
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// A chart that a chapter measured besides its versions, and the same as a table.
pub(crate) fn chart(chart: &Chart) -> Markup {
    html! {
        figure {
            figcaption { (chart.title) }
            (chart::chart(chart))
            @for line in chart.in_words.lines() { p { (line) } }
        }
        details {
            summary { "The chart as a table" }
            (chart::table(chart))
        }
    }
}

/// How long the threads of each version were in each state.
pub(crate) fn states(chapter: &ChapterSummary) -> Markup {
    let runs = chapter.rows.iter().filter_map(|row| row.typical_run(chapter.measured));
    html! {
        details {
            summary { "The same in figures" }
            @for run in runs {
                h3 { (text::shown(&run.name)) }
                (states::table(run))
            }
        }
    }
}
