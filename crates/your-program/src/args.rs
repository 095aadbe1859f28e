//! The flags of chapter 14.

use std::{ffi::OsString, time::Duration};

use clap::Parser;

use stopwatch::OutputArgs;

use crate::tour::Fault;

/// Chapter 14: watches any command, and says what it waits for
#[derive(Parser)]
#[command(version, after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// A command of yours, with its arguments; without one, a tour of six programs with a fault each
    #[arg(trailing_var_arg = true, value_name = "COMMAND", conflicts_with = "attach")]
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

    /// Be one of the programs of the tour
    #[arg(long, hide = true, value_enum)]
    pub(crate) fault: Option<Fault>,

    /// The server of the program that asks one
    #[arg(long, hide = true, default_value_t = 0)]
    pub(crate) port: u16,
}

const AFTER_HELP: &str = "\
The picture and what it means go to stderr: what the command prints stays its own, and so does its exit \
code.

Examples:
  cargo run -p chapter-14-your-program -- python3 my_script.py
  cargo run -p chapter-14-your-program -- --attach 4711 --seconds 10";
