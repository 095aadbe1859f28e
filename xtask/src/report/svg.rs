//! The charts of the report: the speedups of all versions, and the curves that chapters measured.

use anyhow::Result;
use plotters::{
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use stopwatch::{Chart, chart::MARKS, text};

use super::{ChapterSummary, Summary};

const WIDTH: u32 = 760;
const BAR_HEIGHT: u32 = 26;
/// Where the largest speedup is more than so many times the smallest, small ones would not be seen.
const DECADES: f64 = 50.0;
/// Room for the names on the left, and for the axis below.
const NAMES: u32 = 310;
const AXIS: u32 = 48;

/// One bar for each version that has a speedup, as SVG; `None` when none has one. Where they span decades the
/// axis is logarithmic, and a bar begins at 1: what is slower lies to the left of it.
///
/// The colours are those of the light page; its style sheet replaces them in the dark.
pub(crate) fn speedups(summary: &Summary) -> Result<Option<String>> {
    let bars: Vec<(String, f64)> = summary
        .chapters
        .iter()
        .filter(|chapter| chapter.measured.is_rust())
        .flat_map(|ChapterSummary { measured, rows, .. }| {
            rows.iter().filter_map(|row| {
                let name = format!("{}: {}", measured.short_name(), text::shown(&row.version));
                Some((name, row.speedup?))
            })
        })
        .collect();
    if bars.is_empty() {
        return Ok(None);
    }
    let count = bars.len();
    let largest = bars.iter().map(|(_, speedup)| *speedup).fold(1.0, f64::max);
    let smallest = bars.iter().map(|(_, speedup)| *speedup).fold(1.0, f64::min).max(1e-9);
    let is_logarithmic = largest > DECADES * smallest;
    let position = |speedup: f64| if is_logarithmic { speedup.max(1e-9).log10() } else { speedup };
    let value = |x: f64| if is_logarithmic { 10_f64.powf(x) } else { x };
    let (axis, left, right) = match is_logarithmic {
        true => (", each step a factor", smallest.log10() - 0.1, largest.log10() + 0.3),
        false => ("", 0.0, largest * 1.12),
    };
    let mut svg = String::new();
    let area = SVGBackend::with_string(&mut svg, (WIDTH, count as u32 * BAR_HEIGHT + AXIS))
        .into_drawing_area();
    // The first bar is at the top: the axis runs downwards.
    let mut chart = ChartBuilder::on(&area)
        .x_label_area_size(AXIS)
        .y_label_area_size(NAMES)
        .margin_right(16)
        .build_cartesian_2d(left..right, count as f64..0.0)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .y_labels(0)
        .x_labels(6)
        .x_label_formatter(&|x| text::times(value(*x), false))
        .x_desc(format!("times as fast as the first version of the same job{axis}"))
        .label_style(("sans-serif", 13))
        .light_line_style(TRANSPARENT)
        .draw()?;
    chart.draw_series((0..).zip(&bars).map(|(row, (_, speedup))| {
        let top = f64::from(row);
        Rectangle::new(
            [(0.0, top + 0.18), (position(*speedup), top + 0.82)],
            RGBColor(47, 102, 144).filled(),
        )
    }))?;
    chart.draw_series((0..).zip(&bars).map(|(row, (_, speedup))| {
        let figure = text::times(*speedup, false);
        EmptyElement::at((position(*speedup).max(0.0), f64::from(row) + 0.5))
            + Text::new(figure, (6, 0), middle(HPos::Left))
    }))?;
    chart.draw_series(std::iter::once(PathElement::new(
        [(position(1.0), 0.0), (position(1.0), count as f64)],
        BLACK.stroke_width(1),
    )))?;
    for (row, (name, _)) in (0..).zip(&bars) {
        let height = (row * BAR_HEIGHT + BAR_HEIGHT / 2) as i32;
        area.draw_text(name, &middle(HPos::Right), (NAMES as i32 - 8, height))?;
    }
    area.present()?;
    drop(chart);
    drop(area);
    Ok(Some(svg))
}

const CURVES_HEIGHT: u32 = 340;

/// The colours of curves, in their order: they stand out on light and on dark paper.
const COLOURS: [RGBColor; 4] = [
    RGBColor(59, 130, 196),
    RGBColor(128, 134, 143),
    RGBColor(183, 121, 31),
    RGBColor(60, 150, 100),
];

/// The curves of a chapter's chart, as SVG. Their marks are those of the terminal.
pub(crate) fn curves(chart: &Chart) -> Result<String> {
    // On a logarithmic axis the powers of ten are drawn, and their values are written.
    let position = |x: f64| if chart.x_is_logarithmic { x.log10() } else { x };
    let value = |x: f64| if chart.x_is_logarithmic { 10_f64.powf(x) } else { x };
    let points = || chart.curves.iter().flat_map(|curve| &curve.points);
    let left = points().map(|(x, _)| position(*x)).fold(0.0, f64::min);
    let right = points().map(|(x, _)| position(*x)).fold(1.0, f64::max);
    let top = points().map(|(_, y)| *y).fold(0.1, f64::max);
    let mut svg = String::new();
    let area = SVGBackend::with_string(&mut svg, (WIDTH, CURVES_HEIGHT)).into_drawing_area();
    let mut context = ChartBuilder::on(&area)
        .x_label_area_size(AXIS)
        .y_label_area_size(64)
        .margin(12)
        .build_cartesian_2d(left..right + 0.05 * (right - left), 0.0..top * 1.08)?;
    context
        .configure_mesh()
        .x_labels(8)
        .y_labels(6)
        .x_label_formatter(&|x| format!("{}", (value(*x) * 100.0).round() / 100.0))
        .y_label_formatter(&|y| format!("{y:.1}"))
        .x_desc(&chart.x)
        .y_desc(&chart.y)
        .label_style(("sans-serif", 13))
        .light_line_style(TRANSPARENT)
        .bold_line_style(RGBColor(128, 134, 143).mix(0.3))
        .draw()?;
    // The first curve is drawn last, and so lies above the others.
    for ((curve, mark), colour) in chart.curves.iter().zip(MARKS).zip(COLOURS).rev() {
        let points: Vec<(f64, f64)> =
            curve.points.iter().map(|(x, y)| (position(*x), *y)).collect();
        let line = PathElement::new(points.clone(), colour.stroke_width(2));
        context.draw_series(std::iter::once(line))?;
        context.draw_series(points.into_iter().map(|at| {
            let style = TextStyle::from(("sans-serif", 16)).color(&colour);
            Text::new(mark.to_string(), at, style.pos(Pos::new(HPos::Center, VPos::Center)))
        }))?;
    }
    area.present()?;
    drop(context);
    drop(area);
    Ok(svg)
}

/// Text whose middle is at the height that it is given.
fn middle(side: HPos) -> TextStyle<'static> {
    TextStyle::from(("sans-serif", 13)).pos(Pos::new(side, VPos::Center))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::timings::Timings;

    #[test]
    fn speedups_that_span_decades_have_a_logarithmic_axis() {
        let recorded =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../chapters/output/timings.json");
        let mut timings = Timings::read(&recorded).unwrap();
        let is_logarithmic = |timings: &Timings| {
            let svg = speedups(&Summary::of(timings)).unwrap().unwrap();
            svg.contains("each step a factor")
        };
        assert!(is_logarithmic(&timings));
        timings.chapters.truncate(2);
        assert!(!is_logarithmic(&timings));
    }
}
