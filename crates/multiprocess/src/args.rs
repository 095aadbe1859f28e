//! The flags of chapter 04.

use std::time::Duration;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum, error::ErrorKind};

use chapter_04_multiprocess::{Fault, Settings};
use stopwatch::{OutputArgs, cores};

/// Chapter 04: CPU-heavy work, one by one, in threads, and in worker processes
#[derive(Parser)]
#[command(version)]
pub(crate) struct Args {
    /// Count the primes below this number
    #[arg(
        long,
        value_name = "N",
        default_value_t = 10_000_000,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u64>(2..=100_000_000))]
    pub(crate) limit: u64,

    /// How many ranges to cut the numbers into
    #[arg(
        long,
        value_name = "N",
        default_value_t = 16,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u16>(1..=1_000))]
    pub(crate) tasks: u16,

    /// How many threads or processes count [default: the machine's cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u16>(1..=256))]
    workers: Option<u16>,

    /// End a worker process that takes longer than this for one range
    #[arg(
        long,
        value_name = "S",
        default_value = "60",
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::seconds)]
    timeout: Duration,

    /// Make the process that counts range N abort, hang, or answer garbage (repeatable; the second
    /// fault of a range hits its second try)
    #[arg(long = "fault", value_name = "N=KIND", value_parser = fault)]
    faults: Vec<(usize, Fault)>,

    /// Have one of the threads abort, and see what is left of the others
    #[arg(long, conflicts_with_all = ["OutputArgs", "faults"])]
    pub(crate) crash_threads: bool,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(subcommand)]
    pub(crate) command: Option<Role>,
}

/// What this process is, when it is not the parent.
#[derive(Subcommand)]
pub(crate) enum Role {
    /// Answers jobs on stdin, for the parent that started it
    #[command(hide = true)]
    Worker,
}

impl Args {
    pub(crate) fn workers(&self) -> usize {
        self.workers.map_or_else(cores, usize::from).min(self.tasks.into())
    }

    /// How many of the workers can compute at once.
    pub(crate) fn busy_cores(&self) -> u32 {
        self.workers().min(cores()) as u32
    }

    /// How workers are treated. A fault for a range that does not exist ends the program with exit code
    /// 2, as any wrong flag does.
    pub(crate) fn settings(&self) -> Settings {
        if let Some((number, _)) =
            self.faults.iter().find(|(number, _)| *number > self.tasks.into())
        {
            let message = format!(
                "--fault {number}=...: the ranges are 1 to {}",
                self.tasks
            );
            Self::command().error(ErrorKind::ValueValidation, message).exit();
        }
        Settings { timeout: self.timeout, faults: self.faults.clone() }
    }
}

/// Parses `RANGE=KIND`, such as `3=abort`.
fn fault(value: &str) -> Result<(usize, Fault), String> {
    let expected =
        || "expected N=KIND, where KIND is abort, hang or garbage".to_owned();
    let (number, kind) = value.split_once('=').ok_or_else(expected)?;
    let number = number
        .parse()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(expected)?;
    Ok((number, Fault::from_str(kind, false).map_err(|_| expected())?))
}
