//! Runs chapter 01 and draws its staircase.

use std::time::Duration;

use clap::Parser;

use chapter_01_sequential::run_sequentially;
use stopwatch::{Lesson, OutputArgs};

/// Chapter 01: three slow tasks, one after another
#[derive(Parser)]
#[command(version)]
struct Args {
    /// How long each task takes, in seconds
    #[arg(
        long,
        value_name = "S",
        default_value = "2",
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::seconds)]
    seconds: Duration,

    /// How many tasks, named A to Z
    #[arg(
        long,
        value_name = "N",
        default_value_t = 3,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u8>(1..=26))]
    tasks: u8,

    #[command(flatten)]
    output: OutputArgs,
}

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(&["sequential"]);
    let names: Vec<String> =
        ('A'..='Z').take(args.tasks.into()).map(String::from).collect();
    let mut lesson =
        Lesson::new(env!("CARGO_PKG_NAME"), &args.output).one_row_a_task();

    lesson
        .version("sequential")
        .predict(args.seconds * args.tasks.into())
        .run(|| run_sequentially(&names, args.seconds));

    lesson.finish()
}
