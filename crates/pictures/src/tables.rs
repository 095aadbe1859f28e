//! What every table of a page has.

use maud::{Markup, Render, html};

/// A box that scrolls on its own where the screen is narrow, by keyboard too.
pub fn scrolling(label: &str, content: Markup) -> Markup {
    html! { div.scroll role="region" aria-label=(label) tabindex="0" { (content) } }
}

/// A cell of a table whose class is `cards`: on a narrow screen the name of its
/// column stands before it.
pub fn cell(column: impl Render, content: impl Render) -> Markup {
    html! { td data-column=(column) { (content) } }
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
