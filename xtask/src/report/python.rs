//! The same in Python, on the report's page: one table over all chapters, and timelines side by side.

use maud::{Markup, html};

use pictures::tables::{cell, header, scrolling};
use stopwatch::text;

use super::{
    ChapterSummary, Summary, bars,
    parts::{Parts, title},
    side_by_side::side_by_side,
};
use crate::timings::{Row, each_once};

/// One table over all chapters.
pub(super) fn table(summary: &Summary, parts: &Parts) -> Markup {
    let Some(table) = side_by_side(summary) else {
        return html! {};
    };
    let names = table.languages.iter().map(|language| text::shown(language).into_owned());
    let names: Vec<String> = std::iter::once("version".to_owned()).chain(names).collect();
    html! {
        section id=(Parts::IN_PYTHON) {
            (parts.beside(Parts::IN_PYTHON))
            h2 { (title(Parts::IN_PYTHON)) }
            (scrolling("The same in Python", html! {
                table.cards {
                    caption {
                        "What each version took in each language, and how many times as fast it is as \
                         the first of its job in the same language."
                    }
                    (header(&names, 1))
                    @for chapter in &table.chapters {
                        tbody {
                            tr.chapter { th colspan=(names.len()) scope="rowgroup" { (chapter.name) } }
                            @for (version, cells) in &chapter.lines {
                                tr {
                                    th scope="row" { (text::shown(version)) }
                                    @for (language, took) in names[1..].iter().zip(cells) {
                                        (cell(language, took))
                                    }
                                }
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// A chapter's jobs in every language, each job on one time axis.
pub(super) fn beside(languages: &[ChapterSummary]) -> Markup {
    let others = &languages[1..];
    let rows = others.iter().flat_map(|chapter| &chapter.rows);
    let jobs = each_once(rows.map(|row| row.baseline.as_str()));
    html! {
        @if !others.is_empty() {
            h3 { "The same in Python" }
            @for ChapterSummary { measured, headline, failure, .. } in others {
                @let language = text::shown(&measured.language);
                @if let Some(headline) = headline { p { (language) ": " (headline) } }
                @if let Some(failure) = failure { p.warning { (language) " failed: " (failure) } }
            }
        }
        @for baseline in jobs { (job(languages, baseline)) }
    }
}

/// One job, with a column for each language.
fn job(languages: &[ChapterSummary], baseline: &str) -> Markup {
    let rows = |chapter| rows_of(chapter, baseline);
    let all = languages.iter().flat_map(|it| rows(it).map(move |row| (it.measured, row)));
    let end_s = bars::end_s(all);
    html! {
        figure.beside {
            @for chapter in languages.iter().filter(|it| rows(it).next().is_some()) {
                div {
                    p.language { (text::shown(&chapter.measured.language)) }
                    (bars::timelines_until(end_s, chapter.measured, rows(chapter)))
                }
            }
        }
    }
}

fn rows_of<'t>(chapter: &'t ChapterSummary, baseline: &str) -> impl Iterator<Item = &'t Row> {
    chapter.rows.iter().filter(move |row| row.baseline == baseline)
}
