//! The flags of chapter 11.

use clap::{Parser, Subcommand};

use chapter_11_model_scoring::Kind;
use stopwatch::{OutputArgs, cores};

/// Chapter 11: several trained models, scored over one table
#[derive(Parser)]
#[command(version)]
pub(crate) struct Args {
    /// How many rows the table has
    #[arg(
        long,
        value_name = "N",
        default_value_t = 20_000,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<usize>(100..=1_000_000))]
    pub(crate) rows: usize,

    /// How many rows a batch has, in the versions that cut the table
    #[arg(
        long,
        value_name = "N",
        default_value_t = 500,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<usize>(1..=1_000_000))]
    pub(crate) batch: usize,

    /// How many threads a pool has [default: the number of cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<usize>(1..=64))]
    workers: Option<usize>,

    /// Have the process that gets this model abort, in `processes`
    #[arg(long, value_name = "MODEL")]
    pub(crate) crash: Option<Kind>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(subcommand)]
    pub(crate) command: Option<Role>,
}

/// What this process is, when it is not the parent.
#[derive(Subcommand)]
pub(crate) enum Role {
    /// Predicts what comes in on stdin, for the parent that started it
    #[command(hide = true)]
    Worker {
        /// Abort half-way
        #[arg(long)]
        abort: bool,
    },
}

pub(crate) const VERSIONS: &[&str] = &[
    "library",
    "sequential",
    "a-thread-a-model",
    "rayon-over-rows",
    "both-own-pools",
    "both-one-pool",
    "processes",
];

impl Args {
    pub(crate) fn workers(&self) -> usize {
        self.workers.unwrap_or_else(cores)
    }
}
