//! The same work in several languages: one table over all chapters.

use stopwatch::text;

use super::{ChapterSummary, Summary};
use crate::timings::{Row, each_once};

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
    let languages = summary.chapters.iter().map(|chapter| chapter.measured.language.clone());
    let languages = each_once(languages);
    let same = |a: &ChapterSummary, b: &ChapterSummary| a.measured.chapter == b.measured.chapter;
    let chapters = summary.chapters.chunk_by(same).filter(|chapter| chapter.len() > 1);
    let chapters = chapters.map(|chapter| self::chapter(chapter, &languages)).collect();
    (languages.len() > 1).then_some(SideBySide { languages, chapters })
}

fn chapter(in_languages: &[ChapterSummary], languages: &[String]) -> Chapter {
    let rows = in_languages[1..].iter().flat_map(|chapter| &chapter.rows);
    let versions = each_once(rows.map(|row| row.version.as_str()));
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

/// `2.6 s, 1.9×`: its gain is over the first version of the same job in the same language.
fn took(row: &Row) -> String {
    let Some(wall) = row.wall_s else {
        return if row.failed { "failed" } else { "–" }.to_owned();
    };
    let speedup = row.speedup.map(|speedup| format!(", {}", text::times(speedup, false)));
    format!("{}{}", text::duration(wall.median), speedup.unwrap_or_default())
}
