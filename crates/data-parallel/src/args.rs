//! The flags of chapter 06.

use clap::{Parser, Subcommand};

use stopwatch::{OutputArgs, cores};

/// Chapter 06: all cores with one word: rayon, beside threads that are cut by hand
#[derive(Parser)]
#[command(version)]
pub(crate) struct Args {
    /// Count the primes below this number
    #[arg(
        long,
        value_name = "N",
        default_value_t = 5_000_000,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u64>(1_000..=1_000_000_000))]
    pub(crate) limit: u64,

    /// How many darts to throw for π, rounded up to handfuls of five million
    #[arg(
        long,
        value_name = "N",
        default_value_t = 100_000_000,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u64>(1_000..=100_000_000_000))]
    pub(crate) darts: u64,

    /// How many threads compute [default: the number of cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<usize>(1..=256))]
    workers: Option<usize>,

    /// Also measure with 1, 2, … workers, up to twice the cores, and draw the speedups
    #[arg(long)]
    pub(crate) sweep: bool,

    /// Also find out how small a piece of work may be until it is not worth sharing out
    #[arg(long)]
    pub(crate) break_even: bool,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(subcommand)]
    pub(crate) command: Option<Role>,
}

/// What this process is, when it is one of those that `--break-even` starts.
#[derive(Subcommand)]
pub(crate) enum Role {
    /// Throws darts, and says how many hit
    #[command(hide = true)]
    Throw,
}

pub(crate) const VERSIONS: &[&str] = &[
    "sequential",
    "threads",
    "rayon",
    "pi-sequential",
    "pi-threads",
    "pi-rayon",
];

impl Args {
    pub(crate) fn workers(&self) -> usize {
        self.workers.unwrap_or_else(cores)
    }

    /// How many of the workers can compute at the same time.
    pub(crate) fn busy_cores(&self) -> u32 {
        self.workers().min(cores()) as u32
    }
}
