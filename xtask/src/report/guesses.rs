//! The reader's guesses beside what was measured: a table for the terminal and for the book, a chart, and
//! the same in a sentence.

use comfy_table::{Table, presets};

use stopwatch::{Chart, Curve, Report, Run, text, timeline::Canvas};

use super::{
    markdown,
    table::{align_figures, style},
};

/// A guess that is off by a smaller factor is right.
const RIGHT: f64 = 1.05;

/// The table for the terminal.
pub(crate) fn terminal(kept: &[Report]) -> String {
    let ascii = Canvas::of_terminal(false).ascii;
    let mut table = table(kept, ascii, |name| text::shown(name).into_owned());
    style(&mut table, ascii, 2, 1);
    table.trim_fmt()
}

/// The table and the sentence for the book.
pub(crate) fn markdown(kept: &[Report]) -> String {
    let mut table = table(kept, false, markdown::in_cell);
    table.load_style(presets::ASCII_MARKDOWN);
    align_figures(&mut table, 1);
    format!("{table}\n\n{}\n", in_words(kept))
}

fn table(kept: &[Report], ascii: bool, shown: fn(&str) -> String) -> Table {
    let mut table = Table::new();
    table.set_header(["chapter and version", "your guess", "measured", "off by"]);
    for report in kept {
        let off = median(report).map(|off| text::times(off, ascii));
        let middle = format!("{}: median", shown(&report.chapter));
        table.add_row([middle, String::new(), String::new(), off.unwrap_or_default()]);
        for run in &report.versions {
            let seconds = |seconds: Option<f64>| seconds.map(text::duration).unwrap_or_default();
            let name = format!(" {}", shown(&run.name));
            let off = off_by(run, ascii);
            table.add_row([name, seconds(run.guess_s), seconds(run.measured_s()), off]);
        }
    }
    table
}

/// `5.0× too long`, `1.3× too short`, or `right`.
fn off_by(run: &Run, ascii: bool) -> String {
    match (run.guess_off(), run.guess_s > run.measured_s()) {
        (None, _) => String::new(),
        (Some(off), _) if off < RIGHT => "right".to_owned(),
        (Some(off), true) => format!("{} too long", text::times(off, ascii)),
        (Some(off), false) => format!("{} too short", text::times(off, ascii)),
    }
}

/// The median of a chapter's factors; of the two in the middle, the larger.
fn median(report: &Report) -> Option<f64> {
    middle(report.versions.iter().filter_map(Run::guess_off))
}

fn middle(factors: impl Iterator<Item = f64>) -> Option<f64> {
    let mut factors: Vec<f64> = factors.collect();
    factors.sort_by(f64::total_cmp);
    factors.get(factors.len() / 2).copied()
}

/// How good the guesses were, and which was the furthest off.
pub(crate) fn in_words(kept: &[Report]) -> String {
    let Some(off) = middle(guesses(kept).map(|(.., off)| off)) else {
        return "No guess could be compared with a time.".to_owned();
    };
    let count = guesses(kept).count();
    let many = if count == 1 { "1 guess".to_owned() } else { format!("{count} guesses") };
    let worst = guesses(kept).max_by(|(.., a), (.., b)| a.total_cmp(b));
    let worst = worst.filter(|(.., off)| *off >= RIGHT).map(|(chapter, run, _)| {
        format!(
            " The furthest off: {} for {} of {chapter}, which took {}.",
            text::duration(run.guess_s.unwrap_or_default()),
            text::shown(&run.name),
            text::duration(run.measured_s().unwrap_or_default()),
        )
    });
    let off = text::times(off, false).replace('×', " times");
    format!("{many}, off by {off} in the median.{}", worst.unwrap_or_default())
}

/// Each guess with its chapter, its version, and the factor by which it is off.
fn guesses(kept: &[Report]) -> impl Iterator<Item = (&str, &Run, f64)> {
    kept.iter().flat_map(|report| {
        let chapter = report.chapter.as_str();
        let of_run = move |run| Some((chapter, run, Run::guess_off(run)?));
        report.versions.iter().filter_map(of_run)
    })
}

/// How the factors changed from chapter to chapter; `None` for a single chapter.
pub(crate) fn chart(kept: &[Report]) -> Option<Chart> {
    let number = |chapter: &str| chapter.split('-').find_map(|word| word.parse().ok());
    let point = |report: &Report| Some((number(&report.chapter)?, median(report)?));
    let points: Vec<(f64, f64)> = kept.iter().filter_map(point).collect();
    let right = points.iter().map(|(chapter, _)| (*chapter, 1.0)).collect();
    let curve = |name: &str, points| Curve { name: name.to_owned(), points };
    (points.len() > 1).then(|| Chart {
        title: "How far off the guesses were".to_owned(),
        x: "chapter".to_owned(),
        y: "times off, median".to_owned(),
        curves: vec![curve("your guesses", points), curve("right", right)],
        ..Chart::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(chapter: &str, guesses: &[(&str, f64, f64)]) -> Report {
        let mut report = Report::new(chapter);
        report.versions = guesses
            .iter()
            .map(|&(name, guess_s, wall_s)| Run {
                guess_s: Some(guess_s),
                wall_s: Some(wall_s),
                ..Run::not_measured(name)
            })
            .collect();
        report
    }

    fn kept() -> [Report; 2] {
        [
            report(
                "chapter-02-threads",
                &[("sequential", 10.0, 10.0), ("threads", 10.0, 2.0), ("pool", 4.0, 6.0)],
            ),
            report("chapter-03-http-threads", &[("threads", 1.0, 0.4)]),
        ]
    }

    #[test]
    fn each_guess_is_beside_its_time_with_the_factor_and_its_direction() {
        let table = markdown(&kept());
        for cells in [
            ["sequential", "10.0 s", "10.0 s", "right"],
            ["threads", "10.0 s", "2.0 s", "5.0× too long"],
            ["pool", "4.0 s", "6.0 s", "1.5× too short"],
        ] {
            let has_all = |line: &str| cells.iter().all(|cell| line.contains(cell));
            assert!(table.lines().any(has_all), "{cells:?}: {table}");
        }
        let middle = |line: &str| line.contains("chapter-02-threads") && line.contains("1.5×");
        assert!(table.lines().any(middle), "{table}");
    }

    #[test]
    fn the_sentence_names_the_middle_and_the_furthest() {
        assert_eq!(
            in_words(&kept()),
            "4 guesses, off by 2.5 times in the median. The furthest off: 10.0 s for threads of \
             chapter-02-threads, which took 2.0 s."
        );
        let right = report("chapter-01-sequential", &[("sequential", 6.0, 6.0)]);
        assert_eq!(in_words(&[right]), "1 guess, off by 1.0 times in the median.");
    }

    #[test]
    fn a_chart_has_a_point_for_each_chapter_and_needs_two() {
        let chart = super::chart(&kept()).unwrap();
        assert_eq!(chart.curves[0].points, [(2.0, 1.5), (3.0, 2.5)]);
        assert!(super::chart(&kept()[..1]).is_none());
    }
}
