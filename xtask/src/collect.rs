//! `cargo xtask all` and `cargo xtask run`: measure the chapters, show the timings, keep them.

use std::{
    env,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Error, Result, anyhow, bail};
use clap::builder::{OsStringValueParser, TypedValueParser};

use interpreters::Interpreters;
use stopwatch::{print, println, report::kept_guesses};

use crate::{
    chapters::{Chapter, UsageError, Workspace},
    measure::{self, How},
    process,
    report::{RequestedExports, Summary, compare, files, table, words},
    timings::Timings,
};

#[derive(clap::Args)]
pub(crate) struct AllArgs {
    /// Run only this chapter, by number or name (repeat for more)
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,

    #[command(flatten)]
    options: Options,
}

#[derive(clap::Args)]
#[command(override_usage = "cargo xtask run <NAME> [OPTIONS]")]
pub(crate) struct RunArgs {
    /// The chapter, by number or name: 2, 02-threads, threads
    #[arg(required_unless_present = "python")]
    name: Option<String>,

    #[command(flatten)]
    options: Options,
}

#[derive(clap::Args)]
struct Options {
    /// Use tasks of a tenth of a second, to see that everything works
    #[arg(long)]
    quick: bool,

    /// Run each version this many times, in alternating order, and show the median
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=100))]
    runs: u32,

    /// Also run the chapters' scripts in Python, with every interpreter that is found, or with this
    /// one (repeat for more); both languages then take sizes that Python can manage
    #[arg(long, value_name = "PATH", num_args = 0..=1, default_missing_value = "")]
    #[arg(value_parser = OsStringValueParser::new().map(PathBuf::from))]
    python: Vec<PathBuf>,

    /// Where to write the timings [default: target/timings, and there folders for `run` and
    /// `--python`]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// End a program that takes longer than this
    #[arg(long, value_name = "S", default_value = "300", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::seconds)]
    timeout: Duration,

    /// Open the report in the browser
    #[arg(long)]
    open: bool,

    /// Compare with an earlier timings.json
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,

    #[command(flatten)]
    exports: RequestedExports,
}

pub(crate) fn all(args: &AllArgs) -> Result<()> {
    let workspace = Workspace::read()?;
    let chapters = workspace.select(&args.only)?;
    let out = workspace.target.join("timings");
    collect(&workspace, &chapters, &args.options, &out)
}

pub(crate) fn run(args: &RunArgs) -> Result<()> {
    let Some(name) = &args.name else {
        // Otherwise the chapter would be taken as an interpreter, or the other way round.
        let refused = "`--python` takes what comes after it for an interpreter\n\
                       Name the chapter first: cargo xtask run 4 --python";
        return Err(UsageError(refused.to_owned()).into());
    };
    let workspace = Workspace::read()?;
    let chapters = workspace.select(std::slice::from_ref(name))?;
    // A folder of its own, so that one chapter does not replace the timings of all.
    let out = workspace.target.join("timings").join(&chapters[0].name);
    collect(&workspace, &chapters, &args.options, &out)
}

/// Measures the chapters, shows and keeps what was measured, and names what went wrong.
fn collect(
    workspace: &Workspace,
    chapters: &[Chapter],
    options: &Options,
    out: &Path,
) -> Result<()> {
    options.exports.refuse_same_files(("`--compare`", options.compare.as_deref()));
    // When run beside Python, some chapters have other sizes: those timings do not replace these.
    let python = out.join("python");
    let default = if options.python.is_empty() { out } else { &python };
    let out = options.out.as_deref().unwrap_or(default);
    let earlier = options.compare.as_deref().map(|file| earlier(file, options)).transpose()?;
    let interpreters = interpreters(options)?;
    let _alone = measure::wait_until_alone(workspace)?;
    files::prepare(out)?;
    let Options { runs, quick, timeout, .. } = *options;
    let how = How { runs, quick, timeout };
    let mut timings = measure::all(workspace, chapters, how, interpreters, |timings| {
        // What stands in the way is reported at the end.
        let _ = files::save(&Summary::of(timings), out);
    })?;
    let guesses = kept_guesses(&workspace.target).map(|guesses| timings.guesses = guesses);
    let summary = Summary::of(&timings);
    let saved = files::save(&summary, out);

    println!("\n{}", table::terminal(&summary));
    for note in summary.warnings.iter().chain(&summary.notes()) {
        println!("{}", table::wrapped(note));
    }
    if let Some((file, earlier)) = &earlier {
        print!("\n{}", compare::terminal(&summary, &Summary::of(earlier), file));
    }
    if saved.is_ok() {
        let here = env::current_dir().unwrap_or_default();
        let short = out.strip_prefix(here).unwrap_or(out);
        println!("Written to {}: timings.json, .csv and .md, and logs/.", short.display());
        println!("Report: {}", short.join("report.html").display());
    }
    let mut problems: Vec<Error> = saved.err().into_iter().chain(guesses.err()).collect();
    problems.extend(options.exports.write(&summary));
    if options.open && problems.is_empty() {
        problems.extend(process::open_in_browser(&out.join("report.html")).err());
    }
    problems.extend(refused_interpreters(&timings.interpreters));
    problems.extend(failed_chapters(&summary));
    match problems.is_empty() {
        true => Ok(()),
        false => {
            let problems: Vec<String> =
                problems.iter().map(|problem| format!("{problem:#}")).collect();
            bail!(problems.join("\n"))
        }
    }
}

/// The timings to compare with, and the name of their file; refused before anything runs.
fn earlier<'f>(file: &'f Path, options: &Options) -> Result<(&'f Path, Timings)> {
    let earlier = Timings::read(file)?;
    if earlier.quick != options.quick {
        let (with, mend) = match earlier.quick {
            true => ("with", "add --quick"),
            false => ("without", "leave out --quick"),
        };
        bail!(
            "{} was measured {with} --quick\nOnly equal tasks can be compared: {mend}.",
            file.display()
        );
    }
    Ok((file, earlier))
}

/// The interpreters that were asked for. Having none that can be used is an error before anything runs,
/// but not a wrong usage: the command is right, but the machine lacks something.
fn interpreters(options: &Options) -> Result<Interpreters> {
    if options.python.is_empty() {
        return Ok(Interpreters::default());
    }
    let longest = interpreters::LONGEST.min(options.timeout);
    let found = interpreters::interpreters(&options.python, longest);
    if found.usable.is_empty() {
        let why: String = found.unusable.iter().map(|it| format!("  {it}\n")).collect();
        bail!(
            "there is no Python that could run the scripts\n{why}Install one from \
             https://www.python.org, or name one: --python PATH"
        );
    }
    Ok(found)
}

/// The error that names every interpreter that was asked for and cannot be used, if any cannot.
fn refused_interpreters(interpreters: &Interpreters) -> Option<Error> {
    let refused = interpreters.unusable.iter().filter(|it| it.was_asked_for);
    let names: Vec<String> = refused.map(|it| format!("  {it}")).collect();
    (!names.is_empty()).then(|| anyhow!("not every interpreter ran\n{}", names.join("\n")))
}

/// The error that names every chapter that failed, if any did.
fn failed_chapters(summary: &Summary) -> Option<Error> {
    let failed: Vec<String> = summary
        .chapters
        .iter()
        .filter_map(|it| Some(format!("  {}: {}", it.measured.title(), it.failure.as_ref()?)))
        .collect();
    let (of, chapters) = (summary.chapters.len(), words::chapters(summary.timings));
    let names = failed.join("\n");
    (!failed.is_empty()).then(|| anyhow!("{} of {of} {chapters} failed\n{names}", failed.len()))
}
