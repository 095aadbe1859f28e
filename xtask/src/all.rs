//! `cargo xtask all` and `cargo xtask run`: build the chapters, run them one at a time, collect
//! what they measured.

use std::{
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use stopwatch::text;

use crate::{
    chapters::{self, Chapter, Workspace},
    measure::Program,
    provenance::Provenance,
    table,
    timings::{ChapterTimings, Timings},
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

    /// Run each chapter so often, and show the median
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=100))]
    runs: u32,

    /// Where to write the timings [default: target/timings, and there a folder for `run`]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// End a chapter that takes longer than this
    #[arg(long, value_name = "S", default_value = "300", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::seconds)]
    timeout: Duration,
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
    let out = options.out.as_deref().unwrap_or(out);
    let scratch = workspace.target.join("measuring");
    fs::create_dir_all(&scratch)
        .with_context(|| format!("could not make the folder {}", scratch.display()))?;
    let _alone = wait_until_alone(&scratch)?;
    let programs = chapters::build(workspace, chapters)?;

    let provenance = Provenance::of(&workspace.root);
    let mut timings = Timings::new(provenance, options.runs, options.quick);
    let mut saved = Ok(());
    for (index, chapter) in chapters.iter().enumerate() {
        let place = format!("[{}/{}] {}", index + 1, chapters.len(), chapter.name);
        let measured = match programs.get(&chapter.name) {
            None => ChapterTimings::new(chapter, Some("it does not build".to_owned())),
            Some(path) => {
                let (quick, timeout) = (options.quick, options.timeout);
                let program = Program { chapter, path, quick, timeout, scratch: &scratch };
                measure(&program, options.runs, &place)
            }
        };
        timings.chapters.push(measured);
        saved = timings.save(out);
    }

    println!("\n{}", table::terminal(&timings));
    for note in table::notes(&timings) {
        println!("{note}");
    }
    saved?;
    let here = env::current_dir().unwrap_or_default();
    let out = out.strip_prefix(here).unwrap_or(out).display();
    println!("Written to {out}: timings.json, .csv and .md, and logs/.");
    fail_with_the_chapters(&timings)
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
fn measure(program: &Program, runs: u32, place: &str) -> ChapterTimings {
    let expected = match program.predicted_s() {
        Some(seconds) => format!(" of about {}", text::duration(seconds * f64::from(runs))),
        None => String::new(),
    };
    let style = ProgressStyle::with_template("{spinner} {prefix}: {elapsed}{msg}");
    let progress = ProgressBar::new_spinner()
        .with_style(style.expect("the template is right"))
        .with_prefix(place.to_owned())
        .with_message(expected);
    // Where stderr is not a terminal the line is hidden, and only the one below stays.
    progress.enable_steady_tick(Duration::from_millis(100));
    let mut timings = ChapterTimings::new(program.chapter, None);
    for _ in 0..runs {
        timings.add(program.measure());
    }
    progress.finish_and_clear();
    match &timings.failure {
        None => eprintln!("{place}: {}", text::duration(timings.total_s())),
        Some(failure) => eprintln!("{place}: {failure}"),
    }
    timings
}

/// The error that names every chapter that failed, if any did.
fn fail_with_the_chapters(timings: &Timings) -> Result<()> {
    let failed: Vec<String> = timings
        .chapters
        .iter()
        .filter_map(|chapter| {
            chapter.failure.as_ref().map(|failure| format!("  {}: {failure}", chapter.chapter))
        })
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    let of = timings.chapters.len();
    bail!("{} of {of} chapters failed\n{}", failed.len(), failed.join("\n"))
}
