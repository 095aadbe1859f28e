//! The pictures in exercises: recorded runs without their names.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use stopwatch::{
    Run,
    timeline::{self, Canvas, Rows},
};

use super::page::{EXERCISES, files_in, shown};
use crate::timings::Timings;

const SOLUTIONS: &str = "crates/exercises/solutions";

/// Before the version whose run an exercise shows, in its solution.
const RUN_OF: &str = "// The run of `";

/// What is handed out with a picture: the second paragraph of each file is the picture of what is recorded now.
pub(super) fn generated(root: &Path, timings: &Timings) -> Result<Vec<(PathBuf, String)>> {
    let reports = timings.chapters.iter().filter_map(|chapter| chapter.reports.first());
    let runs: Vec<&Run> = reports.flat_map(|report| &report.versions).collect();
    let mut files = Vec::new();
    for solution in files_in(root, Path::new(SOLUTIONS), "rs")? {
        let text = read(root, &solution)?;
        let Some(version) = text.strip_prefix(RUN_OF).and_then(|text| text.split('`').next())
        else {
            continue;
        };
        let run = runs.iter().find(|run| run.name == version).with_context(|| {
            format!("{} names `{version}`, which is not recorded", shown(&solution))
        })?;
        let file = Path::new(EXERCISES).join(solution.file_name().unwrap_or_default());
        let text = with_picture(&read(root, &file)?, &picture(run));
        files.push((file, text));
    }
    Ok(files)
}

/// The timeline in a comment, under a question mark.
fn picture(run: &Run) -> String {
    // That of a terminal, less `// `.
    const CANVAS: Canvas = Canvas { width: 77, ascii: false };
    let run = Run { name: "?".to_owned(), ..(*run).clone() };
    let timeline = timeline::draw(&[run], Rows::Lanes, CANVAS);
    let lines: Vec<String> = timeline.lines().map(|line| format!("// {line}")).collect();
    lines.join("\n")
}

fn with_picture(text: &str, picture: &str) -> String {
    let mut paragraphs: Vec<&str> = text.split("\n\n").collect();
    if let Some(old) = paragraphs.get_mut(1) {
        *old = picture;
    }
    paragraphs.join("\n\n")
}

fn read(root: &Path, file: &Path) -> Result<String> {
    fs::read_to_string(root.join(file)).with_context(|| format!("could not read {}", shown(file)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_takes_the_place_of_the_old_one_and_tells_no_name() {
        let picture = picture(&Run { wall_s: Some(1.0), ..Run::not_measured("a-mistake") });
        assert!(picture.contains("Time") && picture.contains("// ?"), "{picture}");
        let text = with_picture("// What.\n\n// Old\n// one.\n\nfn main() {}\n", &picture);
        assert_eq!(text, format!("// What.\n\n{picture}\n\nfn main() {{}}\n"));
        assert!(!text.contains("mistake"));
    }
}
