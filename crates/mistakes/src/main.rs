//! Runs the mistakes of chapter 13, each beside its mend, or lists them.

use anyhow::{Result, anyhow};
use rayon::ThreadPoolBuilder;

use chapter_13_mistakes::{MISTAKES, Mistake, Sizes};
use stopwatch::{Lesson, cores, println, timeline::Canvas};

mod args;

use args::Args;

fn main() -> Result<(), stopwatch::Error> {
    let args = Args::parse();
    if args.list {
        for mistake in MISTAKES {
            println!("{}", mistake.name);
            explain(mistake, &args);
        }
        return Ok(());
    }
    start_pool()?;
    let sizes = Sizes::new(args.seconds, args.computations);
    let mut lesson =
        Lesson::new(env!("CARGO_PKG_NAME"), &args.output).show_jobs();
    for mistake in MISTAKES {
        run(mistake, &sizes, &args, &mut lesson);
    }
    lesson.finish()
}

/// Runs both versions, and shows them beside each other.
fn run(mistake: &Mistake, sizes: &Sizes, args: &Args, lesson: &mut Lesson) {
    let versions = mistake.versions();
    let is_shown = !args.output.predict
        && versions.iter().any(|(name, _)| args.wants(name));
    if is_shown {
        println!("\n=== {} ===\n{}", mistake.name, mistake.job);
    }
    lesson.next_job();
    let mut lost = Vec::new();
    for (name, version) in versions {
        let answer = lesson
            .version(&name)
            .starts_threads((4 * cores()).max(8))
            .predict_with(|| (version.predict)(sizes))
            .run(|| (version.run)(sizes));
        if answer == Some(None) {
            lost.push(name);
        }
    }
    lesson.show_job();
    lost.iter().for_each(|name| println!("`{name}` has lost its answer."));
    if is_shown {
        explain(mistake, args);
    }
}

/// Says by what a mistake is told, and where it is met in Python.
fn explain(mistake: &Mistake, args: &Args) {
    let width = Canvas::of_terminal(args.output.ascii).width;
    let options = textwrap::Options::new(width).subsequent_indent("  ");
    for (what, words) in
        [("Look for", mistake.look_for), ("In Python", mistake.python)]
    {
        println!("{}", textwrap::fill(&format!("{what}: {words}"), &options));
    }
}

/// Starts rayon's threads, one for each core.
fn start_pool() -> Result<()> {
    stopwatch::room_for_threads(cores()).map_err(anyhow::Error::msg)?;
    ThreadPoolBuilder::new().build_global().map_err(|error| {
        anyhow!(
            "rayon could not start its threads ({})",
            stopwatch::refusal(&error)
        )
    })
}
