//! `report.html`: the timings as one page, which needs no network and no script.

use anyhow::Result;
use maud::{Markup, PreEscaped, html};

use pictures::{
    page::page,
    tables::{header, scrolling},
};
use stopwatch::{Chart, Curve, chart::MARKS, text};

use super::{ChapterSummary, Summary, bars, figures, python, svg, table::Columns};

/// The whole page.
pub(crate) fn export(summary: &Summary) -> Result<Vec<u8>> {
    // The notebook is in the first table, and need not be in all of them.
    let columns = Columns { notebook: false, ..Columns::all(summary.timings) };
    let is_same = |a: &ChapterSummary, b: &ChapterSummary| a.measured.chapter == b.measured.chapter;
    let header = html! {
        h1 { "Concurrency and parallelism: what this machine measured" }
        p.headline { (summary.headline) }
        @for warning in &summary.warnings { p.warning { (warning) } }
    };
    let main = html! {
        (contents(summary))
        (overview(summary))
        (python::table(summary))
        @for languages in summary.chapters.chunk_by(is_same) { (chapter(languages, &columns)) }
    };
    Ok(page("What this machine measured", &header, &main).into_bytes())
}

/// The machine, the chart of speedups, and a table that says the same.
fn overview(summary: &Summary) -> Markup {
    let provenance = &summary.timings.provenance;
    let facts = [
        ("CPU", provenance.cpu.clone()),
        ("Cores", provenance.cores.to_string()),
        ("System", provenance.os.clone()),
        ("Compiler", provenance.rustc.clone()),
        ("Measured", summary.how.clone()),
    ];
    html! {
        section {
            h2 { (summary.cut_off.as_deref().unwrap_or("All timings")) }
            dl.facts {
                @for (name, fact) in facts { dt { (name) } dd { (fact) } }
            }
            // If a chart cannot be drawn, the tables must still be there.
            @if let Ok(Some(chart)) = svg::speedups(summary) {
                figure {
                    div.scroll.chart role="img" aria-labelledby="speedups" tabindex="0" {
                        (PreEscaped(chart))
                    }
                    figcaption #speedups { (longest_bar(summary)) }
                }
            }
            (table_of(summary))
            @for note in &summary.remarks { p.soft { (note) } }
        }
    }
}

/// The chapters, each with what it shows on this machine.
fn contents(summary: &Summary) -> Markup {
    let in_rust = summary.chapters.iter().filter(|chapter| chapter.measured.is_rust());
    html! {
        nav aria-labelledby="contents" {
            h2 #contents { "The chapters" }
            ol {
                @for ChapterSummary { measured, headline, .. } in in_rust {
                    li {
                        a href=(format!("#{}", measured.chapter)) { (measured.chapter) }
                        @if let Some(headline) = headline { " " span.soft { (headline) } }
                    }
                }
            }
        }
    }
}

/// What the chart shows, in a sentence.
fn longest_bar(summary: &Summary) -> String {
    let in_rust = summary.chapters.iter().filter(|chapter| chapter.measured.is_rust());
    let bars = in_rust.flat_map(|ChapterSummary { measured, rows, .. }| {
        let rows = rows.iter();
        rows.filter_map(|row| Some((&measured.chapter, &row.version, row.speedup?)))
    });
    match bars.max_by(|a, b| a.2.total_cmp(&b.2)) {
        Some((chapter, version, speedup)) => format!(
            "Speedups of all versions. The longest bar is that of {} in {}: {speedup:.1}. The \
             line stands at 1: no gain.",
            text::shown(version),
            chapter
        ),
        None => String::new(),
    }
}

fn table_of(summary: &Summary) -> Markup {
    let columns = Columns::all(summary.timings);
    html! {
        (scrolling("All timings", html! {
            table {
                caption { "Every version: what was predicted, and what was measured." }
                (header(&columns.header(), columns.names()))
                @for chapter in &summary.chapters {
                    tbody {
                        @if chapter.measured.is_rust() { tr.chapter {
                            th colspan=(columns.header().len()) scope="rowgroup" {
                                (chapter.measured.chapter)
                            }
                        } }
                        @for line in columns.lines(chapter) { (figures::cells(&columns, &line)) }
                    }
                }
            }
        }))
    }
}

/// A chapter, in Rust and then in other languages.
fn chapter(languages: &[ChapterSummary], columns: &Columns) -> Markup {
    let ChapterSummary { measured, rows, headline, failure, .. } = &languages[0];
    let name = &measured.chapter;
    html! {
        section id=(name) {
            h2 { (name) }
            @if let Some(headline) = headline { p { (headline) } }
            @if let Some(failure) = failure { p.warning { "Failed: " (failure) } }
            @if languages.iter().any(|it| !it.rows.is_empty()) {
                figure {
                    @if columns.spread {
                        figcaption { "Of several runs, each timeline shows the one nearest to the median." }
                    }
                    @for job in rows.chunk_by(|a, b| a.baseline == b.baseline) {
                        (bars::timelines(measured, job))
                    }
                }
                (python::beside(languages))
                (figures::versions(languages, columns))
                @for (number, chart) in measured.charts().iter().enumerate() {
                    (curves(chart, &format!("{name}-chart-{number}")))
                }
                @for it in languages { (figures::tasks(it)) }
            }
        }
    }
}

/// A chart that the chapter measured besides its versions, and the same as a table.
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
        // If a chart cannot be drawn, the table must still be there.
        @if let Ok(svg) = svg::curves(chart) {
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
