//! The first screen of the report: each chapter, with what it shows on this machine.

use maud::{Markup, html};

use pictures::gains::Gains;

use super::{
    ChapterSummary, Summary,
    parts::{Parts, title},
    words,
};

pub(super) fn contents(summary: &Summary, parts: &Parts) -> Markup {
    let in_rust = summary.chapters.iter().filter(|chapter| chapter.measured.is_rust());
    let gains = Gains::of(in_rust.clone().filter_map(|chapter| chapter.gain));
    html! {
        section.contents id=(Parts::CONTENTS) {
            h2 { (summary.cut_off.as_deref().unwrap_or("The chapters")) }
            p.soft {
                "Each bar says how many times as fast the best version is as the first of the same job."
            }
            ol {
                @for ChapterSummary { measured, headline, gain, .. } in in_rust {
                    li {
                        a href=(format!("#{}", measured.chapter)) { (measured.short_name()) }
                        div { @if let Some(gain) = gain { (gains.bar(*gain)) } }
                        @if let Some(headline) = headline { span { (headline) } }
                    }
                }
            }
            p {
                @for part in parts.others() { a href=(format!("#{part}")) { (title(part)) } " " }
            }
            p.soft { (words::machine(&summary.timings.provenance)) ". " (summary.how) }
        }
    }
}
