//! The pictures of the guide: the timelines of each chapter as the report draws them, and the same in
//! figures.

use maud::{Markup, html};

use pictures::states;

use super::recorded::can_be_drawn;
use crate::{
    report::{ChapterSummary, Summary, bars, figures, table::Columns},
    timings::{ChapterTimings, Row},
};

/// What pages include: an anchor for each chapter, and in it one for each of its jobs.
pub(super) fn generated(summary: &Summary) -> (&'static str, String) {
    let columns = Columns { cpu: false, notebook: false, ..Columns::all(summary.timings) };
    let chapters = summary.chapters.iter().filter(|chapter| chapter.measured.is_rust());
    ("generated/pictures.md", chapters.map(|chapter| pictures(chapter, &columns)).collect())
}

fn pictures(chapter: &ChapterSummary, columns: &Columns) -> String {
    let ChapterSummary { measured, rows, headline, .. } = chapter;
    let name = measured.short_name();
    // On a page once, before what they fill.
    let is_filled = measured.about.tasks_are_states() || !measured.about.kinds.is_empty();
    let fills = is_filled.then(|| states::fills().into_string() + "\n");
    let jobs = rows.chunk_by(|a, b| a.baseline == b.baseline);
    let jobs =
        jobs.map(|job| anchored(&format!("{name}-{}", job[0].baseline), &picture(measured, job)));
    let in_figures = html! {
        @if measured.about.tasks_are_states() {
            (figures::states(chapter))
        } @else {
            @if let Some(headline) = headline { p { (headline) } }
            (figures::versions(std::slice::from_ref(chapter), columns))
            (figures::tasks(chapter))
        }
    };
    let whole: String = fills.into_iter().chain(jobs).collect();
    anchored(name, &maud::PreEscaped(whole + &in_figures.into_string()))
}

/// One job. A version that cannot be drawn has its place on the time axis all the same.
fn picture(chapter: &ChapterTimings, job: &[Row]) -> Markup {
    let is_drawn = |row: &&Row| row.typical_run(chapter).is_some_and(can_be_drawn);
    let drawn = || job.iter().filter(is_drawn);
    let end_s = bars::end_s(job.iter().map(|row| (chapter, row)));
    html! {
        figure.job {
            @if drawn().next().is_some() {
                (bars::timelines_until(end_s, chapter, drawn()))
                (bars::legends(chapter, drawn()))
            } @else {
                p { "Of so many tasks no picture is recorded." }
            }
        }
    }
}

/// A part to include. What is in it has no empty line, so that Markdown takes it as it is.
pub(super) fn anchored(name: &str, part: &Markup) -> String {
    let part = part.0.trim_end();
    format!("<!-- ANCHOR: {name} -->\n{part}\n<!-- ANCHOR_END: {name} -->\n")
}

#[cfg(test)]
mod tests {
    use pictures::kinds::MOST_KINDS;
    use stopwatch::Task;

    use super::*;
    use crate::{
        book::{
            page::Page,
            recorded::{self, MOST_TASKS},
        },
        chapters::Workspace,
        timings::Timings,
    };

    fn recorded() -> Timings {
        let root = Workspace::read().unwrap().root;
        recorded::timings(&root).unwrap().unwrap()
    }

    #[test]
    fn the_page_of_every_chapter_shows_its_timelines() {
        let pages = Page::read_all(&Workspace::read().unwrap().root).unwrap();
        for chapter in recorded().chapters.iter().filter(|chapter| chapter.is_rust()) {
            let name = chapter.short_name();
            let page = pages.iter().find(|page| page.name() == format!("{name}.md")).unwrap();
            let is_picture = |anchor: &String| anchor.starts_with(name);
            let mut includes = page.includes.iter().filter_map(|include| include.anchor.as_ref());
            assert!(includes.any(is_picture), "{name}");
        }
    }

    #[test]
    fn every_kind_of_tasks_is_there_and_has_a_colour() {
        let timings = recorded();
        for chapter in &Workspace::read().unwrap().chapters {
            let kinds = &chapter.about.kinds;
            assert!(kinds.len() <= MOST_KINDS, "{}", chapter.name);
            let measured = timings.chapters.iter().filter(|it| it.chapter == chapter.name);
            let runs = measured.flat_map(|it| &it.reports).flat_map(|report| &report.versions);
            let names: Vec<&str> =
                runs.flat_map(|run| &run.tasks).map(|task| task.name.as_str()).collect();
            for kind in kinds {
                let is_its = |name: &&str| name.split(' ').next() == Some(kind);
                assert!(names.is_empty() || names.iter().any(is_its), "{}: {kind}", chapter.name);
            }
        }
    }

    #[test]
    fn what_is_generated_has_no_empty_line_where_markdown_would_begin_again() {
        let (_, pictures) = generated(&Summary::of(&recorded()));
        assert!(
            pictures.contains("<!-- ANCHOR: 02-threads -->\n<!-- ANCHOR: 02-threads-sequential")
        );
        assert!(!pictures.contains("\n\n") && !pictures.contains("\n    "));
    }

    #[test]
    fn of_more_tasks_than_are_recorded_the_number_in_flight_is_drawn() {
        let mut timings = recorded();
        timings.chapters.truncate(1);
        let report = &mut timings.chapters[0].reports[0];
        let run = &mut report.versions[0];
        let task = Task { end_s: Some(3.0), ..run.tasks[0].clone() };
        run.tasks = vec![task; MOST_TASKS + 1];
        run.most_in_flight = run.tasks.len();
        recorded::trim(report);
        assert_eq!(report.versions[0].tasks.len(), MOST_TASKS);
        let (_, pictures) = generated(&Summary::of(&timings));
        assert!(pictures.contains("class=\"area\"") && pictures.contains("<b>201</b>"));
    }
}
