//! What there is to say about some timings: worked out once, and passed to every form.

use stopwatch::{no_core, spread::NO_DIFFERENCE_MEANS, turns};

use super::{languages, words};
use crate::timings::{ChapterTimings, Row, Timings, Verdict, rows};

/// Some timings, and all that follows from them.
pub(crate) struct Summary<'t> {
    pub(crate) timings: &'t Timings,
    pub(crate) chapters: Vec<ChapterSummary<'t>>,
    /// What was gained, in the first chapter that shows a gain.
    pub(crate) headline: String,
    /// That some of the chapters are missing, if any are.
    pub(crate) cut_off: Option<String>,
    /// What casts doubt on the figures.
    pub(crate) warnings: Vec<String>,
    /// What the reader of the figures has to know.
    pub(crate) remarks: Vec<String>,
    /// How the timings were taken, and when.
    pub(crate) how: String,
}

/// One chapter of them.
pub(crate) struct ChapterSummary<'t> {
    pub(crate) measured: &'t ChapterTimings,
    /// The versions in their order, each over all runs.
    pub(crate) rows: Vec<Row>,
    /// A sentence for each row: what the version took, beside its baseline.
    pub(crate) sentences: Vec<String>,
    /// The sentence about the version that gained most, in the first job in which one gained something.
    pub(crate) headline: Option<String>,
    /// How many times as fast that version is, where it is compared.
    pub(crate) gain: Option<f64>,
    /// Why it failed, as it may be shown.
    pub(crate) failure: Option<String>,
}

impl<'t> Summary<'t> {
    pub(crate) fn of(timings: &'t Timings) -> Self {
        let chapters: Vec<ChapterSummary> =
            timings.chapters.iter().map(ChapterSummary::of).collect();
        Self {
            timings,
            headline: headline(&chapters),
            cut_off: words::cut_off(timings),
            warnings: words::warnings(timings),
            remarks: remarks(timings, &chapters),
            how: words::how(timings),
            chapters,
        }
    }

    /// What has to be said beside the table: what failed, what differs in the notebook, and how it was
    /// measured.
    pub(crate) fn notes(&self) -> Vec<String> {
        let failures = self.chapters.iter().filter_map(|chapter| {
            Some(format!("{} failed: {}.", chapter.measured.title(), chapter.failure.as_ref()?))
        });
        let remarks = self.remarks.iter().cloned();
        failures.chain(remarks).chain(self.origin()).collect()
    }

    /// How the timings were taken, and on which machine.
    pub(crate) fn origin(&self) -> [String; 2] {
        let machine = format!("Machine: {}.", words::machine(&self.timings.provenance));
        [self.how.clone(), machine]
    }
}

impl<'t> ChapterSummary<'t> {
    fn of(measured: &'t ChapterTimings) -> Self {
        let rows = rows(measured);
        let statement = |row: &Row| words::statement(measured, &rows, row);
        let best = best(measured, &rows);
        Self {
            measured,
            sentences: rows.iter().map(statement).collect(),
            headline: best.map(statement),
            gain: best.and_then(|row| row.speedup),
            failure: words::failure(measured),
            rows,
        }
    }
}

/// The version for a chapter's headline. One that has lost the answer gains nothing.
fn best<'r>(measured: &ChapterTimings, rows: &'r [Row]) -> Option<&'r Row> {
    let has_answer = |row: &Row| {
        let run = row.typical_run(measured);
        run.is_some_and(|run| !run.answer.is_null())
    };
    let best_of = |job: &'r [Row]| {
        let have_answers = job.iter().any(has_answer);
        let is_right = move |row: &&Row| !have_answers || has_answer(row);
        words::best(job.iter().filter(|row| row.wall_s.is_some()).filter(is_right))
    };
    let mut jobs = rows.chunk_by(|a, b| a.baseline == b.baseline).filter_map(best_of);
    jobs.find(|row| words::gains(row)).or_else(|| best_of(rows))
}

fn headline(chapters: &[ChapterSummary]) -> String {
    let is_compared =
        |chapter: &&ChapterSummary| chapter.rows.iter().any(|row| row.speedup.is_some());
    let mut best_first = chapters.iter().filter(is_compared).chain(chapters);
    let headline = best_first.find_map(|chapter| chapter.headline.clone());
    headline.unwrap_or_else(|| "Nothing was measured.".to_owned())
}

fn remarks(timings: &Timings, chapters: &[ChapterSummary]) -> Vec<String> {
    let unclear = chapters
        .iter()
        .flat_map(|chapter| &chapter.rows)
        .any(|row| row.verdict == Verdict::NoDifference)
        .then(|| format!("?: {}: {NO_DIFFERENCE_MEANS}.", words::NO_DIFFERENCE));
    let unfinished = chapters.iter().flat_map(|chapter| {
        let rows = chapter.rows.iter().filter(|row| !row.did_its_work && !row.failed);
        rows.map(|row| {
            let chapter = chapter.measured.title();
            format!("{chapter}: {} did not wait for all of its tasks.", row.version)
        })
    });
    let turns = chapters.iter().flat_map(|chapter| {
        let runs = chapter.rows.iter().filter_map(|row| row.typical_run(chapter.measured));
        let said = runs.clone().filter_map(turns).chain(no_core(runs));
        said.map(|said| format!("{}: {said}", chapter.measured.title())).collect::<Vec<_>>()
    });
    let off = chapters.iter().filter(|_| !timings.quick).flat_map(|chapter| {
        // The reason why it is off in Rust says nothing about Python.
        let rows = chapter.rows.iter().filter(|row| row.is_off() && chapter.measured.is_rust());
        rows.filter_map(|row| words::off(chapter.measured, row))
    });
    let in_rust = timings.chapters.iter().filter(|chapter| chapter.is_rust());
    let notes = in_rust.filter(|_| timings.has_notebook()).filter_map(|chapter| {
        let note = chapter.about.notebook_note.as_ref()?;
        Some(format!("Notebook, {}: {note}.", chapter.chapter))
    });
    let languages = languages::remarks(timings);
    let remarks = unclear.into_iter().chain(unfinished).chain(turns).chain(off).chain(notes);
    remarks.chain(languages).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_headline_is_of_the_first_job_and_of_no_version_that_lost_the_answer() {
        let recorded =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../chapters/output/timings.json");
        let mut timings = Timings::read(&recorded).unwrap();
        let reports = timings.chapters.iter_mut().flat_map(|chapter| &mut chapter.reports);
        let mut runs = reports.flat_map(|report| &mut report.versions);
        // On two cores it is not faster in every recording.
        runs.find(|run| run.name == "count-apart-then-add").unwrap().wall_s = Some(1e-3);
        let summary = Summary::of(&timings);
        let headline = |name: &str| {
            let chapter = summary.chapters.iter().find(|it| it.measured.short_name() == name);
            chapter.unwrap().headline.clone().unwrap()
        };
        assert!(headline("05-shared-memory").starts_with("Counting: "));
        assert!(!headline("05-shared-memory").contains("losing updates"));
        assert!(headline("06-data-parallel").starts_with("Counting primes: "));
        assert!(headline("07-async-downloads").starts_with("Waits: "));
    }
}
