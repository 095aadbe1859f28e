//! The flags of chapter 15.

use std::path::PathBuf;

use clap::Parser;

use stopwatch::{OutputArgs, cores};

/// Chapter 15: kernels in Rust, called from Python, with the GIL held and released
#[derive(Parser)]
#[command(version)]
pub(crate) struct Args {
    /// Count the primes below this number; in pure Python, below a fifth of it
    #[arg(
        long,
        value_name = "N",
        default_value_t = 5_000_000,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u64>(100..=100_000_000))]
    pub(crate) limit: u64,

    /// In how many calls
    #[arg(
        long,
        value_name = "N",
        default_value_t = 16,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u16>(1..=1_000))]
    pub(crate) tasks: u16,

    /// How many rows the CSV file has
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1_000_000,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u64>(1..=100_000_000))]
    pub(crate) rows: u64,

    /// How many threads call, and how many rayon has [default: the machine's cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u16>(1..=256))]
    workers: Option<u16>,

    /// Call from this Python [default: the one that `python3` or `python` starts, or another that is found]
    #[arg(long, value_name = "PATH")]
    pub(crate) python: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl Args {
    pub(crate) fn workers(&self) -> usize {
        self.workers.map_or_else(cores, usize::from)
    }

    /// How many of the workers can compute at once.
    pub(crate) fn busy_cores(&self) -> u32 {
        self.workers().min(cores()) as u32
    }
}
