//! The page around pictures and tables.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::states;

const STYLE: &str = concat!(
    include_str!("page.css"),
    include_str!("tables.css"),
    include_str!("timelines.css"),
    include_str!("charts.css"),
);

/// A page that needs no network and no script, in the light and in the dark.
pub fn page(title: &str, header: &Markup, main: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (states::fills())
                header { (header) }
                main { (main) }
            }
        }
    };
    page.into_string()
}
