//! The flags of chapter 07.

use std::time::Duration;

use clap::Parser;

use stopwatch::OutputArgs;

/// Chapter 07: ten thousand waits, in threads, in a pool, and on one thread with tokio
#[derive(Parser)]
#[command(version)]
pub(crate) struct Args {
    /// How many waits there are
    #[arg(
        long,
        value_name = "N",
        default_value_t = 10_000,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=100_000))]
    pub(crate) waits: u32,

    /// How long each of them takes, in seconds
    #[arg(
        long,
        value_name = "S",
        default_value = "1",
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::seconds)]
    pub(crate) seconds: Duration,

    /// How many posts to download
    #[arg(
        long,
        value_name = "N",
        default_value_t = 500,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=10_000))]
    pub(crate) downloads: u32,

    /// How long the server takes for each of them, in milliseconds
    #[arg(
        long,
        value_name = "MS",
        default_value_t = 200,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=60_000))]
    latency_ms: u32,

    /// How many threads a pool has [default: half as many as there are waits or downloads]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=100_000))]
    workers: Option<u32>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

pub(crate) const VERSIONS: &[&str] = &[
    "threads",
    "pool",
    "tokio",
    "fetch-threads",
    "fetch-pool",
    "fetch-tokio",
    "blocking",
    "unblocked",
];

impl Args {
    pub(crate) fn latency(&self) -> Duration {
        Duration::from_millis(self.latency_ms.into())
    }

    /// How many threads share this many tasks.
    pub(crate) fn pool(&self, tasks: u32) -> u32 {
        self.workers.unwrap_or(tasks.div_ceil(2)).min(tasks)
    }
}
