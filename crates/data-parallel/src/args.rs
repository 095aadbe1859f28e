//! The flags of chapter 06.

use std::{num::NonZero, thread};

use clap::Parser;

use stopwatch::OutputArgs;

/// Chapter 06: all cores with one word: rayon, beside threads that are cut by hand
#[derive(Parser)]
#[command(version)]
pub(crate) struct Args {
    /// Count the primes below this number
    #[arg(long, value_name = "N", default_value_t = 5_000_000, allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u64>(1_000..=1_000_000_000))]
    pub(crate) limit: u64,

    /// How many darts to throw for π, rounded up to handfuls of five million
    #[arg(long, value_name = "N", default_value_t = 200_000_000, allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u64>(1_000..=100_000_000_000))]
    pub(crate) darts: u64,

    /// How many threads compute [default: the number of cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<usize>(1..=256))]
    workers: Option<usize>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

pub(crate) const VERSIONS: &[&str] =
    &["sequential", "threads", "rayon", "pi-sequential", "pi-threads", "pi-rayon"];

fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

impl Args {
    pub(crate) fn workers(&self) -> usize {
        self.workers.unwrap_or_else(cores)
    }

    /// How many of the workers can compute at the same time.
    pub(crate) fn busy_cores(&self) -> u32 {
        self.workers().min(cores()) as u32
    }
}
