//! The flags that every chapter has.

use std::{
    fs, io,
    num::NonZero,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::OnceLock,
    thread,
    time::Duration,
};

use clap::{
    builder::PossibleValuesParser,
    error::{ContextKind, ContextValue, Error, ErrorKind},
};

#[cfg(target_os = "linux")]
use super::limited;
use super::{guess, pipe};
use crate::draw::text;

/// Flags on what to run and how to show it, for `#[command(flatten)]` in a chapter's arguments.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "What to run and how to show it")]
pub struct OutputArgs {
    /// Run only this version (repeat for more)
    #[arg(long, value_name = "VERSION")]
    pub only: Vec<String>,

    /// Show what each version is predicted to take, and run none
    #[arg(long)]
    pub predict: bool,

    /// Guess how long each version takes, when asked before it runs, or here: 10,2,400ms
    #[arg(long, value_name = "S,S,..", num_args = 0..=1, default_missing_value = "")]
    #[arg(value_parser = guess::guesses, allow_negative_numbers = true, conflicts_with = "predict")]
    pub guess: Option<guess::Guesses>,

    /// Write everything measured to FILE, as JSON
    #[arg(long, value_name = "FILE", value_parser = export_file)]
    pub export_json: Option<PathBuf>,

    /// Draw with plain characters only
    #[arg(long)]
    pub ascii: bool,

    /// End when stdin does: then the program that started this one has gone
    #[arg(long, hide = true, overrides_with = "end_with_stdin")]
    pub end_with_stdin: bool,
}

/// The versions of this program, as `parse` was given them.
static VERSIONS: OnceLock<&[&str]> = OnceLock::new();

/// Parses a chapter's command line, with `versions` as the values that `--only` takes. From then on a
/// [`Lesson`](crate::Lesson) takes no others.
///
/// A wrong flag or value ends the program with exit code 2 and a message that names what is
/// accepted.
pub fn parse<A: clap::Parser>(versions: &'static [&'static str]) -> A {
    pipe::explain_panics();
    #[cfg(target_os = "linux")]
    limited::run_below_a_limit();
    let versions = *VERSIONS.get_or_init(|| versions);
    let command =
        A::command().mut_arg("only", |only| only.value_parser(PossibleValuesParser::new(versions)));
    let matches = command.try_get_matches().unwrap_or_else(|error| printable(error).exit());
    if let Some(guesses) = matches.get_one::<guess::Guesses>("guess") {
        let only: Vec<String> = matches.get_many("only").unwrap_or_default().cloned().collect();
        guess::refuse(guesses, &wanted(&only)).unwrap_or_else(|error| error.exit());
    }
    if matches.get_flag("end_with_stdin") {
        end_with_stdin();
    }
    A::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// The versions of this program that these values of `--only` select, in the program's order.
pub(crate) fn wanted(only: &[String]) -> Vec<&'static str> {
    let versions = VERSIONS.get().copied().unwrap_or_default().iter().copied();
    versions.filter(|version| only.is_empty() || only.iter().any(|it| it == version)).collect()
}

/// The error with what was typed escaped, so that it may be printed.
fn printable(mut error: Error) -> Error {
    for typed in [ContextKind::InvalidValue, ContextKind::InvalidArg] {
        if let Some(ContextValue::String(value)) = error.get(typed) {
            let value = text::sentence(value);
            error.insert(typed, ContextValue::String(value));
        }
    }
    error
}

/// Makes sure that a name in the code is one that a user can type.
///
/// # Panics
/// When `parse` was given names, and this is none of them.
pub(crate) fn expect_version(name: &str) {
    if let Some(versions) = VERSIONS.get() {
        expect_among(versions, name);
    }
}

fn expect_among(versions: &[&str], name: &str) {
    let known = versions.join(", ");
    assert!(versions.contains(&name), "there is no version `{name}`; the versions are {known}");
}

/// Ends this program when its stdin ends. Whoever started it holds the other end of that pipe, and
/// the system closes it however they end: nothing goes on computing for a reader who has gone.
pub fn end_with_stdin() {
    thread::spawn(|| {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        pipe::exit(1)
    });
}

/// How many cores this process may use; one where the system does not tell.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Parses seconds, from 0.001 to 3600: for clap's `value_parser`.
///
/// # Errors
/// Names the accepted range.
pub fn seconds(value: &str) -> Result<Duration, String> {
    match value.parse() {
        Ok(seconds) if (0.001..=3600.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("expected a number of seconds from 0.001 to 3600".to_owned()),
    }
}

/// A parser of whole numbers in a range, for clap's `value_parser`; it names the range when it
/// refuses a value.
pub fn whole_number<N>(range: RangeInclusive<u64>) -> impl Fn(&str) -> Result<N, String> + Clone
where
    N: TryFrom<u64>,
{
    move |value| {
        let number = value.parse().ok().filter(|number| range.contains(number));
        number.and_then(|number| N::try_from(number).ok()).ok_or_else(|| {
            let (least, most) = (text::count(*range.start()), text::count(*range.end()));
            format!("expected a whole number from {least} to {most}")
        })
    }
}

/// Parses the name of a file to write: for clap's `value_parser`.
///
/// # Errors
/// When the file could not be written: better to hear of it before anything runs than after.
pub fn export_file(value: &str) -> Result<PathBuf, String> {
    let file = PathBuf::from(value);
    if value.is_empty() {
        return Err("a file needs a name".to_owned());
    }
    if file.is_dir() {
        return Err("it is a folder; name a file in it".to_owned());
    }
    match file.parent() {
        Some(folder) if folder != Path::new("") && !folder.is_dir() => Err(format!(
            "there is no folder {}; make it first",
            text::shown(&folder.display().to_string())
        )),
        _ => Ok(file),
    }
}

/// Refuses two flags with the same file, where one would write over what the other reads or writes.
/// Each comes with its file, if it was given one.
///
/// # Errors
/// Names two flags with the same file; `exit` ends the program as any wrong flag does.
pub fn different_files(flags: &[(&str, Option<&Path>)]) -> Result<(), Error> {
    let named: Vec<(&str, &Path)> =
        flags.iter().filter_map(|(flag, file)| Some((*flag, (*file)?))).collect();
    for (position, (flag, file)) in named.iter().enumerate() {
        let same = named[position + 1..].iter().find(|(_, other)| is_same_file(file, other));
        if let Some((other, _)) = same {
            let message = format!("{flag} and {other} are the same file: name another\n");
            return Err(Error::raw(ErrorKind::ArgumentConflict, message));
        }
    }
    Ok(())
}

/// Whether two paths lead to the same file, whether it exists yet or not. What is written to a device,
/// such as `/dev/null`, replaces nothing.
fn is_same_file(one: &Path, other: &Path) -> bool {
    let is_device = one.metadata().is_ok_and(|about| !about.is_file());
    !is_device
        && match (place(one), place(other)) {
            (Some(one), Some(other)) => one == other,
            _ => false,
        }
}

/// Where a file is, or would be, once all links are followed.
fn place(file: &Path) -> Option<PathBuf> {
    fs::canonicalize(file).ok().or_else(|| {
        let folder = file.parent().filter(|folder| *folder != Path::new(""));
        let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
        Some(folder.join(file.file_name()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_flags_with_one_file_are_refused_however_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let [there, new] = ["there.csv", "new.csv"].map(|name| folder.path().join(name));
        fs::write(&there, "").unwrap();
        let differ = |one: &Path, other: &Path| {
            different_files(&[("`--in`", Some(one)), ("`--no`", None), ("`--out`", Some(other))])
        };
        for file in [&there, &new] {
            let otherwise = folder.path().join(".").join(file.file_name().unwrap());
            let error = differ(file, &otherwise).unwrap_err();
            let said = error.to_string();
            assert!(said.contains("`--in` and `--out` are the same file"), "{said}");
            assert_eq!(error.exit_code(), 2);
        }
        assert!(differ(Path::new("new.csv"), Path::new("./new.csv")).is_err());
        assert!(differ(&there, &new).is_ok());
        #[cfg(unix)]
        {
            assert!(differ(Path::new("/dev/null"), Path::new("/dev/null")).is_ok());
            let link = folder.path().join("link.csv");
            std::os::unix::fs::symlink(&there, &link).unwrap();
            assert!(differ(&there, &link).is_err());
        }
    }

    #[test]
    fn a_wrong_flag_or_value_is_printed_without_what_nobody_can_see() {
        #[derive(clap::Parser)]
        struct Args {
            #[command(flatten)]
            output: OutputArgs,
        }
        for typed in ["--export-json=no/such\u{1b}[31m/file", "--as\u{1b}[31mcii"] {
            let refused = <Args as clap::Parser>::try_parse_from(["chapter", typed]);
            let said = printable(refused.err().unwrap()).to_string();
            assert!(said.contains(r"\u{1b}[31m") && !said.contains('\u{1b}'), "{said:?}");
        }
    }

    #[test]
    #[should_panic(expected = "no version `thread`; the versions are sequential, threads")]
    fn a_version_that_nobody_can_ask_for_is_refused() {
        expect_among(&["sequential", "threads"], "threads");
        expect_among(&["sequential", "threads"], "thread");
    }

    #[test]
    fn seconds_outside_the_range_are_refused_with_the_range() {
        for wrong in ["0", "-1", "inf", "NaN", "1e9", "two", ""] {
            assert!(seconds(wrong).unwrap_err().contains("0.001 to 3600"), "{wrong}");
        }
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
    }

    #[test]
    fn whole_numbers_outside_the_range_are_refused_with_the_range() {
        let parse = whole_number::<u32>(1..=10_000);
        for wrong in ["0", "-1", "10001", "1e3", "99999999999999999999", "many", ""] {
            assert!(parse(wrong).unwrap_err().contains("from 1 to 10,000"), "{wrong}");
        }
        assert_eq!(parse("10000"), Ok(10_000));
    }

    #[test]
    fn an_export_file_in_a_missing_folder_is_refused() {
        assert!(export_file("no/such/folder/report.json").is_err());
        assert!(export_file(".").is_err());
        assert!(export_file("report.json").is_ok());
    }
}
