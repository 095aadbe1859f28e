//! `report.html`: the timings as one page, which needs no network and no script. It begins with one screen of
//! summary, and shows a chapter at a time.

use anyhow::Result;
use maud::{Markup, html};

use pictures::{
    gains::Gains,
    page::page,
    tables::{header, scrolling},
};
use stopwatch::text;

use super::{
    ChapterSummary, Summary, bars, contents::contents, figures, parts::Parts, python,
    table::Columns,
};
use crate::timings::Row;

/// The whole page.
pub(crate) fn export(summary: &Summary) -> Result<Vec<u8>> {
    // The notebook is in one table, and need not be in all of them.
    let columns = Columns { notebook: false, ..Columns::all(summary.timings) };
    let is_same = |a: &ChapterSummary, b: &ChapterSummary| a.measured.chapter == b.measured.chapter;
    let parts = Parts::of(summary);
    let header = html! {
        h1 { "Concurrency and parallelism: what this machine measured" }
        p.headline { (summary.headline) }
        @for warning in &summary.warnings { p.warning { (warning) } }
    };
    let main = html! {
        div.parts {
            (contents(summary, &parts))
            @for languages in summary.chapters.chunk_by(is_same) {
                (chapter(languages, &columns, &parts))
            }
            (python::table(summary, &parts))
            (all_timings(summary, &parts))
        }
    };
    Ok(page("What this machine measured", &header, &main).into_bytes())
}

/// The machine, the chart of speedups, and a table that says the same.
fn all_timings(summary: &Summary, parts: &Parts) -> Markup {
    let provenance = &summary.timings.provenance;
    let facts = [
        ("CPU", provenance.cpu.clone()),
        ("Cores", provenance.cores.to_string()),
        ("System", provenance.os.clone()),
        ("Compiler", provenance.rustc.clone()),
        ("Measured", summary.how.clone()),
    ];
    html! {
        section id=(Parts::ALL_TIMINGS) {
            (parts.beside(Parts::ALL_TIMINGS))
            h2 { (summary.cut_off.as_deref().unwrap_or("All timings")) }
            dl.facts {
                @for (name, fact) in facts { dt { (name) } dd { (fact) } }
            }
            (speedups(summary))
            (table_of(summary))
            @for note in &summary.remarks { p.soft { (note) } }
        }
    }
}

/// A bar for each version that has a speedup, in groups by chapter.
fn speedups(summary: &Summary) -> Markup {
    let in_rust = summary.chapters.iter().filter(|chapter| chapter.measured.is_rust());
    let chapters = in_rust.map(|ChapterSummary { measured, rows, .. }| {
        let speedup = |row: &Row| Some((row.version.clone(), row.speedup?));
        (&measured.chapter, rows.iter().filter_map(speedup).collect::<Vec<_>>())
    });
    let chapters: Vec<_> = chapters.filter(|(_, bars)| !bars.is_empty()).collect();
    let all =
        chapters.iter().flat_map(|(chapter, bars)| bars.iter().map(move |bar| (chapter, bar)));
    let Some((chapter, (version, speedup))) = all.clone().max_by(|a, b| a.1.1.total_cmp(&b.1.1))
    else {
        return html! {};
    };
    let gains = Gains::of(all.map(|(_, bar)| bar.1));
    html! {
        figure.timelines.long-names.gains {
            figcaption {
                "Speedups of all versions. The longest bar is that of " (text::shown(version)) " in "
                (chapter) ": " (text::times(*speedup, false)) ". The line stands at 1: no gain."
            }
            (gains.axis())
            @for (chapter, bars) in &chapters {
                h3 { (chapter) }
                @for (version, speedup) in bars { (gains.row(&text::shown(version), *speedup)) }
            }
        }
    }
}

fn table_of(summary: &Summary) -> Markup {
    let columns = Columns::all(summary.timings);
    html! {
        (scrolling("All timings", html! {
            table.cards {
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
fn chapter(languages: &[ChapterSummary], columns: &Columns, parts: &Parts) -> Markup {
    let ChapterSummary { measured, rows, headline, failure, .. } = &languages[0];
    let name = &measured.chapter;
    html! {
        section id=(name) {
            (parts.beside(name))
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
                @for chart in measured.charts() { (figures::chart(chart)) }
                @for it in languages { (figures::tasks(it)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::timings::Timings;

    #[test]
    fn every_part_of_the_report_is_reached_from_its_first_screen() {
        let recorded =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../chapters/output/timings.json");
        let timings = Timings::read(&recorded).unwrap();
        let page = String::from_utf8(export(&Summary::of(&timings)).unwrap()).unwrap();
        let (contents, parts) = page.split_once("</section>").unwrap();
        let ids: Vec<&str> = parts
            .split("<section id=\"")
            .skip(1)
            .map(|part| part.split_once('"').unwrap().0)
            .collect();
        assert!(ids.len() > timings.chapters.iter().filter(|it| it.is_rust()).count(), "{ids:?}");
        for id in ids {
            assert!(contents.contains(&format!("href=\"#{id}\"")), "{id}");
        }
    }
}
