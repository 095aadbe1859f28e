//! The same work in several languages: one table over all chapters, and what has to be said of it.

use stopwatch::text;

use super::{ChapterSummary, Summary};
use crate::timings::{ChapterTimings, Row, Timings};

/// Every version that more than Rust has, with its time in each language.
pub(super) struct SideBySide {
    pub(super) languages: Vec<String>,
    pub(super) chapters: Vec<Chapter>,
}

pub(super) struct Chapter {
    pub(super) name: String,
    /// A version, and what it took in each language.
    pub(super) lines: Vec<(String, Vec<String>)>,
}

/// The table; `None` where there is only Rust.
pub(super) fn side_by_side(summary: &Summary) -> Option<SideBySide> {
    let mut languages: Vec<String> = Vec::new();
    for chapter in &summary.chapters {
        if !languages.contains(&chapter.measured.language) {
            languages.push(chapter.measured.language.clone());
        }
    }
    let same = |a: &ChapterSummary, b: &ChapterSummary| a.measured.chapter == b.measured.chapter;
    let chapters = summary.chapters.chunk_by(same).filter(|chapter| chapter.len() > 1);
    let chapters = chapters.map(|chapter| self::chapter(chapter, &languages)).collect();
    (languages.len() > 1).then_some(SideBySide { languages, chapters })
}

fn chapter(in_languages: &[ChapterSummary], languages: &[String]) -> Chapter {
    let mut versions: Vec<&str> = Vec::new();
    for row in in_languages[1..].iter().flat_map(|chapter| &chapter.rows) {
        if !versions.contains(&row.version.as_str()) {
            versions.push(&row.version);
        }
    }
    let cell = |language: &String, version: &str| {
        let mut rows = in_languages.iter().flat_map(|chapter| &chapter.rows);
        let row = rows.find(|row| row.language == *language && row.version == version);
        row.map_or_else(|| "–".to_owned(), took)
    };
    let line = |version: &str| {
        let cells = languages.iter().map(|language| cell(language, version));
        (version.to_owned(), cells.collect())
    };
    Chapter {
        name: in_languages[0].measured.chapter.clone(),
        lines: versions.into_iter().map(line).collect(),
    }
}

/// `2.6 s, 1.9×`: what it gained is beside the first version of the same job in the same language.
fn took(row: &Row) -> String {
    let Some(wall) = row.wall_s else {
        return if row.failed { "failed" } else { "–" }.to_owned();
    };
    let speedup = row.speedup.map(|speedup| format!(", {}", text::times(speedup, false)));
    format!("{}{}", text::duration(wall.median), speedup.unwrap_or_default())
}

/// What the reader has to know of the other languages.
pub(super) fn remarks(timings: &Timings) -> Vec<String> {
    let found = &timings.interpreters;
    let pythons = found.usable.iter().map(|it| format!("{} is {}", it.language, it.path.display()));
    let (refused, passed_over): (Vec<_>, Vec<_>) =
        found.unusable.iter().partition(|it| it.was_asked_for);
    let refused = refused.iter().map(ToString::to_string);
    let names = passed_over.iter().filter_map(|it| it.path.file_name()?.to_str());
    let others = |of: fn(&ChapterTimings) -> Option<String>| {
        let mut seen: Vec<String> = Vec::new();
        for remark in timings.chapters.iter().filter(|it| !it.is_rust()).filter_map(of) {
            if !seen.contains(&remark) {
                seen.push(remark);
            }
        }
        seen
    };
    let sizes = others(|it| {
        let sizes = &it.about.python.sizes;
        (!sizes.is_empty()).then(|| format!("{} {}", it.chapter, sizes.join(" ")))
    });
    let answers =
        others(|it| Some(format!("{}: {}", it.chapter, it.about.python.other_answers.as_ref()?)));
    [
        sentence("Python", pythons.collect()),
        sentence("Could not be used", refused.collect()),
        sentence("Not used, as `cargo xtask doctor` explains", names.map(str::to_owned).collect()),
        sentence("With the sizes that are in reach of Python, in Rust as well", sizes),
        sentence("Answers that are not compared with those of Rust", answers),
    ]
    .into_iter()
    .flatten()
    .chain(found.usable.iter().filter_map(|it| skipped(timings, &it.language)))
    .collect()
}

/// The versions that could not run in a language, by what they lack.
fn skipped(timings: &Timings, language: &str) -> Option<String> {
    let of_language = timings.chapters.iter().filter(|it| it.language == language);
    let versions = of_language.flat_map(|it| it.skipped().iter().map(move |skipped| (it, skipped)));
    let words = versions.map(|(it, skipped)| {
        format!("{} of {} ({})", skipped.name, it.short_name(), skipped.reason)
    });
    sentence(&format!("Skipped in {language}"), words.collect())
}

fn sentence(what: &str, list: Vec<String>) -> Option<String> {
    (!list.is_empty()).then(|| format!("{what}: {}.", list.join("; ")))
}
