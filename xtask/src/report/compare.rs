//! `--compare FILE`: these timings beside earlier ones.

use std::path::Path;

use comfy_table::{CellAlignment, Table};

use stopwatch::{spread::NO_DIFFERENCE_MEANS, text, timeline::Canvas};

use super::{ChapterSummary, Summary, table, words};
use crate::timings::{Spread, Verdict};

/// One version, earlier and now.
struct Pair<'t> {
    version: &'t str,
    earlier: Option<Spread>,
    now: Option<Spread>,
}

/// The table for the terminal, and what has to be said about it.
pub(crate) fn terminal(now: &Summary, earlier: &Summary, file: &Path) -> String {
    let ascii = Canvas::of_terminal(false).ascii;
    let mut table = Table::new();
    let has_languages = now.timings.has_languages() || earlier.timings.has_languages();
    let language = has_languages.then_some("language");
    let names = ["chapter and version"].into_iter().chain(language);
    table.set_header(names.chain(["earlier", "now", "change"]));
    let mut verdicts = Vec::new();
    for chapter in &now.chapters {
        let before = earlier.chapters.iter().find(|it| is_same(it, chapter));
        let before = before.filter(|it| has_same_flags(it, chapter));
        if chapter.measured.is_rust() {
            table.add_row([text::shown(&chapter.measured.chapter)]);
        }
        for pair in pairs(chapter, before) {
            let none = || if ascii { "-" } else { "–" }.to_owned();
            let seconds =
                |spread: Option<Spread>| spread.map_or_else(none, |it| text::duration(it.median));
            let change = match (pair.earlier, pair.now) {
                (Some(earlier), Some(now)) => {
                    let verdict = now.compared_with(earlier);
                    verdicts.push(verdict);
                    change(now.speedup_over(earlier), verdict, ascii)
                }
                _ => none(),
            };
            let mut cells = vec![format!(" {}", text::shown(pair.version))];
            cells.extend(language.map(|_| text::shown(&chapter.measured.language).into_owned()));
            cells.extend([seconds(pair.earlier), seconds(pair.now), change]);
            table.add_row(cells);
        }
    }
    table::style(&mut table, ascii, 2, if has_languages { 2 } else { 1 });
    if let Some(column) = table.column_iter_mut().last() {
        column.set_cell_alignment(CellAlignment::Left);
    }
    let file = file.display().to_string();
    let mut text = format!("Compared with {}:\n\n{}\n", text::sentence(&file), table.trim_fmt());
    for note in notes(now, earlier, &verdicts) {
        text += &table::wrapped(&note);
        text += "\n";
    }
    text
}

/// The same chapter in the same language.
fn is_same(a: &ChapterSummary, b: &ChapterSummary) -> bool {
    let name = |it: &ChapterSummary| (it.measured.chapter.clone(), it.measured.language.clone());
    name(a) == name(b)
}

/// Whether both were run with the same flags, as far as that is known: when run beside Python, some
/// chapters have other sizes.
fn has_same_flags(a: &ChapterSummary, b: &ChapterSummary) -> bool {
    match (&a.measured.flags, &b.measured.flags) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// The versions of a chapter, and after them those that only the earlier timings have.
fn pairs<'t>(now: &'t ChapterSummary, earlier: Option<&'t ChapterSummary>) -> Vec<Pair<'t>> {
    let before = earlier.map(|chapter| chapter.rows.as_slice()).unwrap_or_default();
    let mut pairs = Vec::new();
    for row in &now.rows {
        let same = before.iter().find(|it| it.version == row.version);
        let earlier = same.and_then(|row| row.wall_s);
        pairs.push(Pair { version: &row.version, earlier, now: row.wall_s });
    }
    let is_gone = |version: &str| now.rows.iter().all(|row| row.version != version);
    for row in before.iter().filter(|row| is_gone(&row.version)) {
        pairs.push(Pair { version: &row.version, earlier: row.wall_s, now: None });
    }
    pairs
}

fn change(speedup: f64, verdict: Verdict, ascii: bool) -> String {
    match verdict {
        Verdict::NoDifference => "no difference".to_owned(),
        Verdict::Faster if speedup < 1.1 => format!("{:.1} % less time", 100.0 - 100.0 / speedup),
        Verdict::Slower if speedup > 1.0 / 1.1 => {
            format!("{:.1} % more time", 100.0 / speedup - 100.0)
        }
        Verdict::Faster => format!("{} faster", text::times(speedup, ascii)),
        Verdict::Slower => format!("{} slower", text::times(1.0 / speedup, ascii)),
        Verdict::Unknown => format!("{} ?", text::times(speedup, ascii)),
    }
}

fn notes(now: &Summary, earlier: &Summary, verdicts: &[Verdict]) -> Vec<String> {
    let mut notes = Vec::new();
    if verdicts.contains(&Verdict::NoDifference) {
        notes.push(format!("No difference means {}: {NO_DIFFERENCE_MEANS}.", words::NO_DIFFERENCE));
    }
    if verdicts.contains(&Verdict::Unknown) {
        notes.push(
            "?: fewer than three runs do not show how far they lie apart. Measure both with --runs 5."
                .to_owned(),
        );
    }
    let now_of = |earlier: &ChapterSummary| now.chapters.iter().find(|now| is_same(now, earlier));
    let titles = |of: &dyn Fn(&ChapterSummary) -> bool| -> Option<String> {
        let chapters = earlier.chapters.iter().filter(|it| of(it));
        let titles: Vec<String> = chapters.map(|it| it.measured.title()).collect();
        (!titles.is_empty()).then(|| titles.join(", "))
    };
    let gone = titles(&|earlier| now_of(earlier).is_none());
    notes.extend(gone.map(|titles| format!("Measured earlier, and not now: {titles}.")));
    let differ =
        titles(&|earlier| now_of(earlier).is_some_and(|now| !has_same_flags(now, earlier)));
    notes.extend(differ.map(|titles| format!("Not compared, since their sizes differ: {titles}.")));
    let (before, after) = (&earlier.timings.provenance, &now.timings.provenance);
    let machines = (words::machine(before), words::machine(after));
    if machines.0 != machines.1 {
        let (before, after) = machines;
        notes.push(format!("The machines differ. Earlier: {before}. Now: {after}."));
    }
    notes.extend(earlier.cut_off.iter().map(|cut_off| format!("Earlier: {cut_off}")));
    notes.push(format!(
        "Earlier: commit {}, {}. Now: commit {}, {}.",
        before.commit, before.date, after.commit, after.date
    ));
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_named_by_what_the_spread_allows() {
        assert_eq!(change(2.0, Verdict::Faster, true), "2.0x faster");
        assert_eq!(change(0.5, Verdict::Slower, true), "2.0x slower");
        assert_eq!(change(1.0 / 1.05, Verdict::Slower, true), "5.0 % more time");
        assert_eq!(change(1.2, Verdict::NoDifference, true), "no difference");
        assert_eq!(change(1.2, Verdict::Unknown, true), "1.2x ?");
    }
}
