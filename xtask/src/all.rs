//! `cargo xtask all` and `cargo xtask run`: build the chapters, run them one at a time, collect
//! what they measured.

use std::{
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Error, Result, anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};

use stopwatch::{eprintln, print, println, text};

use crate::{
    chapters::{self, Built, Chapter, Workspace},
    compare, export,
    measure::Program,
    process,
    provenance::{self, Provenance},
    table,
    timings::{self, ChapterTimings, Timings},
    words,
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

    /// Write all tasks to FILE for Perfetto (ui.perfetto.dev) and chrome://tracing
    #[arg(long, value_name = "FILE", value_parser = stopwatch::export_file)]
    export_trace: Option<PathBuf>,

    /// Write all times to FILE as hyperfine does, for its plotting scripts
    #[arg(long, value_name = "FILE", value_parser = stopwatch::export_file)]
    export_hyperfine: Option<PathBuf>,
}

impl Options {
    /// Two flags with one file end the program with exit code 2, before anything runs.
    fn check_files(&self) {
        let files = [
            ("`--export-trace`", self.export_trace.as_deref()),
            ("`--export-hyperfine`", self.export_hyperfine.as_deref()),
            ("`--compare`", self.compare.as_deref()),
        ];
        stopwatch::different_files(&files).unwrap_or_else(|refused| refused.exit());
    }
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

/// Runs the chapters and keeps what they measured, whatever goes wrong with one of them.
fn collect(
    workspace: &Workspace,
    chapters: &[Chapter],
    options: &Options,
    out: &Path,
) -> Result<()> {
    options.check_files();
    let out = options.out.as_deref().unwrap_or(out);
    let earlier = options.compare.as_deref().map(|file| earlier(file, options)).transpose()?;
    let scratch = workspace.target.join("measuring");
    fs::create_dir_all(&scratch)
        .with_context(|| format!("could not make the folder {}", scratch.display()))?;
    let _alone = wait_until_alone(&scratch)?;
    timings::prepare(out)?;
    let provenance = Provenance::of(&workspace.root);
    let mut timings = Timings::new(provenance, options.runs, options.quick, chapters.len());
    // Now and after every chapter, for when it is cut off; what stands in the way is reported at the
    // end.
    let _ = timings.save(out);
    let names = chapters.iter().map(|chapter| chapter.name.as_str());
    let programs = chapters::build(workspace, names)?;
    timings.busy_percent = provenance::busy_percent();
    for (index, chapter) in chapters.iter().enumerate() {
        let place = format!("[{}/{}] {}", index + 1, chapters.len(), chapter.name);
        let mut measured = ChapterTimings::new(chapter);
        match programs.get(&chapter.name) {
            None => measured.failure = Some("it does not build".to_owned()),
            Some(Built { path, opt_level }) => {
                measured.opt_level = Some(opt_level.clone());
                let (quick, timeout) = (options.quick, options.timeout);
                let program = Program { chapter, path, quick, timeout, scratch: &scratch };
                measure(&program, options.runs, &mut measured, &place);
            }
        }
        timings.chapters.push(measured);
        let _ = timings.save(out);
    }
    timings.busy_percent = timings.busy_percent.max(provenance::busy_percent());
    let saved = timings.save(out);

    println!("\n{}", table::terminal(&timings));
    for note in words::warnings(&timings).into_iter().chain(table::notes(&timings)) {
        println!("{}", table::wrapped(&note));
    }
    if let Some((file, earlier)) = &earlier {
        print!("\n{}", compare::terminal(&timings, earlier, file));
    }
    if saved.is_ok() {
        let here = env::current_dir().unwrap_or_default();
        let short = out.strip_prefix(here).unwrap_or(out);
        println!("Written to {}: timings.json, .csv and .md, and logs/.", short.display());
        println!("Report: {}", short.join("report.html").display());
    }
    let mut problems: Vec<Error> = saved.err().into_iter().collect();
    let trace = options.export_trace.as_ref().map(|file| (file, export::trace(&timings)));
    let hyperfine =
        options.export_hyperfine.as_ref().map(|file| (file, export::hyperfine(&timings)));
    for (file, json) in trace.into_iter().chain(hyperfine) {
        problems.extend(timings::write(file, json.to_string().as_bytes()).err());
    }
    if options.open && problems.is_empty() {
        problems.extend(process::open_in_browser(&out.join("report.html")).err());
    }
    problems.extend(failed_chapters(&timings));
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

/// Holds the workspace's timings for this process alone: two at once would slow each other down.
fn wait_until_alone(scratch: &Path) -> Result<File> {
    let file = scratch.join("lock");
    let lock =
        File::create(&file).with_context(|| format!("could not write {}", file.display()))?;
    if lock.try_lock().is_err() {
        eprintln!("Waiting for another `cargo xtask` that is measuring in this workspace ...");
        lock.lock().context("could not wait for it")?;
    }
    Ok(lock)
}

/// Runs one chapter as often as asked, with a line that says for how long already.
///
/// Of several runs every other one is backwards, so that what changes over time (the clock of the
/// processor, its heat) does not favour a version.
fn measure(program: &Program, runs: u32, timings: &mut ChapterTimings, place: &str) {
    let predicted = program.predict();
    let versions: Vec<String> = predicted.iter().map(|run| run.name.clone()).collect();
    let seconds: f64 = predicted.iter().filter_map(|run| run.predicted_s).sum();
    let expected = match seconds * f64::from(runs) {
        0.0 => String::new(),
        seconds => format!(" of about {}", text::duration(seconds)),
    };
    let style = ProgressStyle::with_template("{spinner} {prefix}: {elapsed}{msg}");
    let progress = ProgressBar::new_spinner()
        .with_style(style.expect("the template is right"))
        .with_prefix(place.to_owned())
        .with_message(expected);
    // Where stderr is not a terminal the line is hidden, and only the one below stays.
    progress.enable_steady_tick(Duration::from_millis(100));
    for run in 0..runs {
        timings.add(match runs {
            2.. if !versions.is_empty() => program.measure_each(&versions, run % 2 == 1),
            _ => program.measure(&versions),
        });
    }
    progress.finish_and_clear();
    match words::failure(timings) {
        None => eprintln!("{place}: {}", text::duration(timings.total_s())),
        Some(failure) => eprintln!("{place}: {failure}"),
    }
}

/// The error that names every chapter that failed, if any did.
fn failed_chapters(timings: &Timings) -> Option<Error> {
    let failed: Vec<String> = timings
        .chapters
        .iter()
        .filter_map(|chapter| Some(format!("  {}: {}", chapter.chapter, words::failure(chapter)?)))
        .collect();
    let of = timings.chapters.len();
    let names = failed.join("\n");
    (!failed.is_empty()).then(|| anyhow!("{} of {of} chapters failed\n{names}", failed.len()))
}
