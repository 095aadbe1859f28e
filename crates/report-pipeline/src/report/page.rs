//! The report as a page, which needs no network and no script.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use stopwatch::text::{count, counted};

use super::{Summary, TITLE};
use crate::Totals;

const STYLE: &str = include_str!("page.css");

/// The whole page, with the sections of its regions.
pub(super) fn page<'s>(
    summary: &Summary,
    sections: impl Iterator<Item = &'s Markup>,
) -> String {
    let total = summary.total();
    let all_regions = summary.regions.len() + summary.left_out.len();
    let regions = format!(
        "{} of {}",
        summary.regions.len(),
        counted(all_regions as u64, "region")
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (TITLE) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (TITLE) }
                    p.headline { "Revenue of " (money(total.revenue)) " in " (regions) }
                    @if let Some(left_out) = summary.left_out_in_words() {
                        p.warning { strong { (left_out) } " No total contains it." }
                    }
                }
                main {
                    section {
                        h2 { "By product" }
                        (products(&summary.products))
                    }
                    section {
                        h2 { "By region" }
                        (self::regions(summary))
                    }
                    section {
                        h2 { "Each region" }
                        @for section in sections { (section) }
                    }
                }
            }
        }
    };
    page.into_string()
}

/// One region, folded until somebody wants to see it.
pub(super) fn section(
    region: u32,
    products: &BTreeMap<String, Totals>,
) -> Markup {
    html! {
        details {
            summary { "Region " (region) }
            // The id is inside, so that a link to it unfolds the region.
            div id=(format!("region-{region}")) { (self::products(products)) }
        }
    }
}

fn products(products: &BTreeMap<String, Totals>) -> Markup {
    let rows = products
        .iter()
        .map(|(product, totals)| (html! { (product) }, Some(totals)));
    table("Product", rows, Totals::of(products.values()))
}

fn regions(summary: &Summary) -> Markup {
    let mut regions: BTreeMap<u32, Option<&Totals>> = BTreeMap::new();
    regions.extend(
        summary.regions.iter().map(|(region, totals)| (*region, Some(totals))),
    );
    regions.extend(summary.left_out.keys().map(|region| (*region, None)));
    let name = |region, is_there: bool| {
        html! {
            @if is_there { a href=(format!("#region-{region}")) { "Region " (region) } }
            @else { "Region " (region) }
        }
    };
    let rows = regions
        .into_iter()
        .map(|(region, totals)| (name(region, totals.is_some()), totals));
    table("Region", rows, summary.total())
}

/// A table with a row for each region or product; one without figures is left out.
fn table<'t>(
    name: &str,
    rows: impl Iterator<Item = (Markup, Option<&'t Totals>)>,
    total: Totals,
) -> Markup {
    let share = |totals: &Totals| {
        totals.revenue as f64 / total.revenue.max(1) as f64 * 100.0
    };
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (name) }
                    th scope="col" { "Units" }
                    th scope="col" { "Revenue" }
                    th scope="col" { "Share" }
                }
            }
            tbody {
                @for (name, totals) in rows {
                    @if let Some(totals) = totals {
                        tr {
                            th scope="row" { (name) }
                            td { (count(totals.units)) }
                            td { (money(totals.revenue)) }
                            td { (format!("{:.1} %", share(totals))) }
                        }
                    } @else {
                        tr.left-out { th scope="row" { (name) } td colspan="3" { "left out" } }
                    }
                }
            }
            tfoot {
                tr {
                    th scope="row" { "All" }
                    td { (count(total.units)) }
                    td { (money(total.revenue)) }
                    td {}
                }
            }
        }
    }
}

fn money(cents: u64) -> String {
    format!("{}.{:02}", count(cents / 100), cents % 100)
}
