//! The flags of chapter 10.

use std::path::PathBuf;

use anyhow::bail;
use clap::Parser;

use chapter_10_user_sessions::{Log, Tally, made, moment::SECOND};
use practice_data::BadRow;
use stopwatch::{OutputArgs, cores, text::shown};

/// Chapter 10: an event log cut into sessions, users one by one and spread over the cores
#[derive(Parser)]
#[command(version)]
pub(crate) struct Args {
    /// How many events the log that this program makes has
    #[arg(
        long,
        value_name = "N",
        default_value_t = 4_000_000,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u64>(1..=100_000_000))]
    rows: u64,

    /// Make the log as messy as real ones are
    #[arg(long)]
    messy: bool,

    /// Read your own log: CSV with the columns user, time, page and value, in any order
    #[arg(long, value_name = "FILE", conflicts_with_all = ["rows", "messy"])]
    input: Option<PathBuf>,

    /// The page on which users pay what is under value
    #[arg(long, value_name = "PAGE", default_value = "checkout")]
    #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(crate) paying_page: String,

    /// Stop at the first line that cannot be read
    #[arg(long)]
    strict: bool,

    /// How many minutes without an event end a session
    #[arg(
        long,
        value_name = "N",
        default_value_t = 30,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=10_000))]
    silence_minutes: u32,

    /// How many threads work [default: the number of cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<usize>(1..=256))]
    workers: Option<usize>,

    /// Write what each user did to FILE, as CSV
    #[arg(long, value_name = "FILE", value_parser = stopwatch::export_file)]
    pub(crate) export_users: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

pub(crate) const VERSIONS: &[&str] = &[
    "sequential",
    "threads-by-user",
    "one-big-lock",
    "rayon",
    "file-sequential",
    "file-rayon",
];

/// The versions that begin with events in memory.
const IN_MEMORY: &[&str] = VERSIONS.split_at(4).0;

impl Args {
    pub(crate) fn workers(&self) -> usize {
        self.workers.unwrap_or_else(cores)
    }

    /// How many of the workers can compute at the same time.
    pub(crate) fn busy_cores(&self) -> u32 {
        self.workers().min(cores()) as u32
    }

    pub(crate) fn silence_ns(&self) -> i64 {
        60 * SECOND * i64::from(self.silence_minutes)
    }

    /// Two flags with the same file end the program with exit code 2, before anything is overwritten.
    pub(crate) fn check_files(&self) {
        let files = [
            ("`--export-users`", self.export_users.as_deref()),
            ("`--export-json`", self.output.export_json.as_deref()),
            ("`--input`", self.input.as_deref()),
        ];
        stopwatch::different_files(&files)
            .unwrap_or_else(|refused| refused.exit());
    }

    /// The log: the reader's own, or the one that is made.
    pub(crate) fn log(&self) -> anyhow::Result<Log> {
        let log = match &self.input {
            Some(file) => Log::open(file)?,
            None => Log::open(&made::log(self.rows, self.messy)?)?,
        };
        Ok(log.paying_on(&self.paying_page))
    }

    /// Whether any version wants the events in memory.
    pub(crate) fn wants_events(&self) -> bool {
        let only = &self.output.only;
        only.is_empty()
            || only.iter().any(|version| IN_MEMORY.contains(&version.as_str()))
    }

    /// With `--strict`, a line that cannot be read is an error.
    pub(crate) fn refuse_bad_lines(
        &self,
        tally: &Tally,
        log: &Log,
    ) -> anyhow::Result<()> {
        let first = tally
            .left_out
            .first
            .first()
            .into_iter()
            .chain(tally.unpaid.first.first());
        match first.min_by_key(|row| row.line) {
            Some(BadRow { line, reason }) if self.strict => {
                let path =
                    shown(&log.path().display().to_string()).into_owned();
                bail!(
                    "{path}, line {line}: {reason}\nWithout --strict the other lines are read."
                )
            }
            _ => Ok(()),
        }
    }
}
