//! The flags of chapter 05.

use std::time::Duration;

use clap::Parser;

use stopwatch::OutputArgs;

/// Chapter 05: what sharing memory can break, and what mends it
#[derive(Parser)]
#[command(version)]
pub(crate) struct Args {
    /// How many threads count
    #[arg(
        long,
        value_name = "N",
        default_value_t = 4,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=1_000))]
    pub(crate) workers: u32,

    /// How many updates each of them makes
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1_000_000,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u64>(1..=100_000_000))]
    pub(crate) updates: u64,

    /// How many files are downloaded
    #[arg(
        long,
        value_name = "N",
        default_value_t = 5,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=1_000))]
    pub(crate) tasks: u32,

    /// How long each download waits, in seconds
    #[arg(
        long,
        value_name = "S",
        default_value = "0.1",
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::seconds)]
    pub(crate) seconds: Duration,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

pub(crate) const VERSIONS: &[&str] = &[
    "sequential",
    "lost-updates",
    "mutex",
    "atomic",
    "channel",
    "count-apart-then-add",
    "lock-too-long",
    "lock-in-time",
    "deadlock",
    "one-order",
];

impl Args {
    pub(crate) fn files(&self) -> Vec<String> {
        (1..=self.tasks).map(|number| format!("file_{number}.csv")).collect()
    }
}
