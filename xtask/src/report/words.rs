//! What was measured, in sentences.

use stopwatch::{busy, text};

use crate::timings::{ChapterTimings, Provenance, Row, Timings, Verdict};

/// What is said about two versions that are as good as equal.
pub(crate) const NO_DIFFERENCE: &str = "no difference that this run can show";

/// What the name of a version ends with that shows a mistake; another version shows it mended.
const MISTAKE: &str = "-mistake";
const MENDED: &str = "-mended";

/// What a version took, beside the baseline: "Five downloads: 10.0 s one by one, 2.0 s in threads,
/// 5.0 times faster."
pub(crate) fn statement(chapter: &ChapterTimings, rows: &[Row], row: &Row) -> String {
    let tasks = tasks(chapter, rows, row);
    let phrase = phrase(chapter, &row.version);
    let Some(wall) = row.wall_s else {
        return format!("{tasks}: not measured {phrase}.");
    };
    let took = format!("{} {phrase}", text::duration(wall.median));
    if !row.did_its_work {
        return format!("{tasks}: {took}, which did not wait for all of them.");
    }
    let baseline = rows.iter().find(|other| other.version == row.baseline);
    match (baseline.and_then(|row| Some((row, row.wall_s?))), row.speedup) {
        (Some((baseline, before)), Some(speedup)) => {
            let before = text::duration(before.median);
            let baseline = self::phrase(chapter, &baseline.version);
            format!("{tasks}: {before} {baseline}, {took}, {}.", change(speedup, row.verdict))
        }
        _ => format!("{tasks}: {took}."),
    }
}

/// The version that gained most. Of those that gained the same, as far as the page shows or the runs
/// can tell, it is the first: the simplest.
pub(crate) fn best<'r>(rows: impl DoubleEndedIterator<Item = &'r Row> + Clone) -> Option<&'r Row> {
    let most = |row: &&Row| (row.speedup.unwrap_or(0.0) * 10.0).round() as u64;
    let best = rows.clone().rev().max_by_key(most)?;
    let is_level = |row: &&Row| match (row.wall_s, best.wall_s) {
        (Some(wall), Some(bests)) => {
            row.speedup.is_some()
                && row.baseline == best.baseline
                && wall.compared_with(bests) == Verdict::NoDifference
        }
        _ => false,
    };
    rows.into_iter().find(is_level).or(Some(best))
}

/// Whether a version is faster than the first of its job, as far as the page shows and the runs can tell.
pub(crate) fn gains(row: &Row) -> bool {
    let shown = row.speedup.map(|speedup| (speedup * 10.0).round());
    shown.is_some_and(|shown| shown > 10.0) && row.verdict != Verdict::NoDifference
}

/// "5.0 times faster", "1.3 times slower", or that it cannot be told.
pub(crate) fn change(speedup: f64, verdict: Verdict) -> String {
    match verdict {
        Verdict::NoDifference => NO_DIFFERENCE.to_owned(),
        _ if (speedup * 10.0).round() == 10.0 => "as good as the same".to_owned(),
        _ if speedup >= 100.0 => format!("{} times faster", text::count(speedup.round() as u64)),
        _ if speedup >= 1.0 => format!("{speedup:.1} times faster"),
        _ => format!("{:.1} times slower", 1.0 / speedup),
    }
}

/// Why a version took far more or less than was predicted, where somebody knows.
pub(crate) fn off(chapter: &ChapterTimings, row: &Row) -> Option<String> {
    let why = chapter.about.why_off.get(&row.version)?;
    let (predicted, took) = (text::duration(row.predicted_s?), text::duration(row.wall_s?.median));
    let (chapter, version) = (&chapter.chapter, text::shown(&row.version));
    Some(format!("{chapter}: {version} took {took}, and not {predicted} as predicted: {why}."))
}

/// "Five downloads", "16 ranges", or as the chapter's Cargo.toml has it; for a mistake, its name.
fn tasks(chapter: &ChapterTimings, rows: &[Row], row: &Row) -> String {
    if let Some(job) = chapter.about.jobs.get(&row.baseline) {
        return job.clone();
    }
    if let Some(mistake) = row.baseline.strip_suffix(MISTAKE) {
        let words = text::shown(&mistake.replace('-', " ")).into_owned();
        let (first, rest) = words.split_at(words.chars().next().map_or(0, char::len_utf8));
        return first.to_uppercase() + rest;
    }
    const WORDS: [&str; 13] = [
        "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
        "Eleven", "Twelve",
    ];
    // A version that does some task twice, after a crash, has the same job as the others.
    let job = rows.iter().find(|other| other.version == row.baseline).unwrap_or(row);
    let count = chapter.runs_of(&job.version).next().map_or(0, |run| run.tasks.len());
    let number = WORDS.get(count).map_or_else(|| text::count(count as u64), ToString::to_string);
    format!("{number} {}", chapter.about.tasks)
}

/// "one by one", "in threads", or as the chapter's Cargo.toml has it.
pub(crate) fn phrase(chapter: &ChapterTimings, version: &str) -> String {
    match (chapter.about.phrases.get(version), version) {
        (Some(phrase), _) => phrase.clone(),
        (None, "sequential") => "one by one".to_owned(),
        (None, version) if version.ends_with(MISTAKE) => "with the mistake".to_owned(),
        (None, version) if version.ends_with(MENDED) => "mended".to_owned(),
        (None, version) => format!("in {}", text::shown(&version.replace('-', " "))),
    }
}

/// How the timings were taken, and when.
pub(crate) fn how(timings: &Timings) -> String {
    let runs = match timings.runs {
        1 => "One run".to_owned(),
        runs => format!("{runs} runs of each chapter"),
    };
    let quick = if timings.quick { " with the short tasks of --quick" } else { "" };
    let Provenance { commit, date, .. } = &timings.provenance;
    format!("{runs}{quick}, commit {commit}, {date}.")
}

/// The machine, in less than a line.
pub(crate) fn machine(provenance: &Provenance) -> String {
    let Provenance { cpu, cores, os, rustc, .. } = provenance;
    let cores = text::counted(*cores as u64, "core");
    let rustc = rustc.split(" (").next().unwrap_or_default();
    format!("{cpu}, {cores}, {os}, {rustc}")
}

/// What casts doubt on the figures.
pub(crate) fn warnings(timings: &Timings) -> Vec<String> {
    let busy = busy::warning(timings.busy_percent.into());
    let unoptimised: Vec<&str> = timings
        .chapters
        .iter()
        .filter(|chapter| chapter.opt_level.as_deref() == Some("0") && computes(chapter))
        .map(|chapter| chapter.chapter.as_str())
        .collect();
    let unoptimised = (!unoptimised.is_empty()).then(|| {
        format!(
            "Warning: {} was built without optimisation, and computes. Look for `opt-level` in \
             the environment and in Cargo.toml.",
            unoptimised.join(", ")
        )
    });
    cut_off(timings).into_iter().chain(busy).chain(unoptimised).collect()
}

/// That some of the chapters are missing, if any are.
pub(crate) fn cut_off(timings: &Timings) -> Option<String> {
    let (done, planned) = (timings.chapters.len(), timings.chapters_planned);
    let chapters = chapters(timings);
    (done < planned)
        .then(|| format!("{done} of {planned} {chapters}: cut off, or not yet at its end."))
}

/// What is counted: each chapter once in each language.
pub(crate) fn chapters(timings: &Timings) -> &'static str {
    if timings.interpreters.usable.is_empty() { "chapters" } else { "runs of chapters" }
}

/// Why a chapter failed, as it may be shown: it may be what its program printed last.
pub(crate) fn failure(chapter: &ChapterTimings) -> Option<String> {
    chapter.failure.as_deref().map(text::sentence)
}

/// Whether a version of the chapter spent more than a tenth of its time computing.
fn computes(chapter: &ChapterTimings) -> bool {
    let mut runs = chapter.reports.iter().flat_map(|report| &report.versions);
    // A version that ends at once spends its time on starting.
    let is_long = |wall_s: f64| wall_s > 0.01;
    runs.any(|run| match (run.cpu_s, run.wall_s) {
        (Some(cpu_s), Some(wall_s)) => is_long(wall_s) && cpu_s > 0.1 * wall_s,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use stopwatch::{Report, Task, report::RUST};

    use super::*;
    use crate::{
        chapters::{About, Chapter},
        timings::{Outcome, rows},
    };

    /// A chapter of five downloads, run once for each pair of wall times.
    fn chapter(walls: &[(f64, f64)]) -> ChapterTimings {
        let about = About { tasks: "downloads".to_owned(), ..About::default() };
        let chapter = Chapter { name: "chapter-02-threads".to_owned(), about };
        let mut timings = ChapterTimings::new(&chapter, RUST, Vec::new());
        for (sequential, threads) in walls {
            let mut report = Report::new(&chapter.name);
            report.versions = [("sequential", sequential), ("threads", threads)]
                .map(|(name, wall_s)| stopwatch::Run {
                    baseline: "sequential".to_owned(),
                    wall_s: Some(*wall_s),
                    cpu_s: Some(wall_s * 0.5),
                    tasks: vec![
                        Task {
                            name: "file".to_owned(),
                            lane: "main".to_owned(),
                            start_s: 0.0,
                            end_s: Some(0.1),
                            cpu_s: None,
                        };
                        5
                    ],
                    ..stopwatch::Run::not_measured(name)
                })
                .to_vec();
            timings.add(Outcome { report: Some(report), failure: None, log: Vec::new() });
        }
        timings
    }

    fn timings(chapter: ChapterTimings) -> Timings {
        let provenance = Provenance {
            commit: String::new(),
            rustc: String::new(),
            cpu: String::new(),
            cores: 2,
            os: String::new(),
            date: String::new(),
        };
        let mut timings = Timings::new(provenance, 1, false, 1);
        timings.chapters.push(chapter);
        timings
    }

    /// What is said about the second version.
    fn of_threads(chapter: &ChapterTimings) -> String {
        let rows = rows(chapter);
        statement(chapter, &rows, &rows[1])
    }

    #[test]
    fn a_statement_says_what_was_gained() {
        let expected = "Five downloads: 10.0 s one by one, 2.0 s in threads, 5.0 times faster.";
        assert_eq!(of_threads(&chapter(&[(10.0, 2.0)])), expected);
    }

    #[test]
    fn a_mistake_is_called_by_its_name_and_its_mend_is_not() {
        let mut chapter = chapter(&[(0.25, 0.05)]);
        for run in chapter.reports.iter_mut().flat_map(|report| &mut report.versions) {
            let which = if run.name == "sequential" { MISTAKE } else { MENDED };
            run.name = format!("lazy-iterator{which}");
            run.baseline = format!("lazy-iterator{MISTAKE}");
        }
        let expected = "Lazy iterator: 0.25 s with the mistake, 50.0 ms mended, 5.0 times faster.";
        assert_eq!(of_threads(&chapter), expected);
    }

    #[test]
    fn what_is_slower_or_the_same_is_not_called_faster() {
        let slower = chapter(&[(1.0, 2.0)]);
        assert!(of_threads(&slower).ends_with("2.0 times slower."));
        let same = chapter(&[(1.0, 1.3), (1.2, 1.0), (1.1, 1.2)]);
        assert!(of_threads(&same).ends_with("no difference that this run can show."));
    }

    #[test]
    fn no_version_wins_over_a_simpler_one_within_the_spread() {
        let mut level = chapter(&[(9.0, 1.00), (9.1, 1.02), (9.2, 1.10)]);
        for (report, wall_s) in level.reports.iter_mut().zip([0.99, 1.01, 1.08]) {
            let (name, wall_s) = ("rayon".to_owned(), Some(wall_s));
            report.versions.push(stopwatch::Run { name, wall_s, ..report.versions[1].clone() });
        }
        let rows = rows(&level);
        assert!(rows[2].speedup > rows[1].speedup);
        assert_eq!(best(rows.iter()).unwrap().version, "threads");
    }

    #[test]
    fn a_run_that_was_cut_off_says_so() {
        let mut timings = timings(chapter(&[(10.0, 2.0)]));
        assert_eq!(cut_off(&timings), None);
        timings.chapters_planned = 12;
        assert!(warnings(&timings)[0].starts_with("1 of 12 chapters: cut off"));
    }

    #[test]
    fn a_busy_machine_and_an_unoptimised_build_are_warned_of() {
        let mut timings = timings(chapter(&[(10.0, 2.0)]));
        timings.chapters[0].opt_level = Some("2".to_owned());
        timings.busy_percent = 5.0;
        assert_eq!(warnings(&timings), [""; 0]);
        timings.chapters[0].opt_level = Some("0".to_owned());
        timings.busy_percent = 60.0;
        let warnings = warnings(&timings);
        assert!(warnings[0].contains("Other programs used 60 % of its cores"), "{warnings:?}");
        assert!(warnings[1].contains("chapter-02-threads was built without"), "{warnings:?}");
    }
}
