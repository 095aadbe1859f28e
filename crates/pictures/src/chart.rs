//! How a measured value changes with something else: the speedup over the
//! workers, say.

use maud::{Markup, html};

use stopwatch::{Chart, Curve, chart::MARKS};

use crate::{
    scale::{self, Scale},
    tables::{cell, header, scrolling},
};

/// More places than these are not all named below the axis.
const MOST_PLACES: usize = 12;

/// The curves with their axes. The marks are those of the terminal.
pub fn chart(chart: &Chart) -> Markup {
    let points = || chart.curves.iter().flat_map(|curve| &curve.points);
    let y = Scale::of(points().map(|point| point.1));
    let x = across(chart);
    let curves: Vec<_> = (1..).zip(chart.curves.iter().zip(MARKS)).collect();
    html! {
        div.chart role="img" aria-label=(format!("{}. {}", chart.title, chart.in_words)) {
            p { (chart.y) @if y.is_logarithmic { ", each step a factor" } }
            svg.values {
                @for scale::Mark { value, label } in y.marks() {
                    text x="100%" y=(up(&y, value)) dy="4" text-anchor="end" { (label) }
                }
            }
            svg.field {
                @for scale::Mark { value, .. } in y.marks() {
                    line x2="100%" y1=(up(&y, value)) y2=(up(&y, value)) {}
                }
                // The first curve is drawn last, and so lies above the others.
                @for (kind, (curve, mark)) in curves.iter().rev() {
                    (self::curve(chart, curve, (&x, &y), *kind, *mark))
                }
            }
            svg.places {
                @for place in named(&chart.positions()) {
                    text x=(along(&x, place)) y="14" text-anchor="middle" { (place) }
                }
            }
            p.across { (chart.x) }
            ul.legend {
                @for (kind, (curve, mark)) in &curves {
                    li { span.mark data-kind=(kind) { (mark) } (curve.name) }
                }
            }
        }
    }
}

/// The axis below, with room for a mark at either end.
fn across(chart: &Chart) -> Scale {
    let positions = chart.positions();
    let (first, last) = match positions[..] {
        [first, .., last] => (first, last),
        [only] => (only, only * 2.0),
        [] => (1.0, 2.0),
    };
    match chart.x_is_logarithmic && first > 0.0 {
        true => {
            let margin = (last / first).powf(0.04);
            Scale::logarithmic(first / margin, last * margin)
        }
        false => {
            let margin = (last - first) * 0.04;
            Scale::even(first - margin, last + margin)
        }
    }
}

/// Some of the places, evenly.
fn named(places: &[f64]) -> impl Iterator<Item = f64> {
    places.iter().copied().step_by(places.len().div_ceil(MOST_PLACES).max(1))
}

fn curve(
    chart: &Chart,
    curve: &Curve,
    (x, y): (&Scale, &Scale),
    kind: usize,
    mark: char,
) -> Markup {
    let at = |point: &(f64, f64)| (along(x, point.0), up(y, point.1));
    html! {
        g.curve data-kind=(kind) {
            @for pair in curve.points.windows(2) {
                @let ((x1, y1), (x2, y2)) = (at(&pair[0]), at(&pair[1]));
                line x1=(x1) y1=(y1) x2=(x2) y2=(y2) {}
            }
            @for point in &curve.points {
                @let (x, y) = at(point);
                text.mark x=(x) y=(y) dy="5" text-anchor="middle" {
                    (mark)
                    title { (in_words(chart, curve, *point)) }
                }
            }
        }
    }
}

/// `measured: 1.84 times as fast as one worker; workers: 2`
fn in_words(chart: &Chart, curve: &Curve, (x, y): (f64, f64)) -> String {
    format!("{}: {} {}; {}: {x}", curve.name, figure(y), chart.y, chart.x)
}

fn along(scale: &Scale, value: f64) -> String {
    format!("{:.2}%", scale.percent(value))
}

/// How far down a value is: the axis runs upwards.
fn up(scale: &Scale, value: f64) -> String {
    format!("{:.2}%", 100.0 - scale.percent(value))
}

/// The same as a table.
pub fn table(chart: &Chart) -> Markup {
    let at =
        |curve: &Curve, x: f64| curve.points.iter().find(|point| point.0 == x).map(|point| point.1);
    let names = chart.curves.iter().map(|curve| curve.name.as_str());
    let columns: Vec<&str> = std::iter::once(chart.x.as_str()).chain(names).collect();
    scrolling(
        &chart.title,
        html! {
            table.cards {
                caption { (chart.y) }
                (header(&columns, 1))
                tbody {
                    @for x in chart.positions() {
                        tr {
                            th scope="row" { (x) }
                            @for curve in &chart.curves {
                                (cell(&curve.name, at(curve, x).map_or("–".to_owned(), figure)))
                            }
                        }
                    }
                }
            }
        },
    )
}

/// A value with two digits that say something.
fn figure(value: f64) -> String {
    let decimals = match value.abs() {
        ..1e-4 => 6,
        ..1e-2 => 4,
        _ => 2,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speedups(points: &[(f64, f64)]) -> Chart {
        let (name, points) = ("measured".to_owned(), points.to_vec());
        let title = "Speedup".to_owned();
        let (x, y) = ("workers".to_owned(), "times as fast".to_owned());
        let curves = vec![Curve { name, points }];
        Chart { title, x, y, curves, ..Chart::default() }
    }

    #[test]
    fn a_mark_stands_at_its_value_and_says_it() {
        let drawn = chart(&speedups(&[(1.0, 1.0), (2.0, 2.0)])).into_string();
        // Of an axis from 0 to 2.1, and of one with room at either end.
        assert!(drawn.contains(r#"x="3.70%" y="52.38%""#), "{drawn}");
        assert!(drawn.contains(r#"x="96.30%" y="4.76%""#), "{drawn}");
        let title = "<title>measured: 2.00 times as fast; workers: 2</title>";
        assert!(drawn.contains(title), "{drawn}");
        assert!(!drawn.contains("a factor"), "{drawn}");
    }

    #[test]
    fn values_that_span_decades_stand_on_a_logarithmic_axis_that_says_so() {
        let points = [(1.0, 1.0), (64.0, 48.0)];
        let drawn = chart(&speedups(&points)).into_string();
        assert!(drawn.contains("times as fast, each step a factor"), "{drawn}");
    }

    #[test]
    fn a_chart_without_points_is_drawn_all_the_same() {
        let drawn = chart(&speedups(&[])).into_string();
        assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
    }
}
