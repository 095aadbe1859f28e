//! `--html`: the picture on a page, which needs no network and no script.

use maud::{Markup, html};

use pictures::{
    page,
    states::table,
    timelines::{Version, timelines},
};
use stopwatch::{Run, text, timeline::Rows};

use crate::export::{Program, Seen};

pub(crate) fn page(seen: &Seen) -> String {
    let title = format!("What threads did: {}", text::sentence(seen.title));
    let header = html! {
        h1 { (title) }
        @if let [program] = &seen.programs[..] { p.headline { (cause(program.run)) } }
    };
    let main = html! {
        @for program in &seen.programs { section { (picture(program)) } }
        @for note in seen.notes { p.soft { (text::sentence(note)) } }
    };
    page::page(&title, &header, &main)
}

/// What stands out most, in a few words.
fn cause(run: &Run) -> String {
    let first =
        run.remarks.first().map_or("There was nothing to see", String::as_str);
    text::sentence(first.split_once(':').map_or(first, |(cause, _)| cause))
}

fn picture<'p>(program: &'p Program) -> Markup {
    let version = |(run, rows): (&'p Run, Rows)| {
        let (wall_s, cores_busy) = (run.wall_s, run.cores_busy());
        Version { run, rows, wall_s, cores_busy, kinds: &[] }
    };
    let versions: Vec<Version> =
        program.rows().into_iter().map(version).collect();
    html! {
        figure { (timelines(env!("CARGO_PKG_NAME"), &versions)) }
        details {
            summary { "The same in figures" }
            (table(program.run))
        }
    }
}
