//! Runs the two versions of chapter 00.

use std::time::Duration;

use clap::Parser;

use chapter_00_word::{in_threads, one_by_one};
use stopwatch::{Lesson, OutputArgs};

/// Chapter 00: what this chapter shows
#[derive(Parser)]
#[command(version)]
struct Args {
    /// How long each task waits, in seconds
    #[arg(
        long,
        value_name = "S",
        default_value = "1",
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::seconds)]
    seconds: Duration,

    /// How many tasks there are
    #[arg(
        long,
        value_name = "N",
        default_value_t = 4,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=100))]
    tasks: u32,

    #[command(flatten)]
    output: OutputArgs,
}

const VERSIONS: &[&str] = &["sequential", "threads"];

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(VERSIONS);
    let (tasks, wait) = (args.tasks, args.seconds);
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output);

    lesson
        .version("sequential")
        .predict(wait * tasks)
        .run(|| one_by_one(tasks, wait));

    lesson
        .version("threads")
        .starts_threads(tasks as usize)
        .predict(wait)
        .run(|| in_threads(tasks, wait));

    lesson.finish()
}
