//! The flags of chapter 14.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Parser;

use stopwatch::OutputArgs;

use crate::tour::{Fault, VERSIONS};

/// Chapter 14: watches any command, and says what it waits for
#[derive(Parser)]
#[command(version, after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// A command of yours, with its arguments; without one, a tour of six programs with a fault each
    #[arg(
        trailing_var_arg = true,
        value_name = "COMMAND",
        conflicts_with = "attach"
    )]
    pub(crate) command: Vec<OsString>,

    /// Watch a process that runs already, until it ends or you press Ctrl-C
    #[arg(long, value_name = "PID", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=4_194_304))]
    pub(crate) attach: Option<u32>,

    /// End the command after S seconds; in the tour, how long each program runs [default there: 1]
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::seconds)]
    pub(crate) seconds: Option<Duration>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    /// Write the picture to FILE, as a page for a browser
    #[arg(long, value_name = "FILE", value_parser = stopwatch::export_file)]
    #[arg(help_heading = OUTPUT)]
    pub(crate) html: Option<PathBuf>,

    /// Write what each thread did to FILE, for Perfetto (ui.perfetto.dev) and chrome://tracing
    #[arg(long, value_name = "FILE", value_parser = stopwatch::export_file)]
    #[arg(help_heading = OUTPUT)]
    pub(crate) export_trace: Option<PathBuf>,

    /// Be one of the programs of the tour
    #[arg(long, hide = true, value_enum)]
    pub(crate) fault: Option<Fault>,

    /// The server of the program that asks one
    #[arg(long, hide = true, default_value_t = 0)]
    pub(crate) port: u16,
}

/// The heading of [`OutputArgs`].
const OUTPUT: &str = "What to run and how to show it";

const AFTER_HELP: &str = "\
The picture and what it means go to stderr: what the command prints stays its own, and so does its exit \
code. Installed by `cargo install --path crates/your-program`, it is called what-waits.

Examples:
  cargo run -p chapter-14-your-program -- python3 my_script.py
  cargo run -p chapter-14-your-program -- --html picture.html python3 my_script.py
  cargo run -p chapter-14-your-program -- --attach 4711 --seconds 10";

impl Args {
    /// The flags, as they were typed. Two exports into one file end the program with exit code 2.
    pub(crate) fn parse() -> Self {
        let args: Self = stopwatch::parse(VERSIONS);
        stopwatch::different_files(&args.files())
            .unwrap_or_else(|refused| refused.exit());
        args
    }

    /// The files that are to be written.
    pub(crate) fn exports(&self) -> impl Iterator<Item = &Path> {
        self.files().into_iter().filter_map(|(_, file)| file)
    }

    /// The flags that name a file to be written, each with its file.
    fn files(&self) -> [(&'static str, Option<&Path>); 3] {
        [
            ("`--export-json`", self.output.export_json.as_deref()),
            ("`--html`", self.html.as_deref()),
            ("`--export-trace`", self.export_trace.as_deref()),
        ]
    }
}
