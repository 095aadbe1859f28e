//! What has to be said where there is more than Rust.

use std::iter;

use stopwatch::{Skipped, report::RUST};

use crate::timings::{ChapterTimings, Timings, each_once};

/// What the reader has to know about the other languages.
pub(super) fn remarks(timings: &Timings) -> Vec<String> {
    let found = &timings.interpreters;
    let pythons = found.usable.iter().map(|it| format!("{} is {}", it.language, it.path.display()));
    let (refused, passed_over): (Vec<_>, Vec<_>) =
        found.unusable.iter().partition(|it| it.was_asked_for);
    let refused = refused.iter().map(ToString::to_string);
    let names = passed_over.iter().filter_map(|it| it.path.file_name()?.to_str());
    let others = |of: fn(&ChapterTimings) -> Option<String>| {
        each_once(timings.chapters.iter().filter(|it| !it.is_rust()).filter_map(of))
    };
    let sizes = others(|it| {
        let sizes = &it.about.python.sizes;
        (!sizes.is_empty()).then(|| format!("{} `{}`", it.chapter, sizes.join(" ")))
    });
    let answers =
        others(|it| Some(format!("{}: {}", it.chapter, it.about.python.other_answers.as_ref()?)));
    [
        sentence("Python", pythons.collect()),
        sentence("Could not be used", refused.collect()),
        sentence("Not used, as `cargo xtask doctor` explains", names.map(str::to_owned).collect()),
        sentence("Without a script in Python", without_script(timings)),
        sentence("With the sizes that are in reach of Python, in Rust as well", sizes),
        sentence("Answers that are not compared with those of Rust", answers),
    ]
    .into_iter()
    .flatten()
    .chain(skipped(timings))
    .collect()
}

/// The chapters that are there in Rust only, once all of them have been run.
fn without_script(timings: &Timings) -> Vec<String> {
    let has_all = timings.chapters.len() >= timings.chapters_planned;
    if timings.interpreters.usable.is_empty() || !has_all {
        return Vec::new();
    }
    let has_script = |chapter: &&ChapterTimings| {
        timings.chapters.iter().any(|it| it.chapter == chapter.chapter && !it.is_rust())
    };
    let alone = timings.chapters.iter().filter(|chapter| !has_script(chapter));
    alone.map(|it| it.chapter.clone()).collect()
}

/// The versions that could not run: one sentence for all languages that lack the same.
fn skipped(timings: &Timings) -> impl Iterator<Item = String> {
    let pythons = timings.interpreters.usable.iter().map(|it| it.language.as_str());
    let languages = iter::once(RUST).chain(pythons);
    let lists = grouped(languages.map(|language| (skipped_in(timings, language), language)));
    lists.into_iter().filter_map(|(list, languages)| {
        sentence(&format!("Skipped in {}", languages.join(", ")), list)
    })
}

/// The versions that could not run in a language, or the chapters of which none could, by what they lack.
fn skipped_in(timings: &Timings, language: &str) -> Vec<String> {
    let of_language = timings.chapters.iter().filter(|it| it.language == language);
    let skipped = of_language.flat_map(|it| it.skipped().iter().map(move |skipped| (it, skipped)));
    let reasons = grouped(skipped.map(|(it, Skipped { name, reason })| {
        let chapter = it.short_name().to_owned();
        let is_whole = it.versions().is_empty();
        (reason, if is_whole { chapter } else { format!("{name} of {chapter}") })
    }));
    let reasons = reasons.into_iter();
    let sentences = reasons.map(|(reason, versions)| {
        format!("{} ({reason})", each_once(versions.into_iter()).join(", "))
    });
    sentences.collect()
}

/// The values by their keys; the keys in the order in which they come.
fn grouped<K: PartialEq, V>(pairs: impl Iterator<Item = (K, V)>) -> Vec<(K, Vec<V>)> {
    let mut groups: Vec<(K, Vec<V>)> = Vec::new();
    for (key, value) in pairs {
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, values)) => values.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    groups
}

fn sentence(what: &str, list: Vec<String>) -> Option<String> {
    (!list.is_empty()).then(|| format!("{what}: {}.", list.join("; ")))
}
