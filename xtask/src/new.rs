//! `cargo xtask new 13 mistakes`: a chapter that builds, passes every check, and waits to be filled.
//!
//! Its files are those of `xtask/new/`, with another number and another word.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use stopwatch::println;

use crate::chapters::{UsageError, Workspace};

#[derive(clap::Args)]
pub(crate) struct NewArgs {
    /// Its number, which no other chapter has
    #[arg(value_name = "NUMBER", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u8>(1..=99))]
    number: u8,

    /// Its word, after which folder, package and page are named: csv-files
    #[arg(value_name = "WORD", value_parser = word)]
    word: String,
}

/// A file, from the workspace's root, and its new contents.
type NewText = (PathBuf, String);

/// The words that Rust reserves: none of them can name a module, and each chapter's tests are one.
const KEYWORDS: &str = "abstract as async await become box break const continue crate do dyn else \
    enum extern false final fn for gen if impl in let loop macro match mod move mut override priv \
    pub ref return self static struct super trait true try type typeof unsafe unsized use virtual \
    where while yield";

/// Longer words do not fit into the lines of the files.
const LONGEST_WORD: usize = 40;

fn word(value: &str) -> Result<String, String> {
    let is_part = |part: &str| {
        let is_letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        !part.is_empty() && part.chars().all(is_letter)
    };
    let is_word = value.split('-').all(is_part) && !value.starts_with(|it: char| it.is_numeric());
    match value {
        _ if !is_word => Err("expected small letters, as in mistakes or csv-files".to_owned()),
        _ if value.len() > LONGEST_WORD => Err(format!("expected at most {LONGEST_WORD} letters")),
        _ if KEYWORDS.split(' ').any(|keyword| keyword == value) => {
            Err("it is a word of Rust itself; add another to it".to_owned())
        }
        _ => Ok(value.to_owned()),
    }
}

pub(crate) fn new(args: &NewArgs) -> Result<()> {
    let workspace = Workspace::read()?;
    let NewArgs { number, word } = args;
    let name = format!("{number:02}-{word}");
    if let Some(taken) = workspace.chapters.iter().find(|chapter| chapter.is(&number.to_string())) {
        return Err(UsageError(format!("{} has this number already", taken.name)).into());
    }
    let files = files(&name, word);
    write_all(&workspace.root, &files, &lists(&workspace.root, &name, word)?)?;
    println!("Made chapter {number:02}: crates/{word}, chapters/{name}.md, and a test in tests/.");
    println!("Try it: cargo run -p chapter-{name}");
    println!("CONTRIBUTING.md says how to go on.");
    Ok(())
}

/// The chapter's own files.
fn files(name: &str, word: &str) -> [NewText; 5] {
    let (number, title) = (&name[..2], word.replace('-', " "));
    let filled = |template: &str| {
        template
            .replace("00-word", name)
            .replace("00_word", &name.replace('-', "_"))
            .replace("crates/word", &format!("crates/{word}"))
            .replace("hapter 00", &format!("hapter {number}"))
            .replace("the title", &title)
    };
    [
        (format!("crates/{word}/Cargo.toml"), include_str!("../new/manifest.toml")),
        (format!("crates/{word}/src/lib.rs"), include_str!("../new/lib.rs")),
        (format!("crates/{word}/src/main.rs"), include_str!("../new/main.rs")),
        (format!("chapters/{name}.md"), include_str!("../new/page.md")),
        (test_file(word), include_str!("../new/test.rs")),
    ]
    .map(|(file, template)| (file.into(), filled(template)))
}

fn test_file(word: &str) -> String {
    format!("tests/tests/end_to_end/{}.rs", word.replace('-', "_"))
}

/// The lists of all chapters, each with this one in its place.
fn lists(root: &Path, name: &str, word: &str) -> Result<Vec<NewText>> {
    let (number, title) = (&name[..2], word.replace('-', " "));
    let row = format!(
        "| [{number} {title}](chapters/{name}.md) | what this chapter shows | \
         `cargo run -p chapter-{name}` |"
    );
    let lines = [
        ("chapters/SUMMARY.md", format!("- [Chapter {number}: {title}]({name}.md)")),
        ("chapters/introduction.md", format!("| [Chapter {number}: {title}]({name}.md) | 10 |")),
        ("README.md", row),
        ("tests/tests/end_to_end/main.rs", format!("mod {};", word.replace('-', "_"))),
    ];
    let lists = lines.iter().map(|(file, line)| {
        let list = fs::read_to_string(root.join(file))
            .with_context(|| format!("could not read {file}"))?;
        let list = with_line(&list, line)
            .with_context(|| format!("{file} has no list of which this could be part: {line}"))?;
        Ok((PathBuf::from(file), list))
    });
    lists.collect()
}

/// The text with one more line, after the last of its kind that comes before it.
fn with_line(text: &str, line: &str) -> Option<String> {
    let place = place(line)?;
    let mut lines: Vec<&str> = text.lines().collect();
    let places: Vec<(usize, &str)> =
        (0..).zip(&lines).filter_map(|(at, line)| Some((at, self::place(line)?))).collect();
    let (first, _) = *places.first()?;
    let before = places.iter().rev().find(|(_, other)| *other < place);
    lines.insert(before.map_or(first, |(at, _)| at + 1), line);
    Some(lines.join("\n") + "\n")
}

/// What a line of a list is sorted by: the page that it links to, or the module that it declares.
fn place(line: &str) -> Option<&str> {
    if let Some(module) = line.strip_prefix("mod ") {
        return module.strip_suffix(';');
    }
    let item = line.strip_prefix("- [").or_else(|| line.strip_prefix("| ["))?;
    let (_, link) = item.split_once("](")?;
    let (page, _) = link.trim_start_matches("chapters/").split_once(')')?;
    page.starts_with(|first: char| first.is_ascii_digit()).then_some(page)
}

/// Writes new files and changed lists: all of them, or none.
fn write_all(root: &Path, files: &[NewText], lists: &[NewText]) -> Result<()> {
    for (file, _) in files {
        if root.join(file).exists() {
            let taken = format!("{} is there already: choose another word", file.display());
            return Err(UsageError(taken).into());
        }
    }
    let mut undo: Vec<(PathBuf, Option<String>)> = Vec::new();
    for (file, text) in files.iter().chain(lists) {
        let file = root.join(file);
        undo.push((file.clone(), fs::read_to_string(&file).ok()));
        let folder = file.parent().unwrap_or(root);
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&file, text));
        if let Err(error) = written {
            undo.iter().rev().for_each(undone);
            return Err(error).with_context(|| format!("could not write {}", file.display()));
        }
    }
    Ok(())
}

/// Puts back what a file was, as far as the system allows it.
fn undone((file, was): &(PathBuf, Option<String>)) {
    let _ = match was {
        Some(text) => fs::write(file, text),
        None => fs::remove_file(file),
    };
    // A folder that is now empty was made for this file.
    let mut folders = file.ancestors().skip(1);
    folders.find(|folder| fs::remove_dir(folder).is_err());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{check, page::Page};

    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            let (from, to) = (entry.path(), to.join(entry.file_name()));
            if from.is_dir() {
                copy(&from, &to);
            } else {
                fs::copy(from, to).unwrap();
            }
        }
    }

    #[test]
    fn a_new_chapter_is_part_of_a_guide_that_is_true() {
        let workspace = Workspace::read().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["chapters", "crates", "tests/tests"] {
            copy(&workspace.root.join(name), &root.join(name));
        }
        for name in ["README.md", "CONTRIBUTING.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            fs::copy(workspace.root.join(name), root.join(name)).unwrap();
        }
        let lists = lists(root, "99-first-trial", "first-trial").unwrap();
        write_all(root, &files("99-first-trial", "first-trial"), &lists).unwrap();
        let findings = check::texts(root, &Page::read_all(root).unwrap()).unwrap();
        let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert_eq!(findings, [""; 0]);
        for (list, text) in lists {
            let name =
                if list.ends_with("main.rs") { "mod first_trial;" } else { "99-first-trial.md)" };
            assert!(text.contains(name), "{}", list.display());
        }
    }

    #[test]
    fn words_that_cannot_name_a_package_and_a_module_are_refused() {
        for good in ["mistakes", "csv-files", "utf8"] {
            assert_eq!(word(good).as_deref(), Ok(good));
        }
        let long = "a".repeat(LONGEST_WORD + 1);
        for bad in
            ["", "-", "a--b", "a-", "Mistakes", "a b", "../a", "8-bits", "ärger", "async", &long]
        {
            assert!(word(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_line_goes_where_its_number_belongs() {
        let list = "| page |\n|---|\n| [One](01-one.md) |\n| [Three](03-three.md) |\n| [Words](words.md) |\n";
        let with = |line| with_line(list, line).unwrap();
        let lines = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(lines(with("| [Two](02-two.md) |"))[3], "| [Two](02-two.md) |");
        assert_eq!(lines(with("| [Nine](09-nine.md) |"))[4], "| [Nine](09-nine.md) |");
        assert_eq!(lines(with("| [None](00-none.md) |"))[2], "| [None](00-none.md) |");
        assert_eq!(with_line("no list\n", "| [Two](02-two.md) |"), None);
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        fs::write(file("list"), "one\n").unwrap();
        fs::write(file("no-folder"), "").unwrap();
        let texts = |names: &[&str]| -> Vec<NewText> {
            names.iter().map(|name| (PathBuf::from(name), "new".to_owned())).collect()
        };
        let lists = texts(&["list", "no-folder/list"]);
        assert!(write_all(folder.path(), &texts(&["a/b/new"]), &lists).is_err());
        assert_eq!(fs::read_to_string(file("list")).unwrap(), "one\n");
        assert!(!file("a").exists());

        fs::write(file("new"), "old").unwrap();
        let refused = write_all(folder.path(), &texts(&["a/b/new", "new"]), &[]).unwrap_err();
        assert!(refused.is::<UsageError>() && !file("a").exists(), "{refused}");
    }
}
