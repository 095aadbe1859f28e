//! The flags of chapter 13.

use std::{sync::LazyLock, time::Duration};

use clap::Parser;

use chapter_13_mistakes::MISTAKES;
use stopwatch::OutputArgs;

/// Chapter 13: each classic mistake beside its mend, and what it looks like on the timeline
#[derive(Parser)]
#[command(version)]
pub(crate) struct Args {
    /// List the mistakes, with what to look for, and run none
    #[arg(long)]
    pub(crate) list: bool,

    /// How long each download waits, and each computation computes, in seconds
    #[arg(
        long,
        value_name = "S",
        default_value = "0.05",
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::seconds)]
    pub(crate) seconds: Duration,

    /// How many small computations there are
    #[arg(
        long,
        value_name = "N",
        default_value_t = 10_000,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<usize>(1..=20_000))]
    pub(crate) computations: usize,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// The names of all versions, for as long as the program runs.
static VERSIONS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let versions = MISTAKES.iter().flat_map(|mistake| mistake.versions());
    versions.map(|(name, _)| &*name.leak()).collect()
});

impl Args {
    pub(crate) fn parse() -> Self {
        stopwatch::parse(&VERSIONS)
    }

    /// Whether a version is to be run.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.output.only.is_empty()
            || self.output.only.iter().any(|only| only == name)
    }
}
