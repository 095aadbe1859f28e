//! What every table of a page has.

use maud::{Markup, Render, html};

/// A box that scrolls on its own where the screen is narrow, by keyboard too.
pub fn scrolling(label: &str, content: Markup) -> Markup {
    html! { div.scroll role="region" aria-label=(label) tabindex="0" { (content) } }
}

/// The header of a table, whose first columns are names and whose others are figures.
pub fn header(columns: &[impl Render], names: usize) -> Markup {
    html! {
        thead { tr {
            @for (number, column) in columns.iter().enumerate() {
                th.name[number < names] scope="col" { (column) }
            }
        } }
    }
}
