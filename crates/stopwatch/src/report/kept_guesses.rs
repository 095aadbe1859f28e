//! Guesses that are kept from run to run, a file for each chapter.

use std::{fs, io::ErrorKind, path::Path};

use anyhow::{Context, Result};

use super::{Report, Run};

/// In Cargo's target folder.
const FOLDER: &str = "guesses";

/// Keeps the versions that were guessed and measured. For the others, what was kept before stays.
///
/// # Errors
/// When the folder or the disk does not take the file.
pub(crate) fn keep(report: &Report, target: &Path) -> Result<()> {
    let is_guessed = |run: &&Run| run.guess_off().is_some();
    let mut guessed: Vec<Run> = report.versions.iter().filter(is_guessed).cloned().collect();
    if guessed.is_empty() {
        return Ok(());
    }
    // Only the guesses are of interest later.
    guessed.iter_mut().for_each(|run| run.tasks.clear());
    let folder = target.join(FOLDER);
    let file = folder.join(format!("{}.json", report.chapter));
    // What cannot be read is from another version of this program, or not a report.
    let earlier = Report::read(&file).map(|report| report.versions).unwrap_or_default();
    for run in earlier {
        if guessed.iter().all(|it| it.name != run.name) {
            guessed.push(run);
        }
    }
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    Report { versions: guessed, ..Report::new(&report.chapter) }.write(&file)
}

/// The guesses that are kept in Cargo's target folder: a report for each chapter, in their order, with
/// the versions that were guessed.
///
/// # Errors
/// When what is kept cannot be read.
pub fn kept_guesses(target: &Path) -> Result<Vec<Report>> {
    let folder = target.join(FOLDER);
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(|| format!("could not read {}", folder.display()))?,
    };
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files.iter().map(|file| Report::read(file)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(name: &str, guess_s: f64) -> Run {
        Run { guess_s: Some(guess_s), wall_s: Some(2.0), ..Run::not_measured(name) }
    }

    #[test]
    fn the_last_guess_of_each_version_is_kept() {
        let target = tempfile::tempdir().unwrap();
        assert_eq!(kept_guesses(target.path()).unwrap(), []);
        let mut report = Report::new("chapter-02-threads");
        let keep = |versions: Vec<Run>, report: &mut Report| {
            report.versions = versions;
            super::keep(report, target.path()).unwrap();
            let [kept] = &kept_guesses(target.path()).unwrap()[..] else { panic!("one chapter") };
            let kept = kept.versions.iter().map(|run| (run.name.clone(), run.guess_s.unwrap()));
            kept.collect::<Vec<_>>()
        };
        let (sequential, threads) = ("sequential".to_owned(), "threads".to_owned());
        let both = vec![guessed("sequential", 9.0), guessed("threads", 8.0)];
        assert_eq!(keep(both, &mut report), [(sequential.clone(), 9.0), (threads.clone(), 8.0)]);
        let one = vec![guessed("threads", 2.0), Run::not_measured("pool")];
        assert_eq!(keep(one, &mut report), [(threads.clone(), 2.0), (sequential.clone(), 9.0)]);
        let none = vec![Run { wall_s: Some(2.0), ..Run::not_measured("threads") }];
        assert_eq!(keep(none, &mut report), [(threads, 2.0), (sequential, 9.0)]);
    }
}
