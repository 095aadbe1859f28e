//! Draws how a measured value changed with something else: the speedup over the workers, say.

use unicode_width::UnicodeWidthStr;

use super::{
    axis::tick_step,
    canvas::{Canvas, RIGHT_MARGIN, TICK_SPACING},
};
use crate::report::Chart;

/// The marks of the curves, in their order: measured values first, what they are compared with next.
pub const MARKS: [char; 4] = ['●', '○', '◇', '△'];
const MARKS_ASCII: [char; 4] = ['#', 'o', '+', '^'];

/// The marks of an axis from 0 to `highest`: round values, in at most `most` steps.
pub fn ticks(highest: f64, most: f64) -> Vec<f64> {
    let step = tick_step(highest / most);
    (0..).map(|number| f64::from(number) * step).take_while(|y| *y <= highest * 1.0001).collect()
}

/// Draws a chart with a row for each value of `x`, in which each curve has a mark at its value.
///
/// Where marks meet, that of the first curve is seen. A line of dots leads to the first curve's mark.
pub fn draw(chart: &Chart, canvas: Canvas) -> String {
    let (marks, dot, line, arrow) = match canvas.ascii {
        true => (MARKS_ASCII, '.', '-', "->"),
        false => (MARKS, '·', '─', "→"),
    };
    let rows = chart.positions();
    let labels: Vec<String> = rows.iter().map(ToString::to_string).collect();
    let heading = format!("{} {arrow}", chart.y);
    let label_width = labels.iter().map(String::len).max().unwrap_or(0).max(chart.x.width());
    let columns = canvas.width - label_width - 4 - RIGHT_MARGIN;
    let highest = chart.curves.iter().flat_map(|curve| &curve.points).map(|(_, y)| *y);
    let highest = highest.fold(1e-9, f64::max);
    let column = |y: f64| (y / highest * columns as f64).round() as usize;

    let mut ticks = String::new();
    let mut axis = vec![line; columns + 1];
    for value in self::ticks(highest, columns as f64 / TICK_SPACING as f64) {
        let (at, label) = (column(value), format!("{}", (value * 1e4).round() / 1e4));
        ticks += &" ".repeat(at.saturating_sub(ticks.width()));
        ticks += &label;
        axis[at] = '|';
    }
    let indent = " ".repeat(label_width + 4);
    let axis: String = axis.into_iter().collect();
    let mut drawing = format!("{}\n{indent}{heading}\n{indent}{ticks}\n", chart.title);
    drawing += &format!("  {:>label_width$}  {axis}\n", chart.x);
    for (row, label) in rows.iter().zip(labels) {
        let mut cells = vec![' '; columns + 1];
        let of_row = |points: &[(f64, f64)]| points.iter().find(|(x, _)| x == row).map(|(_, y)| *y);
        if let Some(y) = chart.curves.first().and_then(|curve| of_row(&curve.points)) {
            cells[..column(y)].fill(dot);
        }
        for (curve, mark) in chart.curves.iter().zip(marks).rev() {
            if let Some(y) = of_row(&curve.points) {
                cells[column(y)] = mark;
            }
        }
        let cells: String = cells.into_iter().collect();
        drawing += format!("  {label:>label_width$}  {cells}").trim_end();
        drawing.push('\n');
    }
    let legend: Vec<String> = chart
        .curves
        .iter()
        .zip(marks)
        .map(|(curve, mark)| format!("{mark} {}", curve.name))
        .collect();
    drawing += &format!("{indent}{}\n{}\n", legend.join("   "), chart.in_words);
    if canvas.ascii { drawing.replace('µ', "u") } else { drawing }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Curve;

    fn chart() -> Chart {
        let curve = |name: &str, points: &[(f64, f64)]| Curve {
            name: name.to_owned(),
            points: points.to_vec(),
        };
        Chart {
            title: "Speedup".to_owned(),
            x: "workers".to_owned(),
            x_is_logarithmic: false,
            y: "times as fast".to_owned(),
            curves: vec![
                curve("measured", &[(1.0, 1.0), (2.0, 1.9), (4.0, 2.0)]),
                curve("ideal", &[(1.0, 1.0), (2.0, 2.0), (4.0, 4.0)]),
            ],
            in_words: "On this machine use 2 workers.".to_owned(),
        }
    }

    #[test]
    fn marks_stand_at_their_values_and_the_measured_one_is_on_top() {
        let drawing = draw(&chart(), Canvas { width: 57, ascii: true });
        let cells = |row: &str| {
            let line = drawing.lines().find(|line| line.starts_with(row)).unwrap();
            (line.find('#').map(|at| at - 11), line.find('o').map(|at| at - 11))
        };
        // 40 columns for a speedup of four.
        assert_eq!(cells("        1"), (Some(10), None), "{drawing}");
        assert_eq!(cells("        2"), (Some(19), Some(20)), "{drawing}");
        assert_eq!(cells("        4"), (Some(20), Some(40)), "{drawing}");
    }

    #[test]
    fn a_chart_fits_its_width_and_its_characters() {
        for (width, ascii) in [(40, true), (80, false), (200, true)] {
            let drawing = draw(&chart(), Canvas { width, ascii });
            assert_eq!(drawing.is_ascii(), ascii);
            for line in drawing.lines() {
                assert!(line.width() <= width, "{line}");
            }
        }
    }
}
