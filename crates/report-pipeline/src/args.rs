//! The flags of chapter 12.

use std::{path::PathBuf, time::Duration};

use clap::Parser;

use chapter_12_report_pipeline::Failing;
use practice_api::{ApiArgs, Config, Fault};
use stopwatch::OutputArgs;

/// Chapter 12: fetch, compute, write: stages that overlap, joined by channels with little room
#[derive(Parser)]
#[command(version)]
#[command(mut_arg("latency_ms", |latency| latency.default_value("30")))]
#[command(mut_arg("faults", |faults| faults.help(FAULTS_HELP)))]
pub(crate) struct Args {
    /// How many regions send a report
    #[arg(
        long,
        value_name = "N",
        default_value_t = 40,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=500))]
    pub(crate) reports: u32,

    /// How many threads download
    #[arg(
        long,
        value_name = "N",
        default_value_t = 8,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=500))]
    pub(crate) workers: u32,

    /// How many reports may wait between two stages of the pipeline, or none for no bound
    #[arg(
        long,
        value_name = "N",
        default_value = "4",
        allow_negative_numbers = true
    )]
    #[arg(value_parser = bound)]
    bound: Bound,

    /// Make the writer pause for each region, in milliseconds
    #[arg(long, value_name = "MS", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u64>(1..=10_000))]
    slow_writer: Option<u64>,

    /// Write no report when a region fails, rather than one without it
    #[arg(long)]
    all_or_nothing: bool,

    /// No region is slow, and none fails
    #[arg(long, conflicts_with = "faults")]
    no_faults: bool,

    /// Give up on a request after this many seconds
    #[arg(
        long,
        value_name = "S",
        default_value = "10",
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::seconds)]
    pub(crate) timeout: Duration,

    /// The folder for the workbook and the page
    #[arg(long, value_name = "DIR", default_value = "target/report-pipeline")]
    pub(crate) out: PathBuf,

    #[command(flatten)]
    api: ApiArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// One region is slow and one fails, unless something else is asked for.
const DEFAULT_FAULTS: [(u32, Fault); 2] =
    [(7, Fault::Slow), (13, Fault::Status(500))];

const FAULTS_HELP: &str = "Make the report of region ID fail: a status such as 500, hang, reset, \
                           garbage, or slow, which is ten times the latency (repeatable) \
                           [default: 7=slow 13=500]";

pub(crate) const VERSIONS: &[&str] =
    &["one-step-after-another", "parallel-steps", "pipeline"];

#[derive(Clone, Copy)]
enum Bound {
    At(usize),
    None,
}

impl Args {
    /// How many reports may wait: without a bound, all of them.
    pub(crate) fn bound(&self) -> usize {
        match self.bound {
            Bound::At(bound) => bound,
            Bound::None => self.reports as usize,
        }
    }

    pub(crate) fn failing(&self) -> Failing {
        if self.all_or_nothing { Failing::EndsAll } else { Failing::IsLeftOut }
    }

    pub(crate) fn pause(&self) -> Duration {
        Duration::from_millis(self.slow_writer.unwrap_or(0))
    }

    /// How the server behaves.
    pub(crate) fn server(&self) -> Config {
        let mut api = self.api.clone();
        if api.faults.is_empty() && !self.no_faults {
            api.faults = DEFAULT_FAULTS.to_vec();
            // A default fault of a region that does not exist is dropped.
            api.faults.retain(|(region, _)| *region <= self.reports);
        }
        api.config(0, 0, self.reports).unwrap_or_else(|refused| refused.exit())
    }
}

fn bound(value: &str) -> Result<Bound, String> {
    if value == "none" {
        return Ok(Bound::None);
    }
    let number = stopwatch::whole_number::<usize>(1..=500)(value);
    number.map(Bound::At).map_err(|expected| format!("{expected}, or none"))
}
