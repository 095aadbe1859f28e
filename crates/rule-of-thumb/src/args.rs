//! The flags of chapter 08.

use std::{ffi::OsString, time::Duration};

use clap::{Parser, Subcommand};

use stopwatch::OutputArgs;

/// Chapter 08: waiting or computing, five ways each, measured; and advice on any command of yours
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    /// How many tasks there are
    #[arg(
        long,
        value_name = "N",
        default_value_t = 8,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=10_000))]
    pub(crate) tasks: u32,

    /// How long each task waits, or computes, in seconds
    #[arg(
        long,
        value_name = "S",
        default_value = "0.05",
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::seconds)]
    pub(crate) seconds: Duration,

    /// How many workers share the tasks
    #[arg(
        long,
        value_name = "N",
        default_value_t = 8,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=256))]
    pub(crate) workers: u32,

    /// How many threads, tasks and processes to start, to see what that costs
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1000,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=100_000))]
    pub(crate) starts: u32,

    /// Also measure with 1, 2, 4 … workers, and draw how waiting and computing gain
    #[arg(long)]
    pub(crate) workers_sweep: bool,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(subcommand)]
    pub(crate) command: Option<Role>,
}

/// What to do instead of the lesson.
#[derive(Subcommand)]
pub(crate) enum Role {
    /// Run a command of yours, and say whether it waits or computes
    Advise {
        /// The command and its arguments
        #[arg(last = true, required = true, value_name = "COMMAND")]
        command: Vec<OsString>,
    },
    /// Does the tasks on stdin, for the process that started it
    #[command(hide = true)]
    Worker,
    /// Does nothing, and says how much memory that takes
    #[command(hide = true)]
    Nothing,
}

/// The versions: a kind of work and a way, as `ways.rs` names them.
pub(crate) const VERSIONS: &[&str] = &[
    "wait-sequential",
    "wait-threads",
    "wait-rayon",
    "wait-processes",
    "wait-tokio",
    "compute-sequential",
    "compute-threads",
    "compute-rayon",
    "compute-processes",
    "compute-tokio",
];
