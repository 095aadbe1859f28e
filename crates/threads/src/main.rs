//! Runs the four versions of chapter 02.

use std::time::Duration;

use clap::Parser;

use chapter_02_threads::{
    download_in_scoped_threads, download_in_threads, download_sequentially,
    download_with_pool,
};
use stopwatch::{Lesson, OutputArgs};

/// Chapter 02: five simulated downloads, one by one and in threads
#[derive(Parser)]
#[command(version)]
struct Args {
    /// How long each download waits, in seconds
    #[arg(
        long,
        value_name = "S",
        default_value = "2",
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::seconds)]
    seconds: Duration,

    /// How many files to download
    #[arg(
        long,
        value_name = "N",
        default_value_t = 5,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=10_000))]
    tasks: u32,

    /// How many threads the pool has
    #[arg(
        long,
        value_name = "N",
        default_value_t = 2,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=1_000))]
    workers: u32,

    #[command(flatten)]
    output: OutputArgs,
}

const VERSIONS: &[&str] = &["sequential", "threads", "scoped-threads", "pool"];

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(VERSIONS);
    let wait = args.seconds;
    let files: Vec<String> =
        (1..=args.tasks).map(|number| format!("file_{number}.csv")).collect();
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output);

    lesson
        .version("sequential")
        .predict(wait * args.tasks)
        .run(|| download_sequentially(&files, wait));

    lesson
        .version("threads")
        .starts_threads(files.len())
        .predict(wait)
        .run(|| download_in_threads(&files, wait));

    lesson
        .version("scoped-threads")
        .starts_threads(files.len())
        .predict(wait)
        .run(|| download_in_scoped_threads(&files, wait));

    let workers = args.workers as usize;
    lesson
        .version("pool")
        .starts_threads(workers)
        .predict(wait * args.tasks.div_ceil(args.workers))
        .run(|| download_with_pool(&files, wait, workers));

    lesson.finish()
}
