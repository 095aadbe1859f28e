//! `report.html`: the timings as one page, which needs no network and no script.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use stopwatch::{
    Chart, Curve, Run, Task,
    chart::MARKS,
    overlap, text,
    timeline::{self, Tick},
};

use crate::{
    chart,
    table::{self, Columns},
    timings::{ChapterTimings, Row, Timings},
    words,
};

const STYLE: &str = include_str!("report.css");

/// More lanes, or more tasks, are drawn as the number of tasks in flight.
const MOST_LANES: usize = 40;
const MOST_BARS: usize = 2000;
/// As many tasks as this are listed in the table beside a timeline.
const MOST_LISTED: usize = 200;
/// A time axis has at most so many steps.
const MOST_TICKS: f64 = 8.0;

/// The whole page.
pub(crate) fn report(timings: &Timings) -> String {
    let headline = timings
        .chapters
        .iter()
        .filter(|chapter| chapter.rows().iter().any(|row| row.speedup.is_some()))
        .chain(&timings.chapters)
        .find_map(words::headline)
        .unwrap_or_else(|| "Nothing was measured.".to_owned());
    // The notebook stands in the first table, and needs not stand in all.
    let columns = Columns { notebook: false, ..Columns::all(timings) };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "What this machine measured" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "Concurrency and parallelism: what this machine measured" }
                    p.headline { (headline) }
                    @for warning in words::warnings(timings) { p.warning { (warning) } }
                }
                main {
                    (summary(timings))
                    @for chapter in &timings.chapters { (self::chapter(chapter, &columns)) }
                }
            }
        }
    };
    page.into_string()
}

/// The machine, the chart of speedups, and a table that says the same.
fn summary(timings: &Timings) -> Markup {
    let provenance = &timings.provenance;
    let facts = [
        ("CPU", provenance.cpu.clone()),
        ("Cores", provenance.cores.to_string()),
        ("System", provenance.os.clone()),
        ("Compiler", provenance.rustc.clone()),
        ("Measured", table::how(timings)),
    ];
    html! {
        section {
            h2 { (words::cut_off(timings).unwrap_or_else(|| "All timings".to_owned())) }
            dl.facts {
                @for (name, fact) in facts { dt { (name) } dd { (fact) } }
            }
            // A chart that cannot be drawn must not cost the tables.
            @if let Ok(Some(chart)) = chart::speedups(timings) {
                figure {
                    div.scroll.chart role="img" aria-labelledby="speedups" tabindex="0" {
                        (PreEscaped(chart))
                    }
                    figcaption #speedups { (longest_bar(timings)) }
                }
            }
            (table_of(timings))
            @for note in table::remarks(timings) { p.soft { (note) } }
        }
    }
}

/// What the chart shows, in a sentence.
fn longest_bar(timings: &Timings) -> String {
    let bars = timings.chapters.iter().flat_map(|chapter| {
        let rows = chapter.rows().into_iter();
        rows.filter_map(move |row| Some((chapter, row.version, row.speedup?)))
    });
    match bars.max_by(|a, b| a.2.total_cmp(&b.2)) {
        Some((chapter, version, speedup)) => format!(
            "Speedups of all versions. The longest bar is that of {} in {}: {speedup:.1}. The \
             line stands at 1: no gain.",
            text::shown(&version),
            chapter.chapter
        ),
        None => String::new(),
    }
}

fn table_of(timings: &Timings) -> Markup {
    let columns = Columns::all(timings);
    html! {
        (scrolling("All timings", html! {
            table {
                caption { "Every version: what was predicted, and what was measured." }
                (header(&columns))
                @for chapter in &timings.chapters {
                    tbody {
                        tr.chapter {
                            th colspan=(columns.header().len()) scope="rowgroup" {
                                (chapter.chapter)
                            }
                        }
                        @for row in chapter.rows() { (cells(&columns, &row)) }
                    }
                }
            }
        }))
    }
}

/// A box that scrolls by itself where the screen is narrow, also by keyboard.
fn scrolling(label: &str, content: Markup) -> Markup {
    html! { div.scroll role="region" aria-label=(label) tabindex="0" { (content) } }
}

fn header(columns: &Columns) -> Markup {
    html! { thead { tr { @for name in columns.header() { th scope="col" { (name) } } } } }
}

fn cells(columns: &Columns, row: &Row) -> Markup {
    let cells = columns.cells(row);
    html! {
        tr {
            th scope="row" { (text::shown(&cells[0])) }
            @for cell in &cells[1..] { td { (cell) } }
        }
    }
}

fn chapter(chapter: &ChapterTimings, columns: &Columns) -> Markup {
    let rows = chapter.rows();
    let runs: Vec<&Run> = rows.iter().filter_map(|row| chapter.typical_run(row)).collect();
    html! {
        section id=(chapter.chapter) {
            h2 { (chapter.chapter) }
            @if let Some(headline) = words::headline(chapter) { p { (headline) } }
            @if let Some(failure) = words::failure(chapter) { p.warning { "Failed: " (failure) } }
            @if !rows.is_empty() {
                figure {
                    @if columns.spread {
                        figcaption { "Of several runs, each timeline shows the one nearest to the median." }
                    }
                    @for job in rows.chunk_by(|a, b| a.baseline == b.baseline) {
                        (timelines(chapter, job))
                    }
                }
                (scrolling(&format!("Versions of {}", chapter.chapter), html! {
                    table {
                        caption { "The versions in figures." }
                        (header(columns))
                        tbody { @for row in &rows { (cells(columns, row)) } }
                    }
                }))
                @for (number, chart) in chapter.charts().iter().enumerate() {
                    (curves(chart, &format!("{}-chart-{number}", chapter.chapter)))
                }
                (all_tasks(&chapter.chapter, &runs))
            }
        }
    }
}

/// A chart that the chapter measured beside its versions, and the same as a table.
fn curves(chart: &Chart, id: &str) -> Markup {
    let marks: Vec<String> = chart
        .curves
        .iter()
        .zip(MARKS)
        .map(|(curve, mark)| format!("{mark} {}", curve.name))
        .collect();
    let at = |curve: &Curve, x: f64| curve.points.iter().find(|point| point.0 == x).map(|it| it.1);
    html! {
        h3 id=(id) { (chart.title) }
        p { (chart.in_words) }
        // A chart that cannot be drawn must not cost the table.
        @if let Ok(svg) = chart::curves(chart) {
            figure {
                div.scroll.curves role="img" aria-labelledby=(id) tabindex="0" { (PreEscaped(svg)) }
                figcaption { (marks.join(", ")) }
            }
        }
        (scrolling(&chart.title, html! {
            table {
                caption { (chart.y) }
                thead { tr {
                    th scope="col" { (chart.x) }
                    @for curve in &chart.curves { th scope="col" { (curve.name) } }
                } }
                tbody {
                    @for x in chart.positions() {
                        tr {
                            th scope="row" { (x) }
                            @for curve in &chart.curves {
                                td { (at(curve, x).map_or("–".to_owned(), |y| format!("{y:.2}"))) }
                            }
                        }
                    }
                }
            }
        }))
    }
}

/// The versions of one job, on one time axis.
fn timelines(chapter: &ChapterTimings, job: &[Row]) -> Markup {
    let drawn: Vec<(&Row, &Run)> =
        job.iter().filter_map(|row| Some((row, chapter.typical_run(row)?))).collect();
    let end_s = timeline::axis_end_s(drawn.iter().map(|(_, run)| *run));
    html! {
        (axis(end_s))
        @for (row, run) in drawn { (version(&chapter.chapter, row, run, end_s)) }
    }
}

/// The time axis above the timelines of a job.
fn axis(end_s: f64) -> Markup {
    html! {
        div.row aria-hidden="true" {
            span { "time" }
            svg.axis {
                @for Tick { at_s, label } in timeline::ticks(end_s, MOST_TICKS) {
                    @let anchor = if at_s == 0.0 { "start" } else if at_s > 0.95 * end_s { "end" } else { "middle" };
                    text x=(percent(at_s, end_s)) y="14" text-anchor=(anchor) { (label) }
                }
            }
        }
    }
}

/// The timeline of one version, with what it shows as its name for who cannot see it.
fn version(chapter: &str, row: &Row, run: &Run, end_s: f64) -> Markup {
    let took = match row.wall_s {
        Some(wall) => text::duration(wall.median),
        None => "failed".to_owned(),
    };
    let at_once = match run.most_in_flight {
        0 => "no tasks".to_owned(),
        most => format!("at most {} at once", text::counted(most as u64, "task")),
    };
    let lanes = match run.tasks.len() {
        ..=MOST_BARS => timeline::lanes(&run.tasks, MOST_LANES),
        _ => None,
    };
    let name = text::shown(&run.name);
    let label = format!(
        "Timeline of {name}: {} in {}, {at_once}.",
        text::counted(run.tasks.len() as u64, "task"),
        took,
    );
    html! {
        div.version {
            h3 { (name) " " small { (took) ", " (at_once) } }
            div role="img" aria-label=(label) {
                @match lanes {
                    Some(lanes) => @for lane in &lanes {
                        div.row {
                            span { (text::shown(lane.name)) }
                            svg {
                                (grid(end_s))
                                @for task in &lane.tasks { (bar(chapter, run, task, end_s)) }
                            }
                        }
                    },
                    None => div.row {
                        span { "in flight" }
                        svg viewBox="0 0 1000 100" preserveAspectRatio="none" style="height: 5rem" {
                            path.area d=(outline(run, end_s)) {}
                        }
                    },
                }
            }
        }
    }
}

/// The marks of the axis, behind the bars of one row.
fn grid(end_s: f64) -> Markup {
    html! {
        @for Tick { at_s, .. } in timeline::ticks(end_s, MOST_TICKS) {
            line.grid x1=(percent(at_s, end_s)) x2=(percent(at_s, end_s)) y1="0" y2="100%" {}
        }
    }
}

/// One task, with its name in the bar where that fits on a wide screen.
fn bar(chapter: &str, run: &Run, task: &Task, end_s: f64) -> Markup {
    const ROW_PX: f64 = 560.0;
    const LETTER_PX: f64 = 7.0;
    /// A bar that is no wider is all edge.
    const SHORT_PX: f64 = 3.0;
    let task_end_s = task.end_s.or(run.wall_s).unwrap_or(task.start_s).max(task.start_s);
    let length_s = task_end_s - task.start_s;
    let width_px = length_s / end_s * ROW_PX;
    let name = text::shown(&task.name);
    let fits = width_px > LETTER_PX * (name.chars().count() + 1) as f64;
    let short = width_px < SHORT_PX;
    let unfinished = task.end_s.is_none();
    html! {
        rect.bar.short[short].unfinished[unfinished] data-task=(format!("{chapter}/{}/{name}", text::shown(&run.name)))
            x=(percent(task.start_s, end_s)) width=(percent(length_s, end_s)) y="3" height="20" rx="3" {
            title {
                (name) ": " (text::duration(length_s)) @if unfinished { ", not finished" }
            }
        }
        @if fits {
            text.name x=(percent(task.start_s + length_s / 2.0, end_s)) y="17" text-anchor="middle" {
                (name)
            }
        }
    }
}

/// The number of tasks in flight over time, as the outline of an area 1000 wide and 100 high.
fn outline(run: &Run, end_s: f64) -> String {
    let most = run.most_in_flight.max(1) as f64;
    let mut path = "M0 100".to_owned();
    for change in overlap::changes(&run.tasks) {
        let height = 100.0 - 100.0 * change.in_flight as f64 / most;
        path += &format!("H{:.2}V{height:.2}", change.at_s / end_s * 1000.0);
    }
    // What had not finished goes on to the end of the run.
    path + &format!("H{:.2}V100Z", run.wall_s.unwrap_or(end_s) / end_s * 1000.0)
}

/// Where an instant falls on the axis.
fn percent(at_s: f64, end_s: f64) -> String {
    format!("{:.4}%", at_s / end_s * 100.0)
}

/// Every task of every version as a table: what the timelines show, for who cannot see them.
fn all_tasks(chapter: &str, runs: &[&Run]) -> Markup {
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
            summary { "Every task of the timelines, as a table" }
            (scrolling(&format!("Tasks of {chapter}"), html! {
                table {
                    caption {
                        "When each task started and ended, since its version began."
                        @if more > 0 { " " (text::count(more as u64)) " more stand in timings.json." }
                    }
                    thead { tr {
                        th scope="col" { "task" }
                        th scope="col" { "version" }
                        th scope="col" { "thread or process" }
                        th scope="col" { "start" }
                        th scope="col" { "end" }
                    } }
                    tbody {
                        @for (version, task) in &tasks {
                            tr {
                                th scope="row" { (text::shown(&task.name)) }
                                td { (text::shown(version)) }
                                td { (text::shown(&task.lane)) }
                                td { (milliseconds(task.start_s)) }
                                td { (task.end_s.map_or("not finished".to_owned(), milliseconds)) }
                            }
                        }
                    }
                }
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outline_of_tasks_that_never_end_goes_on_to_the_end_of_the_run() {
        let mut run = Run { wall_s: Some(2.0), most_in_flight: 1, ..Run::not_measured("threads") };
        run.tasks.push(Task {
            name: "file".to_owned(),
            lane: "thread 1".to_owned(),
            start_s: 1.0,
            end_s: None,
        });
        assert_eq!(outline(&run, 4.0), "M0 100H250.00V0.00H500.00V100Z");
    }
}
