//! `cargo xtask all` and `cargo xtask run`: measure the chapters, show the timings, keep them.

use std::{
    env,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Error, Result, anyhow, bail};

use stopwatch::{print, println};

use crate::{
    chapters::{Chapter, Workspace},
    measure::{self, How},
    process,
    report::{RequestedExports, Summary, compare, files, table},
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
pub(crate) struct RunArgs {
    /// The chapter, by number or name: 2, 02-threads, threads
    name: String,

    #[command(flatten)]
    options: Options,
}

#[derive(clap::Args)]
struct Options {
    /// Use tasks of a tenth of a second, to see that everything works
    #[arg(long)]
    quick: bool,

    /// Run each version so often, in alternating order, and show the median
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=100))]
    runs: u32,

    /// Where to write the timings [default: target/timings, and there a folder for `run`]
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
    let workspace = Workspace::read()?;
    let chapters = workspace.select(std::slice::from_ref(&args.name))?;
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
    let out = options.out.as_deref().unwrap_or(out);
    let earlier = options.compare.as_deref().map(|file| earlier(file, options)).transpose()?;
    let _alone = measure::wait_until_alone(workspace)?;
    files::prepare(out)?;
    let Options { runs, quick, timeout, .. } = *options;
    let timings = measure::all(workspace, chapters, How { runs, quick, timeout }, |timings| {
        // What stands in the way is reported at the end.
        let _ = files::save(&Summary::of(timings), out);
    })?;
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
    let mut problems: Vec<Error> = saved.err().into_iter().collect();
    problems.extend(options.exports.write(&summary));
    if options.open && problems.is_empty() {
        problems.extend(process::open_in_browser(&out.join("report.html")).err());
    }
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

/// The error that names every chapter that failed, if any did.
fn failed_chapters(summary: &Summary) -> Option<Error> {
    let failed: Vec<String> = summary
        .chapters
        .iter()
        .filter_map(|it| Some(format!("  {}: {}", it.measured.chapter, it.failure.as_ref()?)))
        .collect();
    let of = summary.chapters.len();
    let names = failed.join("\n");
    (!failed.is_empty()).then(|| anyhow!("{} of {of} chapters failed\n{names}", failed.len()))
}
